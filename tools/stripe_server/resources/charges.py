"""Charges: one attempt at a card each, made by a PaymentIntent and never by hand."""

from tools.stripe_server import clock, listing
from tools.stripe_server.ids import new_id
from tools.stripe_server.operations import Params, operation
from tools.stripe_server.resources import balance, cards
from tools.stripe_server.resources.customers import with_metadata
from tools.stripe_server.store import Body
from tools.stripe_server.world import World

# An online authorisation by the customer holds for seven days (Stripe, "Place a hold on a payment method").
AUTHORISATION = 7 * clock.DAY
# Banks differ in how long they keep money; in hours, the usual seven days unless a test sets it.
AUTHORISATION_HOURS = "authorisation_hours"
# With asynchronous capture, which is the default, Stripe may answer before it knows its fee (Stripe, "Asynchronous
# capture"); the balance transaction then arrives with charge.updated. Off unless a test sets it.
LATE_FEES = "late_fees"


def attempt(world: World, intent: Body, card: cards.Card) -> Body:
    """Create the charge of one attempt, refused or authorised; capturing is a step of its own."""
    refusal = card.refusal
    return world.add({
        "id": new_id("ch"), "object": "charge", "amount": intent["amount"], "amount_captured": 0, "amount_refunded": 0,
        "application": None, "application_fee": None, "application_fee_amount": None, "balance_transaction": None,
        "billing_details": world.get("payment_method", intent["payment_method"])["billing_details"],
        "calculated_statement_descriptor": "GUILDHALL", "captured": False, "created": world.now,
        "currency": intent["currency"], "customer": intent["customer"], "description": intent["description"],
        "disputed": False, "failure_balance_transaction": None, "failure_code": refusal.code if refusal else None,
        "failure_message": refusal.message if refusal else None, "fraud_details": {}, "livemode": False,
        "metadata": dict(intent["metadata"]), "on_behalf_of": None, "outcome": _outcome(card),
        "paid": refusal is None, "payment_intent": intent["id"], "payment_method": intent["payment_method"],
        "payment_method_details": {"card": _card_details(world, intent, card), "type": "card"}, "radar_options": {},
        "receipt_email": intent["receipt_email"], "receipt_number": None, "receipt_url": None, "refunded": False,
        "review": None, "shipping": intent["shipping"], "source": None, "source_transfer": None,
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "failed" if refusal else "succeeded", "transfer_data": None,
        "transfer_group": intent["transfer_group"],
    })  # fmt: skip


def _outcome(card: cards.Card) -> Body:
    refusal = card.refusal
    return {
        "advice_code": "try_again_later" if refusal else None, "network_advice_code": None,
        "network_decline_code": None, "network_status": "declined_by_network" if refusal else "approved_by_network",
        "reason": (refusal.decline_code or refusal.code) if refusal else None, "risk_level": "normal",
        "risk_score": 21, "seller_message": refusal.message if refusal else "Payment complete.",
        "type": "issuer_declined" if refusal else "authorized",
    }  # fmt: skip


def _card_details(world: World, intent: Body, card: cards.Card) -> Body:
    is_held = intent["capture_method"] == "manual" and card.refusal is None
    details = cards.card_details(card)
    kept = (
        "brand",
        "country",
        "exp_month",
        "exp_year",
        "fingerprint",
        "funding",
        "last4",
        "regulated_status",
        "wallet",
    )
    return {name: details[name] for name in kept} | {
        "amount_authorized": intent["amount"] if card.refusal is None else None, "authorization_code": None,
        "capture_before": world.now + _patience(world) if is_held else None,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "extended_authorization": {"status": "disabled"}, "incremental_authorization": {"status": "unavailable"},
        "installments": None, "mandate": None, "multicapture": {"status": "unavailable"}, "network": card.brand,
        "network_token": {"used": False}, "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": intent["amount"], "status": "unavailable"},
        "three_d_secure": _three_d_secure() if card.needs_authentication else None,
    }  # fmt: skip


def _patience(world: World) -> int:
    return 3600 * int(world.store.setting(AUTHORISATION_HOURS, default=AUTHORISATION // 3600))


def has_lapsed(world: World, charge: Body) -> bool:
    """Say whether the bank has let go of an authorisation."""
    return bool(charge["payment_method_details"]["card"]["capture_before"] <= world.now)


def _three_d_secure() -> Body:
    return {
        "authentication_flow": "challenge", "electronic_commerce_indicator": "05", "exemption_indicator": None,
        "result": "authenticated", "result_reason": None, "transaction_id": new_id("threeds"), "version": "2.2.0",
    }  # fmt: skip


def capture(world: World, charge: Body, amount: int, *, is_async: bool = False) -> Body:
    """Take the money: the charge gets its balance transaction, and what was not taken goes back to the card.

    is_async: of an intent that captures asynchronously; when LATE_FEES is set, its transaction comes by `book_fees`.
    """
    charge |= {"captured": True, "amount_captured": amount, "amount_refunded": charge["amount"] - amount}
    if is_async and world.store.setting(LATE_FEES, default=False):
        return world.save(charge)
    return _book(world, charge)


def _book(world: World, charge: Body) -> Body:
    amount = charge["amount_captured"]
    transaction = balance.book(
        world, "charge", amount, charge["currency"], charge["id"],
        fee=balance.processing_fee(amount), available_on=balance.settlement_moment(world),
        description=charge["description"],
    )  # fmt: skip
    return world.save(charge | {"balance_transaction": transaction["id"]})


def book_fees(world: World) -> None:
    """Book the charges whose balance transaction was late, oldest first, and tell of each."""
    for charge in reversed(world.find("charge", captured=True)):
        if charge["balance_transaction"] is None:
            world.emit("charge.updated", _book(world, charge))


def refundable(charge: Body) -> int:
    """Say how much of a charge can still go back, in minor units.

    A partial capture counts its rest as refunded already, so the whole amount is the measure.
    """
    return int(charge["amount"] - charge["amount_refunded"]) if charge["captured"] else 0


@operation("ChargeService.retrieve")
def retrieve(world: World, _params: Params, charge_id: str) -> Body:
    """Answer a charge."""
    return world.get("charge", charge_id)


@operation("ChargeService.list")
def list_(world: World, params: Params) -> Body:
    """Answer charges, newest first."""
    names = ("customer", "payment_intent", "transfer_group")
    found = world.find("charge", **{name: params.get(name) for name in names})
    return listing.page("/v1/charges", found, params)


@operation("ChargeService.update")
def update(world: World, params: Params, charge_id: str) -> Body:
    """Change a charge's description, metadata or transfer group."""
    charge = world.get("charge", charge_id)
    charge |= {name: params[name] for name in ("description", "receipt_email", "transfer_group") if name in params}
    charge["metadata"] = with_metadata(charge, params)
    world.emit("charge.updated", world.save(charge))
    return charge

"""Test cards: what the bank does with each, and the payment methods made from them.

Names and behaviour: Stripe's documentation, "Test card numbers". No card number ever reaches this server.
"""

from dataclasses import dataclass

from tools.stripe_server.errors import invalid
from tools.stripe_server.ids import new_id
from tools.stripe_server.operations import Params, operation
from tools.stripe_server.store import Body
from tools.stripe_server.world import World


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the issuer says no. message: what the cardholder may read."""

    code: str
    decline_code: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Card:
    """One test card and its fate. last4: of the card number that Stripe prints for it."""

    last4: str
    brand: str = "visa"
    refusal: Refusal | None = None
    needs_authentication: bool = False
    is_disputed: bool = False
    refund_status: str = "succeeded"


DECLINED = Refusal("card_declined", "generic_decline", "Your card was declined.")
INSUFFICIENT = Refusal("card_declined", "insufficient_funds", "Your card has insufficient funds.")
LOST = Refusal("card_declined", "lost_card", "Your card was declined.")
STOLEN = Refusal("card_declined", "stolen_card", "Your card was declined.")
EXPIRED = Refusal("expired_card", None, "Your card has expired.")
WRONG_CVC = Refusal("incorrect_cvc", None, "Your card's security code is incorrect.")
PROCESSING = Refusal(
    "processing_error", None, "An error occurred while processing your card. Try again in a little bit."
)
CARDS = {
    "pm_card_visa": Card("4242"),
    "pm_card_mastercard": Card("4444", "mastercard"),
    "pm_card_amex": Card("8431", "amex"),
    "pm_card_bypassPending": Card("0077"),
    "pm_card_chargeDeclined": Card("0002", refusal=DECLINED),
    "pm_card_visa_chargeDeclined": Card("0002", refusal=DECLINED),
    "pm_card_chargeDeclinedInsufficientFunds": Card("9995", refusal=INSUFFICIENT),
    "pm_card_visa_chargeDeclinedInsufficientFunds": Card("9995", refusal=INSUFFICIENT),
    "pm_card_visa_chargeDeclinedLostCard": Card("9987", refusal=LOST),
    "pm_card_visa_chargeDeclinedStolenCard": Card("9979", refusal=STOLEN),
    "pm_card_chargeDeclinedExpiredCard": Card("0069", refusal=EXPIRED),
    "pm_card_chargeDeclinedIncorrectCvc": Card("0127", refusal=WRONG_CVC),
    "pm_card_chargeDeclinedProcessingError": Card("0119", refusal=PROCESSING),
    "pm_card_authenticationRequired": Card("3184", needs_authentication=True),
    "pm_card_threeDSecure2Required": Card("3220", needs_authentication=True),
    "pm_card_createDispute": Card("0259", is_disputed=True),
    "pm_card_refundFail": Card("5126", refund_status="failed"),
    "pm_card_pendingRefund": Card("7726", refund_status="pending"),
}


def payment_method(world: World, given: str, customer: str | None) -> Body:
    """Find a saved payment method, or make one from a test card's name, as Stripe does when a test card is used."""
    if given not in CARDS:
        return world.get("payment_method", given, "payment_method")
    card = CARDS[given]
    return world.add(
        {
            "id": new_id("pm"), "object": "payment_method", "allow_redisplay": "unspecified", "created": world.now,
            "billing_details": {"address": address(), "email": None, "name": None, "phone": None, "tax_id": None},
            "card": card_details(card), "customer": customer, "livemode": False, "metadata": {}, "type": "card",
        },
        card=given,
    )  # fmt: skip


def card_of(world: World, payment_method_id: str) -> Card:
    """Say which test card stands behind a payment method."""
    return CARDS[world.hidden(payment_method_id)["card"]]


def card_details(card: Card) -> Body:
    """Describe a card as a payment method shows it."""
    return {
        "brand": card.brand, "checks": None, "country": "FR", "display_brand": card.brand, "exp_month": 12,
        "exp_year": 2034, "fingerprint": f"test{card.last4}", "funding": "credit", "generated_from": None,
        "last4": card.last4, "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated", "three_d_secure_usage": {"supported": True}, "wallet": None,
    }  # fmt: skip


def address() -> Body:
    """Write the address that nobody has given."""
    return dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))


@operation("PaymentMethodService.retrieve")
def retrieve(world: World, _params: Params, method_id: str) -> Body:
    """Answer a saved payment method."""
    return world.get("payment_method", method_id)


@operation("PaymentMethodService.attach")
def attach(world: World, params: Params, method_id: str) -> Body:
    """Save a payment method, or a test card, for a customer."""
    customer = world.get("customer", params["customer"], "customer")["id"]
    method = payment_method(world, method_id, customer)
    if method["customer"] not in {None, customer}:
        raise invalid("The payment method you provided has already been attached to a customer.")
    world.save(method | {"customer": customer})
    world.emit("payment_method.attached", method | {"customer": customer})
    return method | {"customer": customer}


@operation("PaymentMethodService.detach")
def detach(world: World, _params: Params, method_id: str) -> Body:
    """Take a payment method off its customer, for good."""
    method = world.get("payment_method", method_id, "payment_method")
    if method["customer"] is None:
        raise invalid("The payment method you provided is not attached to a customer so detachment is impossible.")
    world.emit("payment_method.detached", world.save(method | {"customer": None}))
    return method | {"customer": None}


def renew(world: World, method_id: str) -> Body:
    """Let the bank send its customer a new card: the details change, the payment method stays."""
    method = world.get("payment_method", method_id)
    card = method["card"] | {"last4": "4343", "exp_year": method["card"]["exp_year"] + 4}
    world.emit("payment_method.automatically_updated", world.save(method | {"card": card}))
    return method | {"card": card}


def ask_cardholder(world: World, intent: Body, return_url: str | None) -> Body:
    """Let an intent wait for 3-D Secure on the page that stands for the card's bank."""
    page = f"{world.base_url}/3ds/{intent['id']}?client_secret={intent['client_secret']}"
    intent |= {
        "status": "requires_action",
        "next_action": {"type": "redirect_to_url", "redirect_to_url": {"return_url": return_url, "url": page}},
    }
    world.emit(f"{intent['object']}.requires_action", world.save(intent))
    return intent

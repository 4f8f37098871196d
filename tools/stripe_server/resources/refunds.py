"""Refunds: money back to the card, in whole or in parts."""

from tools.stripe_server import listing
from tools.stripe_server.errors import invalid
from tools.stripe_server.ids import new_id
from tools.stripe_server.operations import Params, operation
from tools.stripe_server.resources import balance, cards, charges
from tools.stripe_server.resources.customers import with_metadata
from tools.stripe_server.store import Body
from tools.stripe_server.world import World

KIND = "refund"


@operation("RefundService.create")
def create(world: World, params: Params) -> Body:
    """Refund a charge, or the charge behind an intent; without an amount, all that is left.

    The platform's balance may go below zero: Stripe then collects from the bank account.
    """
    charge = _charge(world, params)
    amount = _amount(charge, params)
    refund_id = new_id("re")
    transaction = balance.book(world, "refund", -amount, charge["currency"], refund_id, description="REFUND FOR CHARGE")
    fate = cards.card_of(world, charge["payment_method"]).refund_status
    refund = world.add({
        "id": refund_id, "object": KIND, "amount": amount, "balance_transaction": transaction["id"],
        "charge": charge["id"], "created": world.now, "currency": charge["currency"],
        "destination_details": {
            "card": {"reference": None, "reference_status": "pending", "reference_type": "acquirer_reference_number",
                     "type": "refund"},
            "type": "card",
        },
        "metadata": with_metadata({}, params), "payment_intent": charge["payment_intent"],
        "pending_reason": "processing" if fate == "pending" else None, "reason": params.get("reason"),
        "receipt_number": None, "source_transfer_reversal": None,
        "status": "pending" if fate == "pending" else "succeeded", "transfer_reversal": None,
    })  # fmt: skip
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    world.emit("refund.created", refund)
    world.emit("charge.refunded", world.save(charge))
    if (
        fate == "failed"
    ):  # The answer says succeeded; the failure comes after it, as with the card that this one copies.
        fail(world, refund_id, "expired_or_canceled_card")
    return refund


def _charge(world: World, params: Params) -> Body:
    if params.get("charge"):
        return world.get("charge", params["charge"], "charge")
    if not params.get("payment_intent"):
        raise invalid(
            "One of the following params should be provided: charge, payment_intent.", code="parameter_missing"
        )
    intent = world.get("payment_intent", params["payment_intent"], "payment_intent")
    if intent["latest_charge"] is None or intent["status"] != "succeeded":
        raise invalid("This PaymentIntent does not have a successful charge to refund.", param="payment_intent")
    return world.get("charge", intent["latest_charge"])


def _amount(charge: Body, params: Params) -> int:
    left = charges.refundable(charge)
    if charge["disputed"]:
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise invalid(message, code="charge_disputed")
    if not left:
        raise invalid(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    amount = int(params.get("amount", left))
    if amount < 1:
        raise invalid("Invalid positive integer", param="amount", code="parameter_invalid_integer")
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise invalid(message, param="amount")
    return amount


def fail(world: World, refund_id: str, reason: str) -> Body:
    """Let the card's bank send the money back: it returns to the balance, and the charge owes nothing again."""
    refund = world.get(KIND, refund_id)
    if refund["status"] not in {"succeeded", "pending"}:
        raise invalid(f"This refund is already {refund['status']}.", param="refund")
    returned = balance.book(world, "refund_failure", refund["amount"], refund["currency"], refund_id)
    refund |= {
        "status": "failed", "failure_reason": reason, "failure_balance_transaction": returned["id"],
        "pending_reason": None,
    }  # fmt: skip
    charge = world.get("charge", refund["charge"])
    charge |= {"amount_refunded": charge["amount_refunded"] - refund["amount"], "refunded": False}
    world.save(charge)
    world.emit("refund.failed", world.save(refund))
    world.emit("charge.refund.updated", refund)
    return refund


def succeed(world: World, refund_id: str) -> Body:
    """Let a pending refund arrive."""
    refund = world.get(KIND, refund_id)
    if refund["status"] != "pending":
        raise invalid(f"This refund is already {refund['status']}.", param="refund")
    refund |= {"status": "succeeded", "pending_reason": None}
    world.emit("refund.updated", world.save(refund))
    world.emit("charge.refund.updated", refund)
    return refund


@operation("RefundService.retrieve")
def retrieve(world: World, _params: Params, refund_id: str) -> Body:
    """Answer a refund."""
    return world.get(KIND, refund_id)


@operation("RefundService.update")
def update(world: World, params: Params, refund_id: str) -> Body:
    """Change a refund's metadata."""
    refund = world.get(KIND, refund_id)
    refund["metadata"] = with_metadata(refund, params)
    world.emit("refund.updated", world.save(refund))
    return refund


@operation("RefundService.list")
def list_(world: World, params: Params) -> Body:
    """Answer refunds, newest first."""
    found = world.find(KIND, charge=params.get("charge"), payment_intent=params.get("payment_intent"))
    return listing.page("/v1/refunds", found, params)

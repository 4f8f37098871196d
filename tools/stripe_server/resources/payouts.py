"""Payouts: an account's balance to its bank account."""

from tools.stripe_server import clock, listing
from tools.stripe_server.errors import invalid
from tools.stripe_server.ids import new_id
from tools.stripe_server.operations import Params, operation
from tools.stripe_server.resources import balance
from tools.stripe_server.resources.customers import with_metadata
from tools.stripe_server.store import Body
from tools.stripe_server.world import World

KIND = "payout"
TIME_ON_THE_WAY = 2 * clock.DAY
OPEN = frozenset({"pending", "in_transit"})


@operation("PayoutService.create")
def create(world: World, params: Params) -> Body:
    """Send available money to the bank account; it arrives two days later by this server's clock."""
    if params["amount"] < 1:
        raise invalid("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    balance.require_available(world, params["currency"], params["amount"])
    payout_id = new_id("po")
    transaction = balance.book(world, "payout", -params["amount"], params["currency"], payout_id)
    payout = world.add({
        "id": payout_id, "object": KIND, "amount": params["amount"], "application_fee": None,
        "application_fee_amount": None, "arrival_date": world.now + TIME_ON_THE_WAY, "automatic": False,
        "balance_transaction": transaction["id"], "created": world.now, "currency": params["currency"],
        "description": params.get("description"), "destination": None, "failure_balance_transaction": None,
        "failure_code": None, "failure_message": None, "livemode": False, "metadata": with_metadata({}, params),
        "method": params.get("method", "standard"), "original_payout": None, "payout_method": None,
        "reconciliation_status": "not_applicable", "reversed_by": None, "source_type": "card",
        "statement_descriptor": params.get("statement_descriptor"), "status": "pending",
        "trace_id": {"status": "pending", "value": None}, "type": "bank_account",
    })  # fmt: skip
    world.emit("payout.created", payout)
    return payout


def settle(world: World, payout_id: str, *, failure: str | None = None) -> Body:
    """Let the bank take a payout, or send it back. failure: Stripe's failure code, such as account_closed."""
    payout = _open(world, payout_id)
    if failure is None:
        payout["status"] = "paid"
    else:
        payout |= {"failure_code": failure, "failure_message": "The bank sent the money back."} | _returned(
            world, payout
        )
        payout["status"] = "failed"
    world.emit(f"payout.{payout['status']}", world.save(payout))
    return payout


def arrive(world: World) -> None:
    """Pay every payout whose day has come."""
    for payout in world.find(KIND):
        if payout["status"] in OPEN and payout["arrival_date"] <= world.now:
            settle(world, payout["id"])


def _open(world: World, payout_id: str) -> Body:
    payout = world.get(KIND, payout_id)
    if payout["status"] not in OPEN:
        raise invalid(f"This payout is already {payout['status']}.", param="payout")
    return payout


def _returned(world: World, payout: Body) -> Body:
    back = balance.book(world, "payout_failure", payout["amount"], payout["currency"], payout["id"])
    return {"failure_balance_transaction": back["id"]}


@operation("PayoutService.cancel")
def cancel(world: World, _params: Params, payout_id: str) -> Body:
    """Take back a payout that has not left yet."""
    payout = _open(world, payout_id)
    balance.book(world, "payout_cancel", payout["amount"], payout["currency"], payout_id)
    payout["status"] = "canceled"
    world.emit("payout.canceled", world.save(payout))
    return payout


@operation("PayoutService.retrieve")
def retrieve(world: World, _params: Params, payout_id: str) -> Body:
    """Answer a payout."""
    return world.get(KIND, payout_id)


@operation("PayoutService.list")
def list_(world: World, params: Params) -> Body:
    """Answer payouts, newest first."""
    return listing.page("/v1/payouts", world.find(KIND, status=params.get("status")), params)

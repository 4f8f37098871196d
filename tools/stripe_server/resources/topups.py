"""Top-ups: money that the platform sends from its own bank account to its Stripe balance."""

from tools.stripe_server import listing
from tools.stripe_server.errors import invalid
from tools.stripe_server.ids import new_id
from tools.stripe_server.operations import Params, operation
from tools.stripe_server.resources import balance
from tools.stripe_server.resources.customers import with_metadata
from tools.stripe_server.store import Body
from tools.stripe_server.world import World

KIND = "topup"


@operation("TopupService.create")
def create(world: World, params: Params) -> Body:
    """Ask the platform's bank for money; it comes when `settle` says so."""
    topup = world.add({
        "id": new_id("tu"), "object": KIND, "amount": params["amount"], "balance_transaction": None,
        "created": world.now, "currency": params["currency"], "description": params.get("description"),
        "expected_availability_date": world.now, "failure_code": None, "failure_message": None, "livemode": False,
        "metadata": with_metadata({}, params), "source": None, "statement_descriptor": None, "status": "pending",
        "transfer_group": params.get("transfer_group"),
    })  # fmt: skip
    world.emit("topup.created", topup)
    return topup


def settle(world: World, topup_id: str, *, failure: str | None = None) -> Body:
    """Let the bank send the money, or refuse. failure: Stripe's failure code."""
    topup = world.get(KIND, topup_id)
    if topup["status"] != "pending":
        raise invalid(f"This top-up is already {topup['status']}.", param="topup")
    if failure:
        topup |= {"status": "failed", "failure_code": failure, "failure_message": "The bank refused."}
    else:
        moved = balance.book(world, "topup", topup["amount"], topup["currency"], topup_id)
        topup |= {"status": "succeeded", "balance_transaction": moved["id"]}
    world.emit(f"topup.{topup['status']}", world.save(topup))
    return topup


@operation("TopupService.retrieve")
def retrieve(world: World, _params: Params, topup_id: str) -> Body:
    """Answer a top-up."""
    return world.get(KIND, topup_id)


@operation("TopupService.list")
def list_(world: World, params: Params) -> Body:
    """Answer top-ups, newest first."""
    return listing.page("/v1/topups", world.find(KIND, status=params.get("status")), params)

"""Transfers: the platform's money to a connected account, and reversals, which bring it back."""

from tools.stripe_server import listing
from tools.stripe_server.errors import insufficient_balance, invalid
from tools.stripe_server.ids import new_id
from tools.stripe_server.operations import Params, operation
from tools.stripe_server.resources import accounts, balance, charges
from tools.stripe_server.resources.customers import with_metadata
from tools.stripe_server.store import Body
from tools.stripe_server.world import World

KIND = "transfer"


@operation("TransferService.create")
def create(world: World, params: Params) -> Body:
    """Move money to a connected account.

    Without `source_transaction` the available balance must cover it. With it the transfer succeeds at once and becomes
    available with the charge; all transfers of a charge together stay within what the charge still holds, which is
    stricter than Stripe once a part was refunded: a platform that meets this refusal is paying money it gave back.
    """
    destination = accounts.payable(world, params["destination"])
    source = _source(world, params)
    amount = params.get("amount") or (source["amount_captured"] if source else 0)
    if amount < 1:
        raise invalid(
            "This value must be greater than or equal to 1.", code="parameter_invalid_integer", param="amount"
        )
    if source is None:
        balance.require_available(world, params["currency"], amount)
    available_on = _require_source(world, source, params["currency"], amount) if source else world.now
    return _move(world, params, destination, amount, available_on)


def _source(world: World, params: Params) -> Body | None:
    given = params.get("source_transaction")
    return world.get("charge", given, "source_transaction") if given else None


def _require_source(world: World, charge: Body, currency: str, amount: int) -> int:
    """Check a transfer against its charge; return when its money becomes available."""
    if charge["balance_transaction"] is None:
        raise invalid("The source_transaction has not been captured.", param="source_transaction")
    settled = world.get("balance_transaction", charge["balance_transaction"])
    if settled["currency"] != currency:
        message = f"The currency of source_transaction's balance transaction ({settled['currency']}) must be the same as the transfer currency ({currency})"  # noqa: E501
        raise invalid(message, param="currency")
    sent = sum(each["amount"] - each["amount_reversed"] for each in world.find(KIND, source_transaction=charge["id"]))
    if sent + amount > charges.refundable(charge):
        message = f"The transfers of source_transaction {charge['id']} would exceed the amount that it still holds."
        raise invalid(message, code="balance_insufficient", param="amount")
    return int(settled["available_on"])


def _move(world: World, params: Params, destination: str, amount: int, available_on: int) -> Body:
    transfer_id, currency = new_id("tr"), params["currency"]
    source = params.get("source_transaction")
    out = balance.book(world, "transfer", -amount, currency, transfer_id, available_on=available_on)
    payment_id = _receive(world.acting_as(destination), transfer_id, amount, currency, available_on)
    group = params.get("transfer_group") or (world.get("charge", source)["transfer_group"] if source else None)
    transfer = world.add({
        "id": transfer_id, "object": KIND, "amount": amount, "amount_reversed": 0, "balance_transaction": out["id"],
        "created": world.now, "currency": currency, "description": params.get("description"),
        "destination": destination, "destination_payment": payment_id, "livemode": False,
        "metadata": with_metadata({}, params),
        "reversals": listing.whole(f"/v1/transfers/{transfer_id}/reversals", []), "reversed": False,
        "source_transaction": source, "source_type": params.get("source_type", "card"), "transfer_group": group,
    })  # fmt: skip
    world.emit("transfer.created", transfer)
    return transfer


def _receive(account: World, transfer_id: str, amount: int, currency: str, available_on: int) -> str:
    """Book the transfer at the connected account, which sees it as a payment; return the payment's id."""
    payment_id = new_id("py")
    balance.book(account, "payment", amount, currency, payment_id, available_on=available_on, description=transfer_id)
    return payment_id


@operation("TransferService.retrieve")
def retrieve(world: World, _params: Params, transfer_id: str) -> Body:
    """Answer a transfer."""
    return world.get(KIND, transfer_id)


@operation("TransferService.update")
def update(world: World, params: Params, transfer_id: str) -> Body:
    """Change a transfer's description or metadata."""
    transfer = world.get(KIND, transfer_id)
    transfer["description"] = params.get("description", transfer["description"])
    transfer["metadata"] = with_metadata(transfer, params)
    world.emit("transfer.updated", world.save(transfer))
    return transfer


@operation("TransferService.list")
def list_(world: World, params: Params) -> Body:
    """Answer transfers, newest first."""
    names = ("destination", "transfer_group")
    return listing.page("/v1/transfers", world.find(KIND, **{name: params.get(name) for name in names}), params)


@operation("TransferReversalService.create")
def reverse(world: World, params: Params, transfer_id: str) -> Body:
    """Bring back what a transfer moved, in whole or in part, as far as the connected account still has it."""
    transfer = world.get(KIND, transfer_id)
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = params.get("amount", left)
    if not 1 <= amount <= left:
        raise invalid(f"The amount to reverse must lie between 1 and {left}.", code="amount_too_large", param="amount")
    account = world.acting_as(transfer["destination"])
    if (
        sum(balance.totals(account, status).get(transfer["currency"], 0) for status in ("available", "pending"))
        < amount
    ):
        raise insufficient_balance()
    return _bring_back(world, transfer, amount, params)


def _bring_back(world: World, transfer: Body, amount: int, params: Params) -> Body:
    account, currency, reversal_id = world.acting_as(transfer["destination"]), transfer["currency"], new_id("trr")
    balance.book(account, "payment_refund", -amount, currency, transfer["destination_payment"])
    back = balance.book(world, "transfer_refund", amount, currency, reversal_id)
    reversal = world.add({
        "id": reversal_id, "object": "transfer_reversal", "amount": amount, "balance_transaction": back["id"],
        "created": world.now, "currency": currency, "destination_payment_refund": None,
        "metadata": with_metadata({}, params), "source_refund": None, "transfer": transfer["id"],
    })  # fmt: skip
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    transfer["reversals"]["data"].insert(0, reversal)
    world.emit("transfer.reversed", world.save(transfer))
    return reversal


@operation("TransferReversalService.retrieve")
def retrieve_reversal(world: World, _params: Params, transfer_id: str, reversal_id: str) -> Body:
    """Answer one reversal of a transfer."""
    world.get(KIND, transfer_id)
    return world.get("transfer_reversal", reversal_id)


@operation("TransferReversalService.list")
def list_reversals(world: World, params: Params, transfer_id: str) -> Body:
    """Answer the reversals of a transfer, newest first."""
    found = world.find("transfer_reversal", transfer=world.get(KIND, transfer_id)["id"])
    return listing.page(f"/v1/transfers/{transfer_id}/reversals", found, params)

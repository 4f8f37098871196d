"""The port `Statements` on Stripe: its balance transactions, and its balance."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from guildhall.payments.gateways.stripe_connection import PAGE, Body, StripeConnection, told
from guildhall.payments.gateways.units import from_provider
from guildhall.payments.models import Movement

OBJECTS = {
    "refund": "refund",
    "payment_refund": "refund",
    "refund_failure": "refund",
    "transfer": "transfer",
    "transfer_refund": "transfer",
}
"""Kinds of movements whose source, or what it names, is something that we can fetch."""
FETCHED_BY = {"charge": "payment_intent", "payment": "payment_intent", "transfer_refund": "transfer"}
"""The field of a movement's source that names what to fetch, where it is not the source itself."""


class StripeStatements:
    """What Stripe says of our money."""

    def __init__(self, connection: StripeConnection) -> None:
        self._stripe = connection

    def movements(self, since: datetime, until: datetime, after: str | None) -> tuple[list[Movement], str | None]:
        """Return one page of movements, newest first, and after which one the next page starts."""
        asked: Any = {
            "created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())},
            "expand": ["data.source"],
            "limit": PAGE,
        }
        if after is not None:
            asked["starting_after"] = after
        with told():
            page: Body = self._stripe.client.v1.balance_transactions.list(asked).to_dict()
        found = [_movement(each) for each in page["data"]]
        return found, found[-1].movement_id if page["has_more"] and found else None

    def balances(self) -> dict[str, int]:
        """Return what Stripe holds for us by currency, in our minor units: available, and on its way to be."""
        with told():
            balance = self._stripe.checked(self._stripe.client.v1.balance.retrieve())
        held: dict[str, int] = {}
        for part in (*balance["available"], *balance["pending"]):
            money = from_provider(part["amount"], part["currency"])
            held[money.currency] = held.get(money.currency, 0) + money.minor
        return held


def _movement(body: Body) -> Movement:
    source = body.get("source")
    whole: Body = source if isinstance(source, dict) else {"id": str(source)}
    kind = str(body["type"])
    is_charge = kind in {"charge", "payment"}
    return Movement(
        movement_id=body["id"],
        kind=kind,
        source_id=whole["id"],
        net=from_provider(body["net"], body["currency"]),
        occurred_at=datetime.fromtimestamp(body["created"], UTC),
        object_kind="intent" if is_charge else OBJECTS.get(kind),
        object_id=whole.get(FETCHED_BY.get(kind, "id")),
    )

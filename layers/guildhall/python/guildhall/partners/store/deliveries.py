"""Webhook deliveries in the ops table: a log that expires, and a sparse index of what is still to be tried.

| who asks                            | index | PK                       | SK               |
|-------------------------------------|-------|--------------------------|------------------|
| a delivery by endpoint and id       | table | WH#{endpoint_id}#{yyyymm}| whd_…            |
| an endpoint's deliveries, newest    | table | WH#{endpoint_id}#{yyyymm}| (backwards)      |
| what should have been tried by now  | GSI1  | RETRY#{0..3}             | {instant}#whd_…  |
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from guildhall.kernel.clock import from_text, to_text
from guildhall.kernel.errors import Problem
from guildhall.kernel.ids import born_at, is_id
from guildhall.partners.errors import AlreadyPlanned
from guildhall.partners.machine import DeliveryState
from guildhall.partners.models import DELIVERIES_KEPT, Attempt, Delivery
from guildhall.partners.ports import DeliveryPage
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute, MapOf
from guildhall.platform.table import Database, OpsRecord

QUEUE = "webhook-deliveries"
"""The queue of ordered attempts, as the publisher knows it."""
SHARDS = 4
SWEPT = 100
"""Overdue deliveries that one sweep takes from one shard."""


class DeliveryRecord(OpsRecord):
    """One event on its way to one endpoint. last: what the last attempt came to. summary: for the sweep."""

    KIND = "partners.delivery"

    event = UnicodeAttribute()
    body = UnicodeAttribute()
    state = UnicodeAttribute()
    attempts = IntegerAttribute()
    next_at = UnicodeAttribute(null=True)
    leased_until = UnicodeAttribute(null=True)
    last = MapOf(null=True)
    summary = MapOf()


class DynamoDeliveries:
    """The port `Deliveries` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def plan(self, delivery: Delivery) -> None:
        """Store a new delivery and order its first attempt. Raises AlreadyPlanned."""
        self._write(delivery, order=True, refused=AlreadyPlanned())

    def get(self, endpoint_id: str, delivery_id: str) -> Delivery | None:
        """Return the delivery, or None."""
        if not is_id(delivery_id, "whd") or self._is_gone(delivery_id):
            return None
        record = DeliveryRecord.fetch(_partition(endpoint_id, born_at(delivery_id)), delivery_id)
        return _delivery({**record.attribute_values, "SK": delivery_id}, endpoint_id) if record else None

    def page(self, endpoint_id: str, limit: int, position: dict[str, Any] | None) -> DeliveryPage:
        """Return one page, newest first."""
        items: list[Delivery] = []
        partitions = self._partitions(endpoint_id)
        if position is not None:
            partitions = partitions[partitions.index(position["PK"]) :] if position["PK"] in partitions else []
        for number, partition in enumerate(partitions):
            found = query.page(
                DeliveryRecord.Meta.table_name,
                partition,
                limit=limit - len(items),
                position=position if position and "SK" in position else None,
                newest_first=True,
            )
            items += [_delivery(row, endpoint_id) for row in found.items if not self._is_gone(row["SK"])]
            position = None
            if found.position is not None:
                return DeliveryPage(items, found.position)
            if len(items) == limit and number + 1 < len(partitions):
                return DeliveryPage(items, {"PK": partitions[number + 1]})
        return DeliveryPage(items, None)

    def save(self, delivery: Delivery, *, order: bool = False) -> Delivery:
        """Store at the version it was read at; order: have an attempt made now. Raises StaleVersion."""
        self._write(delivery, order=order)
        return replace(delivery, version=delivery.version + 1)

    def overdue(self, now: datetime) -> list[tuple[str, str]]:
        """Return endpoint and delivery ids of what should have been tried, the longest overdue first in each shard."""
        return [
            (row["summary"]["endpoint_id"], row["SK"])
            for shard in range(SHARDS)
            for row in query.page(
                DeliveryRecord.Meta.table_name,
                f"RETRY#{shard}",
                index="GSI1",
                between=("2", to_text(now) + "~"),
                limit=SWEPT,
            ).items
        ]

    def _write(self, delivery: Delivery, *, order: bool, refused: Problem | None = None) -> None:
        transaction = self._database.begin()
        transaction.put_unaudited(_record(delivery), refused=refused)
        if order:
            transaction.enqueue(
                QUEUE,
                delivery.endpoint_id,
                {
                    "type": "deliver",
                    "endpoint_id": delivery.endpoint_id,
                    "delivery_id": delivery.delivery_id,
                    "attempt": delivery.attempts,
                },
            )
        transaction.commit("partners.deliver")

    def _partitions(self, endpoint_id: str) -> list[str]:
        """Return the months in which a delivery can be that we still keep, newest first."""
        now = self._database.clock.now()
        # On the first of March, thirty days reach over all of February into January.
        instants = (now, now.replace(day=1) - timedelta(days=1), now - DELIVERIES_KEPT)
        return list(dict.fromkeys(_partition(endpoint_id, at) for at in instants))

    def _is_gone(self, delivery_id: str) -> bool:
        return born_at(delivery_id) + DELIVERIES_KEPT <= self._database.clock.now()


def _partition(endpoint_id: str, at: datetime) -> str:
    # By month, not by day as data.md sketched: a quiet endpoint's log is two queries instead of thirty.
    return f"WH#{endpoint_id}#{at:%Y%m}"


def _record(delivery: Delivery) -> DeliveryRecord:
    record = DeliveryRecord(
        _partition(delivery.endpoint_id, delivery.created_at),
        delivery.delivery_id,
        kind=DeliveryRecord.KIND,
        event=delivery.event,
        body=delivery.body,
        state=str(delivery.state),
        attempts=delivery.attempts,
        leased_until=to_text(delivery.leased_until) if delivery.leased_until else None,
        last=_last(delivery.last) if delivery.last else None,
        summary={"endpoint_id": delivery.endpoint_id},
        expires_at=int((delivery.created_at + DELIVERIES_KEPT).timestamp()),
    )
    if delivery.version:
        record.v = delivery.version
    if delivery.next_at is not None:
        record.next_at = to_text(delivery.next_at)
        record.gsi1pk = f"RETRY#{int(delivery.delivery_id[-1], 36) % SHARDS}"
        record.gsi1sk = f"{record.next_at}#{delivery.delivery_id}"
    return record


def _last(attempt: Attempt) -> dict[str, Any]:
    return {
        "at": to_text(attempt.at),
        "duration_ms": attempt.duration_ms,
        "status": attempt.status,
        "error": attempt.error,
        "response": attempt.response,
    }


def _delivery(row: dict[str, Any], endpoint_id: str) -> Delivery:
    last = row.get("last")
    return Delivery(
        delivery_id=row["SK"],
        endpoint_id=endpoint_id,
        event=row["event"],
        body=row["body"],
        state=DeliveryState(row["state"]),
        attempts=int(row["attempts"]),
        next_at=from_text(row["next_at"]) if row.get("next_at") else None,
        leased_until=from_text(row["leased_until"]) if row.get("leased_until") else None,
        last=Attempt(**{**last, "at": from_text(last["at"])}) if last else None,
        version=int(row["v"]),
    )

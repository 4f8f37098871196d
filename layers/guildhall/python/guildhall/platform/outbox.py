"""Events and queue messages that wait in the core table until the publisher has sent them.

A row exists exactly as long as it is unsent: the publisher deletes it after the bus or the queue has taken it, and a
sweep finds what is older than a minute. `OUTBOX#{shard}` spreads the writes over sixteen partitions.

| who asks                        | index | PK              | SK         |
|---------------------------------|-------|-----------------|------------|
| the stream, for new rows        | table | OUTBOX#{0..f}   | {event_id} |
| unsent rows older than a minute | table | OUTBOX#{0..f}   | < evt_{t}  |
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from guildhall.kernel.actor import Origin
from guildhall.kernel.events import DomainEvent, envelope
from guildhall.kernel.ids import Ids
from guildhall.platform.items import MapOf
from guildhall.platform.table import CoreRecord
from guildhall.platform.tracing import header, trace_id

SHARDS = "0123456789ABCDEF"


class OutboxRecord(CoreRecord):
    """An event for the bus (`source`, `detail_type`) or a message for a queue (`queue`, `group`)."""

    KIND = "outbox"

    source = UnicodeAttribute(null=True)
    detail_type = UnicodeAttribute(null=True)
    queue = UnicodeAttribute(null=True)
    group = UnicodeAttribute(null=True)
    detail = MapOf()
    trace = UnicodeAttribute(null=True)
    """The trace header of the change, which travels on beside the event: X-Ray links what follows to what caused it."""


def event_row(event: DomainEvent, origin: Origin, now: datetime, ids: Ids) -> OutboxRecord:
    """Return the row that carries an event to the bus."""
    event_id = ids.new("evt")
    return OutboxRecord(
        *_key(event_id),
        kind=OutboxRecord.KIND,
        source=event.source,
        detail_type=event.detail_type,
        detail=envelope(event, event_id=event_id, occurred_at=now, origin=origin, trace_id=trace_id()),
        trace=header() or None,
    )


def message_row(queue: str, group: str, body: dict[str, Any], origin: Origin, _now: datetime, ids: Ids) -> OutboxRecord:
    """Return the row that carries a message to a queue; its id is the queue's deduplication id."""
    message_id = ids.new("msg")
    causes = {"correlation_id": origin.correlation_id, "causation_id": origin.causation_id}
    if trace_id():
        causes["trace_id"] = trace_id()
    return OutboxRecord(
        *_key(message_id),
        kind=OutboxRecord.KIND,
        queue=queue,
        group=group,
        detail={"meta": causes, "data": body},
        trace=header() or None,
    )


def _key(row_id: str) -> tuple[str, str]:
    # The last character of a ULID is random, so it spreads evenly.
    last = row_id[-1]
    return f"OUTBOX#{SHARDS['0123456789ABCDEFGHJKMNPQRSTVWXYZ'.index(last) % 16]}", row_id

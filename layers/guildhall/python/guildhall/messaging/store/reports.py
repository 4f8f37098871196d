"""The ports `Reports` and `Signals` on DynamoDB."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from guildhall.kernel.actor import Actor, Origin
from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.events import DomainEvent
from guildhall.messaging.events import MessageSignalledV1
from guildhall.messaging.models import Message
from guildhall.messaging.models.reports import Report
from guildhall.messaging.store.rows import Keys, SameId, read_items
from guildhall.platform import outbox, query
from guildhall.platform.items import MapOf
from guildhall.platform.table import ChatRecord, Database, from_row


class ReportRecord(ChatRecord):
    """A report; while nobody has decided it, it stands in the index under its instant."""

    KIND = "messaging.report"
    UNAUDITED = frozenset({"note", "text"})

    report_id = UnicodeAttribute()
    reporter_id = UnicodeAttribute()
    conversation_id = UnicodeAttribute()
    reason = UnicodeAttribute()
    note = UnicodeAttribute(null=True)
    reported_at = UnicodeAttribute()
    reported_id = UnicodeAttribute(null=True)
    message_id = UnicodeAttribute(null=True)
    text = UnicodeAttribute(null=True)
    ruling = MapOf(null=True)


class DynamoReports:
    """Reports, each on its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, report_id: str) -> Report | None:
        """Return one as it is at this moment, or None."""
        record = ReportRecord.fetch(*Keys.report(report_id))
        return record.to(Report) if record else None

    def save(self, action: str, report: Report, event: DomainEvent) -> Report:
        """Store it at the version that was read, and tell the world. Raises StaleVersion."""
        index: dict[str, str] = {}
        if report.ruling is None:
            index = {"gsi1pk": Keys.REPORTS, "gsi1sk": f"{to_text(report.reported_at)}#{report.report_id}"}
        key = Keys.report(report.report_id)
        transaction = self._database.begin()
        transaction.save(ReportRecord.of(report, key=key, version=report.version, **index))
        transaction.publish(event)
        transaction.commit(action)
        return replace(report, version=report.version + 1)

    def waiting(self, limit: int, position: dict[str, Any] | None) -> tuple[list[Report], dict[str, Any] | None]:
        """Return a page of the queue, the oldest first, and where the next one starts."""
        table = ChatRecord.Meta.table_name
        found = query.page(table, Keys.REPORTS, index="GSI1", limit=limit, position=position)
        rows = read_items([(row["PK"], row["SK"]) for row in found.items]) if found.items else []
        reports = [from_row(Report, row) for row in rows if row]
        # The index tells of what was undecided a moment ago.
        return [one for one in reports if one.ruling is None], found.position


class DynamoSignals:
    """Events for whoever watches for fraud."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def raise_for(self, message: Message, recipient_ids: Sequence[str]) -> None:
        """Tell what a message shows; told again, the event has the same id."""
        event = MessageSignalledV1(
            conversation_id=message.conversation_id,
            message_id=message.message_id,
            sender_id=message.sender_id,
            recipient_ids=list(recipient_ids),
            signals=list(message.hints),
        )
        origin = Origin(Actor(message.sender_id), message.message_id, message.message_id)
        same_id = SameId(message.conversation_id, message.message_id, "signal", message.version)
        transaction = self._database.begin()
        transaction.put_unaudited(outbox.event_row(event, origin, self._database.clock.now(), same_id))
        # Refused is what was told before.
        with contextlib.suppress(StaleVersion):
            transaction.commit("messaging.signal")

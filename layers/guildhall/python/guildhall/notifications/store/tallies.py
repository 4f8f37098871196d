"""Figures that we know from events, in the core table."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from pynamodb.attributes import UnicodeAttribute

from guildhall.kernel.clock import from_text, to_text
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.ids import born_at
from guildhall.notifications.models import Deadline, Figure
from guildhall.notifications.store.keys import Keys
from guildhall.platform import query
from guildhall.platform.table import CoreRecord, Database

REMEMBERED = timedelta(days=2)
"""Of a single event that was counted: the widest window is a day."""
PAGES = 10


class TallyRecord(CoreRecord):
    """One event that counts."""

    KIND = "notifications.tally"


class DeadlineRecord(CoreRecord):
    """By when something has to be done."""

    KIND = "notifications.deadline"

    subject_id = UnicodeAttribute()
    figure = UnicodeAttribute()
    at = UnicodeAttribute()
    due_at = UnicodeAttribute(null=True)


class DynamoTallies:
    """The port `Tallies` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, figure: Figure, since: datetime) -> int:
        """Return how often it happened; counting stops at 1000."""
        total, position = 0, None
        for _ in range(PAGES):
            found = query.page(
                TallyRecord.Meta.table_name, Keys.tally(figure), between=(to_text(since), "~"), limit=query.MOST,
                position=position,
            )  # fmt: skip
            total, position = total + len(found.items), found.position
            if position is None:
                break
        return total

    def add(self, figure: Figure, event_id: str) -> None:
        """Count an event, once however often it comes."""
        happened = born_at(event_id)
        record = TallyRecord(
            Keys.tally(figure), f"{to_text(happened)}#{event_id}", kind=TallyRecord.KIND,
            expires_at=int((happened + REMEMBERED).timestamp()),
        )  # fmt: skip
        transaction = self._database.begin()
        transaction.put_unaudited(record)
        # Refused is what stands there: the event came before.
        with suppress(StaleVersion):
            transaction.commit("notifications.count")

    def deadline(self, subject_id: str) -> Deadline | None:
        """Return what is known of a deadline, or None."""
        record = DeadlineRecord.fetch(Keys.deadline(subject_id), "DEADLINE")
        return record.to(Deadline) if record else None

    def set_deadline(self, deadline: Deadline) -> None:
        """Store at the version it was read at. Raises StaleVersion."""
        key = Keys.deadline(deadline.subject_id), "DEADLINE"
        record = DeadlineRecord.of(deadline, key=key, version=deadline.version)
        if deadline.due_at is not None:
            record.gsi2pk, record.gsi2sk = Keys.deadlines(deadline.figure), to_text(deadline.due_at)
        transaction = self._database.begin()
        transaction.put_unaudited(record)
        transaction.commit("notifications.set_deadline")

    def soonest(self, figure: Figure) -> tuple[str, datetime] | None:
        """Return what has the earliest deadline that is not met, and that deadline; or None."""
        found = query.page(DeadlineRecord.Meta.table_name, Keys.deadlines(figure), index="GSI2", limit=1)
        if not found.items:
            return None
        (row,) = found.items
        return row["PK"].removeprefix(Keys.deadline("")), from_text(row["GSI2SK"])

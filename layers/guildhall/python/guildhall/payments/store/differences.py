"""The port `Differences` on DynamoDB."""

from __future__ import annotations

from datetime import datetime

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.kernel.clock import to_text
from guildhall.payments.models import Difference
from guildhall.payments.store.payments import QUEUE
from guildhall.platform import observe, query
from guildhall.platform.items import IntegerAttribute
from guildhall.platform.table import CoreRecord, Database

OPEN = "PAY-DIFFERENCES"


class DifferenceKeys:
    """Differences in the core table.

    | who asks                | index | PK                        | SK                     |
    |-------------------------|-------|---------------------------|------------------------|
    | a difference            | table | PAY-DIFFERENCE#{provider} | {reference}            |
    | everything that differs | GSI2  | PAY-DIFFERENCES           | {found_at}#{reference} |
    """

    @staticmethod
    def difference(provider: str, reference: str) -> tuple[str, str]:
        """One record a movement, and one a currency's balance."""
        return f"PAY-DIFFERENCE#{provider}", reference


class DifferenceRecord(CoreRecord):
    """In what the provider and the journal differ."""

    KIND = "payments.difference"

    provider = UnicodeAttribute()
    reference = UnicodeAttribute()
    reason = UnicodeAttribute()
    currency = UnicodeAttribute()
    theirs_minor = IntegerAttribute()
    ours_minor = IntegerAttribute()
    detail = UnicodeAttribute()
    found_at = UnicodeAttribute()
    sightings = IntegerAttribute()
    is_open = BooleanAttribute()
    resolved_by = UnicodeAttribute(null=True)
    resolved_at = UnicodeAttribute(null=True)
    note = UnicodeAttribute(null=True)


class DynamoDifferences:
    """Differences, the open ones in a list; each that opens is counted for the alarm."""

    def __init__(self, core_table: str, database: Database) -> None:
        self._table = core_table
        self._database = database

    def ask(self, since: datetime, until: datetime, after: str | None) -> None:
        """Let the worker compare the next page."""
        body = {"type": "reconcile", "since": to_text(since), "until": to_text(until), "after": after}
        transaction = self._database.begin()
        transaction.enqueue(QUEUE, "reconcile", body)
        transaction.commit("payments.reconcile")

    def get(self, provider: str, reference: str) -> Difference | None:
        """Return a difference, read consistently, or None."""
        record = DifferenceRecord.fetch(*DifferenceKeys.difference(provider, reference))
        return record.to(Difference) if record else None

    def save(self, difference: Difference) -> None:
        """Store a difference at the version it was read at."""
        key = DifferenceKeys.difference(difference.provider, difference.reference)
        index = {}
        if difference.is_open:
            index = {"gsi2pk": OPEN, "gsi2sk": f"{to_text(difference.found_at)}#{difference.reference}"}
        record = DifferenceRecord.of(difference, key=key, version=difference.version, **index)
        transaction = self._database.begin()
        transaction.save(record)
        transaction.commit("payments.resolve_difference" if difference.resolved_at else "payments.note_difference")
        if difference.is_open:
            observe.count(
                "the provider and the journal differ", "BooksDiffer", about=difference.difference_id,
                reason=difference.reason,
            )  # fmt: skip

    def list_open(self, limit: int, position: dict[str, str] | None) -> tuple[list[Difference], dict[str, str] | None]:
        """Return one page, oldest first. Eventually consistent."""
        found = query.page(self._table, OPEN, index="GSI2", limit=limit, position=position)
        records = (DifferenceRecord.fetch(row["PK"], row["SK"]) for row in found.items)
        return [record.to(Difference) for record in records if record is not None and record.is_open], found.position

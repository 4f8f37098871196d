"""The port `Disputes` on DynamoDB."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from guildhall.disputes.errors import DisputeOpenAlready
from guildhall.disputes.machine import Stage
from guildhall.disputes.models import Card, Change, Dispute, Evidence, ManifestEntry, TimelineEntry, card_of
from guildhall.disputes.store.records import (
    CARD,
    MANIFEST,
    DisputeRecord,
    EvidenceRecord,
    GuardRecord,
    Keys,
    dispute_record,
    evidence_record,
    guard_record,
    listed_record,
    manifest_record,
    timeline_record,
)
from guildhall.kernel.clock import to_text
from guildhall.platform import query
from guildhall.platform.cursors import Cursors
from guildhall.platform.table import Database, Transaction, from_row

PAGES = 10
"""Of the queue that one call reads at most to fill a page through a narrow filter."""


class DynamoDisputes:
    """The port `Disputes` on DynamoDB."""

    def __init__(self, database: Database, cursors: Cursors) -> None:
        self._database = database
        self._cursors = cursors

    def get(self, dispute_id: str) -> Dispute | None:
        """Return a dispute, or None."""
        record = DisputeRecord.fetch(*Keys.dispute(dispute_id))
        return record.to(Dispute) if record else None

    def of_milestone(self, milestone_id: str) -> str | None:
        """Return the id of the milestone's open dispute, or None."""
        record = GuardRecord.fetch(*Keys.guard(milestone_id))
        return record.dispute_id if record else None

    def save(self, change: Change) -> Dispute:
        """Commit a change. Raises StaleVersion, DisputeOpenAlready."""
        dispute, transaction = change.dispute, self._database.begin()
        transaction.save(dispute_record(dispute))
        self._list(transaction, change)
        for index, entry in enumerate(change.timeline):
            transaction.put_unaudited(timeline_record(dispute, index, entry))
        for piece in change.evidence:
            transaction.save(evidence_record(piece))
        for line in change.manifest:
            transaction.save(manifest_record(dispute.dispute_id, line))
        transaction.publish(*change.events)
        transaction.commit(change.action)
        return replace(dispute, version=dispute.version + 1)

    @staticmethod
    def _list(transaction: Transaction, change: Change) -> None:
        dispute = change.dispute
        if dispute.version == 0:
            transaction.put_unaudited(listed_record(dispute, dispute.opened_by))
        if change.is_opening:
            transaction.save(guard_record(dispute), refused=DisputeOpenAlready())
            transaction.put_unaudited(listed_record(dispute, dispute.respondent_id))
        if change.is_closing:
            transaction.delete(guard_record(dispute))

    def list_of(self, account_id: str, *, limit: int, cursor: str | None) -> tuple[list[Card], str | None]:
        """Return a page of an account's disputes, newest first. Raises CursorForged."""
        table, pk = DisputeRecord.Meta.table_name, Keys.of(account_id, "")[0]
        position = self._cursors.read(cursor, pk)
        page = query.page(table, pk, limit=limit, position=position, newest_first=True, consistent=True)
        keys = [Keys.dispute(row["dispute_id"]) for row in page.items]
        cards = [card_of(dispute) for dispute in query.models(table, keys, Dispute)]
        return cards, self._cursors.write(page.position, pk)

    def list_open(
        self, *, stage: Stage | None, assignee: str | None, limit: int, cursor: str | None
    ) -> tuple[list[Card], str | None]:
        """Return a page of open disputes, the next deadline first. Raises CursorForged.

        A narrow filter may give a short page, or an empty one, that is not the last.
        """
        position, found = self._cursors.read(cursor, Keys.OPEN), list[Card]()
        for _ in range(PAGES):
            page = self._queue(limit - len(found), position)
            cards = [CARD.validate_python(row["summary"]) for row in page.items]
            found += [card for card in cards if card.matches(stage, assignee)]
            position = page.position
            if position is None or len(found) >= limit:
                break
        return found, self._cursors.write(position, Keys.OPEN)

    def due(self, now: datetime, limit: int) -> list[Card]:
        """Return open disputes whose deadline has passed, the oldest first."""
        page = self._queue(limit, None, between=("0", f"{to_text(now)}~"))
        return [CARD.validate_python(row["summary"]) for row in page.items]

    @staticmethod
    def _queue(limit: int, position: dict[str, Any] | None, **bounds: Any) -> query.Page:
        table = DisputeRecord.Meta.table_name
        return query.page(table, Keys.OPEN, index="GSI1", limit=limit, position=position, **bounds)

    def timeline(self, dispute_id: str, *, limit: int, cursor: str | None) -> tuple[list[TimelineEntry], str | None]:
        """Return a page of what happened, newest first. Raises CursorForged."""
        name = f"timeline:{dispute_id}"
        page = query.page(
            DisputeRecord.Meta.table_name,
            Keys.partition(dispute_id),
            prefix=Keys.TIMELINE,
            limit=limit,
            position=self._cursors.read(cursor, name),
            newest_first=True,
            consistent=True,
        )
        return [from_row(TimelineEntry, row) for row in page.items], self._cursors.write(page.position, name)

    def evidence(self, dispute_id: str) -> list[Evidence]:
        """Return every piece of evidence, oldest first."""
        return [from_row(Evidence, row) for row in self._rows(dispute_id, Keys.EVIDENCE)]

    def piece(self, dispute_id: str, evidence_id: str) -> Evidence | None:
        """Return one piece of evidence, or None."""
        record = EvidenceRecord.fetch(*Keys.evidence(dispute_id, evidence_id))
        return record.to(Evidence) if record else None

    def manifest(self, dispute_id: str) -> list[ManifestEntry]:
        """Return the manifest by number."""
        return [MANIFEST.validate_python(row["said"]) for row in self._rows(dispute_id, Keys.MANIFEST)]

    @staticmethod
    def _rows(dispute_id: str, prefix: str) -> list[dict[str, Any]]:
        # Both kinds are bounded by how many files an owner may have (kernel/files.py), withdrawn ones counted twice.
        table, pk = DisputeRecord.Meta.table_name, Keys.partition(dispute_id)
        return query.page(table, pk, prefix=prefix, limit=query.MOST, consistent=True).items

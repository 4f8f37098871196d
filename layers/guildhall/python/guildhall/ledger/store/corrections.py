"""The port `Corrections` on the ledger table."""

from __future__ import annotations

from guildhall.ledger.models import Correction, Entry
from guildhall.ledger.store.journal import Journal
from guildhall.ledger.store.records import CorrectionRecord, Keys
from guildhall.platform import query
from guildhall.platform.table import Database


class DynamoCorrections:
    """Proposals; an approved one is stored in the transaction that posts its reversal."""

    def __init__(self, ledger_table: str, database: Database, journal: Journal) -> None:
        self._table = ledger_table
        self._database = database
        self._journal = journal

    def get(self, correction_id: str) -> Correction | None:
        """Return a proposal, read consistently, or None."""
        record = CorrectionRecord.fetch(*Keys.correction(correction_id))
        return record.to(Correction) if record else None

    def list(self, limit: int, position: dict[str, str] | None) -> tuple[list[Correction], dict[str, str] | None]:
        """Return one page, newest first."""
        found = query.page(self._table, "CORRECTIONS", index="GSI1", limit=limit, position=position, newest_first=True)
        keys = [(row["PK"], row["SK"]) for row in found.items]
        return query.models(self._table, keys, Correction), found.position

    def save(self, correction: Correction, reversal: Entry | None = None) -> None:
        """Store a proposal, and post the reversal in the same transaction."""
        record = CorrectionRecord.of(
            correction,
            key=Keys.correction(correction.correction_id),
            version=correction.version,
            gsi1pk="CORRECTIONS",
            gsi1sk=correction.correction_id,
        )
        transaction = self._database.begin()
        transaction.save(record)
        if reversal is not None:
            self._journal.post(transaction, reversal)
        transaction.commit(f"ledger.{_VERBS[correction.status]}_correction")


_VERBS = {"proposed": "propose", "approved": "approve", "refused": "refuse"}

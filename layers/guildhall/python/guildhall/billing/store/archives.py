"""Archives on their way, in the core table, until they expire."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pynamodb.attributes import UnicodeAttribute

from guildhall.billing.models.archives import Archive, ArchiveState
from guildhall.platform.items import IntegerAttribute, MapOf
from guildhall.platform.table import CoreRecord, Database

QUEUE = "billing-documents"
KEPT = timedelta(days=30)
"""How long an archive can be fetched; it can be asked for again."""


class Keys:
    """billing's archives in the core table.

    | who asks          | index | PK                  | SK       |
    |-------------------|-------|---------------------|----------|
    | an archive by id  | core  | DOCARC#{archive_id} | DOCARC   |
    """

    @staticmethod
    def archive(archive_id: str) -> tuple[str, str]:
        """One partition an archive."""
        return f"DOCARC#{archive_id}", "DOCARC"


class ArchiveRecord(CoreRecord):
    """An archive on its way."""

    KIND = "billing.archive"

    id = UnicodeAttribute()
    issuer_id = UnicodeAttribute()
    year = IntegerAttribute()
    requested_by = UnicodeAttribute()
    requested_at = UnicodeAttribute()
    state = UnicodeAttribute()
    parts = IntegerAttribute()
    documents = IntegerAttribute()
    series = IntegerAttribute()
    position = MapOf(null=True)


class DynamoArchives:
    """The port `Archives`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, archive_id: str) -> Archive | None:
        """Return the archive, or None."""
        record = ArchiveRecord.fetch(*Keys.archive(archive_id))
        return record.to(Archive) if record else None

    def save(self, archive: Archive) -> Archive:
        """Store at the version it was read at; while it is building, queue the next part. Raises StaleVersion."""
        expires_at = int((archive.requested_at + KEPT).timestamp())
        transaction = self._database.begin()
        key = Keys.archive(archive.id)
        transaction.save(ArchiveRecord.of(archive, key=key, version=archive.version, expires_at=expires_at))
        if archive.state is ArchiveState.BUILDING:
            body = {"type": "write_archive_part", "archive_id": archive.id, "part": archive.parts + 1}
            transaction.enqueue(QUEUE, archive.id, body)
        transaction.commit("billing.write_archive")
        return replace(archive, version=archive.version + 1)

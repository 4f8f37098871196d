"""What archives need."""

from __future__ import annotations

from typing import Protocol

from guildhall.billing.models.archives import Archive
from guildhall.billing.models.documents import Document


class Archives(Protocol):
    """Archives on their way."""

    def get(self, archive_id: str) -> Archive | None:
        """Return the archive, or None."""

    def save(self, archive: Archive) -> Archive:
        """Store at the version it was read at; while it is building, queue the next part. Raises StaleVersion."""


class Shelves(Protocol):
    """Where files lie."""

    def get(self, document: Document) -> bytes:
        """Return the file of an issued document."""

    def put_part(self, archive: Archive, part: int, content: bytes) -> None:
        """Keep one part of an archive; the same part may be put again."""

    def link_part(self, archive: Archive, part: int, seconds: int) -> str:
        """Return an address from which a part can be fetched for some seconds."""

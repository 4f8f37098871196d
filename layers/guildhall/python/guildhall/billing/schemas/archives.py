"""Request and response shapes of archives."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from guildhall.billing.models.archives import Archive, ArchiveState
from guildhall.kernel.types import Instant


class ArchiveIn(BaseModel):
    """Whose documents, and of which year."""

    model_config = ConfigDict(extra="forbid")

    issuer_id: str = Field(min_length=1, max_length=60, description="An account, or `platform`.")
    year: int = Field(strict=True, ge=2000, le=2999)


class ArchiveOut(BaseModel):
    """How far an archive is. urls: of its parts, once it is ready; they work for some minutes."""

    archive_id: str
    issuer_id: str
    year: int
    state: ArchiveState
    documents: int
    urls: list[str]
    requested_at: Instant

    @classmethod
    def of(cls, archive: Archive, urls: list[str]) -> ArchiveOut:
        """Shape an archive for the wire."""
        return cls(
            archive_id=archive.id,
            issuer_id=archive.issuer_id,
            year=archive.year,
            state=archive.state,
            documents=archive.documents,
            urls=urls,
            requested_at=archive.requested_at,
        )

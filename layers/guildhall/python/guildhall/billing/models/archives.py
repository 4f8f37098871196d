"""A year of one issuer's documents in ZIP files, for a tax office or a move."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from guildhall.billing.models.documents import Kind
from guildhall.kernel.types import Instant

PART = 150
"""Documents in one ZIP: some 8 MB, which a function holds in memory and fetches in well under a minute."""


class ArchiveState(StrEnum):
    """building: parts are still being written. ready: all of them can be fetched."""

    BUILDING = "building"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Archive:
    """One archive, from the wish to the last part.

    issuer_id: an account, or PLATFORM. parts: sizes are bounded, so a year may need several. documents: written so far.
    series: of the issuer's kinds, the next to be read. position: where in it the next part begins.
    """

    id: str
    issuer_id: str
    year: int
    requested_by: str
    requested_at: Instant
    state: ArchiveState = ArchiveState.BUILDING
    parts: int = 0
    documents: int = 0
    series: int = 0
    position: dict[str, Any] | None = None
    version: int = 0

    def key(self, part: int) -> str:
        """Return the name of a part in the bucket; parts count from 1."""
        return f"archives/{self.id}/part-{part:03d}.zip"


KINDS = tuple(Kind)
"""In the order in which an archive holds them."""

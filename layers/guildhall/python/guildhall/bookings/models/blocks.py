"""Times for which staff keep tables out of use: a repair, a private party, a wobbling leg."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.bookings.machine import TableStatus
from guildhall.bookings.models.quarters import Span, quarter_of, quarters_in
from guildhall.bookings.models.sheets import BLOCKED, Claim
from guildhall.kernel.types import Instant

MOST_BLOCKED_SHEETS = 90
"""Tables times days: one transaction takes a hundred items."""


@dataclass(frozen=True, slots=True)
class Block:
    """Tables that are out of use for a while. starts_at, ends_at: on quarters, half-open."""

    block_id: str
    venue_id: str
    table_ids: tuple[str, ...]
    starts_at: Instant
    ends_at: Instant
    reason: str
    created_by: str
    created_at: Instant
    version: int = 0

    @property
    def claim(self) -> Claim:
        """What it takes of the room."""
        last = quarters_in(-(-int(self.ends_at.timestamp()) // 60))
        return Claim(self.table_ids, Span(quarter_of(self.starts_at), last), BLOCKED)


@dataclass(frozen=True, slots=True)
class Standing:
    """What staff noted of a table. reservation_id: of the guests who sit there."""

    table_id: str
    status: TableStatus
    since: Instant
    reservation_id: str = ""

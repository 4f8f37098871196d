"""The secret address under which a venue's calendar program reads its reservations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from guildhall.kernel.types import Instant

BACK, AHEAD = timedelta(days=14), timedelta(days=60)
"""What a feed shows, before and after the moment at which it is read."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Whether the address opens. number: which address it is; every new one ends the one before."""

    venue_id: str
    number: int = 0
    is_open: bool = False
    updated_at: Instant | None = None
    version: int = 0

"""What the waitlist needs: storage, and links for those who wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from guildhall.bookings.models.waiting import Waiting
from guildhall.kernel.events import DomainEvent


class Waitlist(Protocol):
    """Stored guests who wait, by venue and day."""

    def add(self, waiting: Waiting, event: DomainEvent, look_at: datetime) -> Waiting:
        """Store a new one, and when its list is looked at. Raises WaitingDuplicate."""

    def get(self, venue_id: str, on: date, waiting_id: str) -> Waiting | None:
        """Return a waiting guest, or None."""

    def find(self, waiting_id: str) -> Waiting | None:
        """Return a waiting guest, or None; what has just been stored may be missing."""

    def list_of(self, venue_id: str, on: date) -> list[Waiting]:
        """Return everybody who waits or waited for a day, in the order of offers."""

    def save(self, action: str, *changed: Waiting) -> None:
        """Store several at the versions they were read at, all or none. Raises StaleVersion."""

    def look_again(self, venue_id: str, on: date, at: datetime | None) -> None:
        """Note when the waitlist of a day has to be looked at again; None: nobody waits."""

    def due(self, at: datetime, limit: int) -> Sequence[tuple[str, date]]:
        """Return waitlists that have to be looked at by an instant: venue and day, the longest overdue first."""


class WaitingLinks(Protocol):
    """Signed links with which a guest answers an offer, or leaves."""

    def make(self, waiting: Waiting) -> tuple[str, str]:
        """Return a link's token, and the hash under which it is stored."""

    def read(self, token: str) -> tuple[str, date, str, str]:
        """Return venue, day and id that a token names, and its hash. Raises WaitingUnknown."""

"""What calendar feeds need: storage, addresses, and who writes them down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from guildhall.bookings.models.feed import Feed
from guildhall.bookings.models.reservation import ReservationCard
from guildhall.bookings.models.venue import Venue


class Feeds(Protocol):
    """Stored feeds, one a venue."""

    def get(self, venue_id: str) -> Feed:
        """Return the feed; closed, number 0, if nobody has opened one."""

    def save(self, action: str, feed: Feed) -> Feed:
        """Store at the version it was read at. Raises StaleVersion."""


class FeedLinks(Protocol):
    """Signed secret addresses of feeds."""

    def make(self, feed: Feed) -> str:
        """Return the token of a feed's address."""

    def read(self, token: str) -> tuple[str, int]:
        """Return the venue and the number that a token names. Raises LinkUnknown."""


class FeedWriter(Protocol):
    """Writes many reservations as one calendar."""

    def for_venue(self, venue: Venue, cards: Sequence[ReservationCard], now: datetime) -> str:
        """Return an iCalendar object (RFC 5545) for those who work at the venue: who comes, and to which tables."""

    def for_guest(self, venue: Venue, cards: Sequence[ReservationCard], now: datetime) -> str:
        """Return an iCalendar object for the guest: where they go, and how many they are."""

"""Links for guests without an account, signed as cursors are; only their hashes are stored."""

from __future__ import annotations

import hashlib
from datetime import date

from guildhall.bookings.errors.reservations import LinkUnknown
from guildhall.bookings.errors.waitlist import WaitingUnknown
from guildhall.bookings.models.feed import Feed
from guildhall.bookings.models.waiting import Waiting
from guildhall.platform.cursors import CursorForged, Cursors

LIST_NAME = "reservation-links"
WAITING_LIST_NAME = "waitlist-links"
FEED_LIST_NAME = "venue-feeds"
"""What keeps a cursor of ours from being taken for a link, and one kind of link for the other."""


class SignedLinks:
    """The port `Links`.

    The signature is what nobody can guess; whoever has the signing secret can write the same link again into a later
    letter, so no token is ever stored.
    """

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    def make(self, reservation_id: str, number: int) -> tuple[str, str]:
        """Return a link's token, and the hash under which it is stored. number: counts the links of a reservation."""
        token = self._cursors.write({"id": reservation_id, "number": number}, LIST_NAME) or ""
        return token, _hash(token)

    def read(self, token: str) -> tuple[str, str]:
        """Return the reservation's id that a token names, and the token's hash. Raises LinkUnknown."""
        try:
            found = self._cursors.read(token, LIST_NAME) or {}
        except CursorForged:
            raise LinkUnknown from None
        return str(found["id"]), _hash(token)


class SignedWaitingLinks:
    """The port `WaitingLinks`. The token names venue and day as well, where the guest is stored."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    def make(self, waiting: Waiting) -> tuple[str, str]:
        """Return a link's token, and the hash under which it is stored."""
        place = {"venue_id": waiting.venue_id, "on": waiting.on.isoformat(), "id": waiting.waiting_id}
        token = self._cursors.write(place, WAITING_LIST_NAME) or ""
        return token, _hash(token)

    def read(self, token: str) -> tuple[str, date, str, str]:
        """Return venue, day and id that a token names, and its hash. Raises WaitingUnknown."""
        try:
            found = self._cursors.read(token, WAITING_LIST_NAME) or {}
        except CursorForged:
            raise WaitingUnknown from None
        return str(found["venue_id"]), date.fromisoformat(found["on"]), str(found["id"]), _hash(token)


class SignedFeedLinks:
    """The port `FeedLinks`."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    def make(self, feed: Feed) -> str:
        """Return the token of a feed's address."""
        return self._cursors.write({"venue_id": feed.venue_id, "number": feed.number}, FEED_LIST_NAME) or ""

    def read(self, token: str) -> tuple[str, int]:
        """Return the venue and the number that a token names. Raises LinkUnknown."""
        try:
            found = self._cursors.read(token, FEED_LIST_NAME) or {}
        except CursorForged:
            raise LinkUnknown from None
        return str(found["venue_id"]), int(found["number"])


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

"""What reservations need: storage, links for guests, and who knows telephone numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from guildhall.bookings.models.change import Change
from guildhall.bookings.models.reservation import Entry, Note, Reservation, ReservationCard
from guildhall.bookings.models.venue import Venue


class Reservations(Protocol):
    """Stored reservations, each together with what it takes."""

    def get(self, reservation_id: str) -> Reservation | None:
        """Return the reservation, or None."""

    def commit(self, change: Change) -> Reservation:
        """Store one step with all that has to be true together.

        Raises StaleVersion, Outrun if what it takes is no longer free (or a hold no longer stands),
        ReservationDuplicate, TableOccupied.
        """

    def between(
        self, venue_id: str, first: datetime, last: datetime, *, limit: int, cursor: str | None
    ) -> tuple[list[ReservationCard], str | None]:
        """Return a page of a venue's reservations that start in [first, last), earliest first. Raises CursorForged."""

    def of_guest(self, venue_id: str, contacts: Sequence[str]) -> list[ReservationCard]:
        """Return the latest reservations of a guest at a venue, latest start first. contacts: addresses, numbers."""

    def history(self, reservation_id: str) -> list[Entry]:
        """Return what happened to a reservation, oldest first."""


class Notes(Protocol):
    """What staff write of reservations for each other."""

    def add(self, note: Note) -> None:
        """Store it."""

    def list_of(self, reservation_id: str) -> list[Note]:
        """Return the notes of a reservation, oldest first."""


class Links(Protocol):
    """Signed links with which a guest without an account manages one reservation."""

    def make(self, reservation_id: str, number: int) -> tuple[str, str]:
        """Return a link's token, and the hash under which it is stored. number: counts the links of a reservation."""

    def read(self, token: str) -> tuple[str, str]:
        """Return the reservation's id that a token names, and the token's hash. Raises LinkUnknown."""


class Calendars(Protocol):
    """Writes calendar files."""

    def write(self, venue: Venue, reservation: Reservation) -> str:
        """Return a reservation as an iCalendar object (RFC 5545), for the calendar of its guest."""


class Phones(Protocol):
    """Knows the numbering plans of the world."""

    def normal(self, number: str, country: str) -> str | None:
        """Return a number in E.164, read as somebody in that country writes it; None if there can be no such number."""

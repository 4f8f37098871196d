"""Shapes of what staff choose from when they make a reservation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from guildhall.bookings.models.venue import Venue
from guildhall.bookings.schemas.reservations import GuestOut
from guildhall.bookings.use_cases.guests import Known
from guildhall.bookings.use_cases.placing import Choices
from guildhall.kernel.types import Instant


class KnownGuestOut(BaseModel):
    """A guest of the venue, and what came of their reservations. reservation_id: of the latest one."""

    guest: GuestOut
    reservation_id: str
    visits: int
    no_shows: int
    cancellations: int
    last_visit_at: Instant | None


class KnownGuestsOut(BaseModel):
    """Guests, who came or come last first."""

    items: list[KnownGuestOut]

    @classmethod
    def of(cls, found: Sequence[Known]) -> KnownGuestsOut:
        """Shape guests for the wire."""
        items = [
            KnownGuestOut(
                guest=GuestOut.of(each.guest),
                reservation_id=each.reservation_id,
                visits=each.visits.visits,
                no_shows=each.visits.no_shows,
                cancellations=each.visits.cancellations,
                last_visit_at=each.visits.last_visit_at,
            )
            for each in found
        ]
        return cls(items=items)


class FreeTablesOut(BaseModel):
    """Tables that are joined, or one."""

    table_ids: list[str]


class ChoicesOut(BaseModel):
    """What staff can give a party at a start, the best first. nearest: starts that guests themselves could book.

    minutes, service: how long such a party stays, and of which service it is; empty outside of all.
    """

    starts_at: Instant
    local_start: str
    minutes: int
    service: str
    tables: list[FreeTablesOut]
    nearest: list[Instant]

    @classmethod
    def of(cls, venue: Venue, starts_at: datetime, found: Choices) -> ChoicesOut:
        """Shape choices for the wire."""
        return cls(
            starts_at=starts_at,
            local_start=f"{starts_at.astimezone(ZoneInfo(venue.details.time_zone)):%Y-%m-%dT%H:%M}",
            minutes=found.minutes,
            service=found.service,
            tables=[FreeTablesOut(table_ids=list(way)) for way in found.ways],
            nearest=found.nearest,
        )

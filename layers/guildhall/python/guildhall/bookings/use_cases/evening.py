"""The room's screens: lists that staff narrow and save, several reservations at once, and a day's figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guildhall.bookings.models.evening import Figures, Filter, figures
from guildhall.bookings.models.quarters import quarter_of
from guildhall.bookings.models.reservation import Reservation, ReservationCard
from guildhall.bookings.opening import instant_of
from guildhall.bookings.ports.reservations import Reservations
from guildhall.bookings.ports.rooms import FloorPlans
from guildhall.bookings.use_cases.opening import FindHours
from guildhall.bookings.use_cases.serving import AccessReservation
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Problem

PAGE = 100


@dataclass(frozen=True, slots=True)
class ListReservations:
    """Show staff the reservations of some days that they look for."""

    reservations: Reservations
    access: AccessVenue
    clock: Clock

    def __call__(
        self,
        actor: Actor,
        venue_id: str,
        span: tuple[datetime, datetime],
        wanted: Filter,
        *,
        limit: int,
        cursor: str | None,
    ) -> tuple[list[ReservationCard], str | None]:
        """Return a page of those that start in a half-open span, earliest first; it may be short, or even empty.

        Raises VenueUnknown, Forbidden, CursorForged.
        """
        self.access(actor, venue_id, "bookings.run_room")
        cards, following = self.reservations.between(venue_id, *span, limit=limit, cursor=cursor)
        now = self.clock.now()
        return [card for card in cards if wanted.accepts(card, now)], following


@dataclass(frozen=True, slots=True)
class CountDay:
    """Say what a day of a venue came to."""

    reservations: Reservations
    plans: FloorPlans
    find_hours: FindHours
    access: AccessVenue
    clock: Clock

    def __call__(self, actor: Actor, venue_id: str, day: date) -> Figures:
        """Return the figures of a local date. Raises VenueUnknown, Forbidden."""
        venue = self.access(actor, venue_id, "bookings.run_room")
        zone = ZoneInfo(venue.details.time_zone)
        first, last = (instant_of(zone, day + timedelta(days=more), time()) for more in (0, 1))
        cards: list[ReservationCard] = []
        cursor: str | None = None
        while True:
            page, cursor = self.reservations.between(venue_id, first, last, limit=PAGE, cursor=cursor)
            cards += page
            if cursor is None:
                break
        services = [service for _, held in self.find_hours.days(venue, day, 1) for service in held]
        lasting = sum(quarter_of(service.ends_at) - quarter_of(service.starts_at) for service in services)
        return figures(cards, self.plans.get(venue_id), lasting, self.clock.now())


@dataclass(frozen=True, slots=True)
class DoWithSeveral:
    """Do the same with several reservations; what one refuses does not stop the others."""

    access: AccessReservation

    def __call__(
        self, actor: Actor, venue_id: str, reservation_ids: Sequence[str], step: Callable[[Reservation], Reservation]
    ) -> list[tuple[str, Reservation | Problem]]:
        """Return what became of each, in order. Raises VenueUnknown, Forbidden."""
        self.access.access(actor, venue_id, "bookings.run_room")
        return [(each, self._one(actor, venue_id, each, step)) for each in reservation_ids]

    def _one(
        self, actor: Actor, venue_id: str, reservation_id: str, step: Callable[[Reservation], Reservation]
    ) -> Reservation | Problem:
        try:
            return step(self.access(actor, venue_id, reservation_id)[1])
        except Problem as refused:
            return refused

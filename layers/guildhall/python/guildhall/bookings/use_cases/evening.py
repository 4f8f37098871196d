"""The room's screens: lists that staff narrow and save, several reservations at once, and a day's figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guildhall.bookings.models.evening import Figures, Filter, figures
from guildhall.bookings.models.quarters import quarter_of
from guildhall.bookings.models.reservation import Reservation, ReservationCard
from guildhall.bookings.opening import Service, instant_of
from guildhall.bookings.ports.reservations import Reservations
from guildhall.bookings.ports.rooms import FloorPlans
from guildhall.bookings.use_cases.opening import FindHours
from guildhall.bookings.use_cases.policies import FindPolicy
from guildhall.bookings.use_cases.serving import AccessReservation
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Problem

PAGE = 100
PAGES_OF_A_FILE = 10


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

    def part(
        self, actor: Actor, venue_id: str, span: tuple[datetime, datetime], wanted: Filter, *, cursor: str | None
    ) -> tuple[list[ReservationCard], str | None]:
        """Return as many pages as one saved file holds, and where the next file begins.

        Raises VenueUnknown, Forbidden, CursorForged.
        """
        cards: list[ReservationCard] = []
        for _ in range(PAGES_OF_A_FILE):
            page, cursor = self(actor, venue_id, span, wanted, limit=PAGE, cursor=cursor)
            cards += page
            if cursor is None:
                break
        return cards, cursor


@dataclass(frozen=True, slots=True)
class CountDay:
    """Say what days of a venue came to."""

    reservations: Reservations
    plans: FloorPlans
    find_hours: FindHours
    find_policy: FindPolicy
    access: AccessVenue
    clock: Clock

    def __call__(self, actor: Actor, venue_id: str, day: date, count: int = 1) -> list[tuple[date, Figures]]:
        """Return the figures of local dates, the earliest first. count: of days. Raises VenueUnknown, Forbidden."""
        venue = self.access(actor, venue_id, "bookings.run_room")
        zone, days = ZoneInfo(venue.details.time_zone), [day + timedelta(days=number) for number in range(count)]
        cards: dict[date, list[ReservationCard]] = {each: [] for each in days}
        for card in self._cards(venue_id, zone, day, count):
            cards[card.starts_at.astimezone(zone).date()].append(card)
        plan, terms, now = self.plans.get(venue_id), self.find_policy(venue).terms, self.clock.now()
        currency, usual = venue.details.currency, terms.estimate_per_person_minor
        held = {known.on: services for known, services in self.find_hours.days(venue, day, count)}
        return [
            (each, figures(cards[each], plan, _lasting(held[each]), now, currency=currency, per_person_minor=usual))
            for each in days
        ]

    def _cards(self, venue_id: str, zone: ZoneInfo, day: date, count: int) -> list[ReservationCard]:
        first, last = (instant_of(zone, day + timedelta(days=more), time()) for more in (0, count))
        cards: list[ReservationCard] = []
        cursor: str | None = None
        while True:
            page, cursor = self.reservations.between(venue_id, first, last, limit=PAGE, cursor=cursor)
            cards += page
            if cursor is None:
                break
        return cards


def _lasting(services: Sequence[Service]) -> int:
    """Return how many quarters of an hour services last."""
    return sum(quarter_of(service.ends_at) - quarter_of(service.starts_at) for service in services)


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

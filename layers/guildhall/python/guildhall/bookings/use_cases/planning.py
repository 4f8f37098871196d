"""Finding tables: what is free, and a place for one party or the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from guildhall.bookings.availability import Slot, free_slots, length_of, occupancy, seats_for
from guildhall.bookings.models.deposit import LONGEST_AHEAD
from guildhall.bookings.models.floor import FloorPlan
from guildhall.bookings.models.policy import VenuePolicy, deposit_for
from guildhall.bookings.models.quarters import Span, Window, quarter_of
from guildhall.bookings.models.sheets import LONGEST_STAY_QUARTERS, Pace, RoomState
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.opening import Service
from guildhall.bookings.ports.rooms import FloorPlans, Sheets
from guildhall.bookings.use_cases.opening import FindHours
from guildhall.bookings.use_cases.policies import FindPolicy
from guildhall.kernel.clock import Clock
from guildhall.kernel.money import Money

MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. minutes, room_id: None for as the venue says, for any."""

    party: int
    minutes: int | None = None
    room_id: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a party can sit.

    paced: what started in the quarter when it was looked at, if the service has a pace. deposit: what the terms ask.
    """

    table_ids: tuple[str, ...]
    minutes: int
    quarters: int
    service: str
    policy_number: int
    paced: Pace | None
    deposit: Money


@dataclass(frozen=True, slots=True)
class Days:
    """Everything that decides some days of a venue, read together."""

    venue: Venue
    services: Sequence[Service]
    plan: FloorPlan
    policy: VenuePolicy
    state: RoomState
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The venue's clocks."""
        return ZoneInfo(self.venue.details.time_zone)

    def slots(self, wish: Wish) -> list[Slot]:
        """List what guests may book, earliest first."""
        if wish.party > self.policy.terms.party_most or not self.services:
            return []
        first = quarter_of(min(service.starts_at for service in self.services))
        last = quarter_of(max(service.last_seating for service in self.services))
        window = Window(first, last + max(length_of(each, wish.party, wish.minutes) for each in self.services) + 1)
        terms = self.policy.terms
        found = free_slots(
            self.services,
            seats_for(self.plan, wish.party, wish.room_id),
            occupancy(self.state, window, self.now),
            party=wish.party,
            not_before=self.now + timedelta(minutes=terms.lead_minutes),
            minutes=wish.minutes,
        )
        return [slot for slot in found if slot.starts_at <= self.latest(wish.party, slot.service)]

    def latest(self, party: int, service: str) -> datetime:
        """Return the last instant that may be booked; a deposit cannot be held for longer than payments holds it."""
        latest = self.now + timedelta(days=self.policy.terms.days_ahead)
        return min(latest, self.now + LONGEST_AHEAD) if deposit_for(self.policy, party, service) else latest

    def service_at(self, starts_at: datetime) -> Service | None:
        """Return the service that offers a start, or None."""
        return next((each for each in self.services if starts_at in each.slots()), None)


@dataclass(frozen=True, slots=True)
class FindDays:
    """Read together what decides some days."""

    find_hours: FindHours
    find_policy: FindPolicy
    plans: FloorPlans
    sheets: Sheets
    clock: Clock

    def __call__(self, venue: Venue, first_on: date, count: int, *, consistent: bool = False) -> Days:
        """Return local days from first_on on. count: at most MOST_DAYS. consistent: not even a second old."""
        services = [each for _, held in self.find_hours.days(venue, first_on, count) for each in held]
        state = RoomState()
        if services:
            last = max(service.last_seating for service in services)
            span = Span(quarter_of(services[0].starts_at), quarter_of(last) + LONGEST_STAY_QUARTERS)
            state = self.sheets.between(venue.venue_id, span, consistent=consistent)
        policy, now = self.find_policy(venue), self.clock.now()
        return Days(venue, services, self.plans.get(venue.venue_id), policy, state, now)

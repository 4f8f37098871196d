"""Finding tables: what is free, and a place for one party or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from guildhall.bookings.availability import Slot, free_slots, has_room, length_of, nearest, occupancy, seats_for
from guildhall.bookings.errors.reservations import (
    NoTableForParty,
    PaceFull,
    PartyTooLarge,
    SlotTaken,
    TableTaken,
    TooEarlyToBook,
    TooLateToBook,
    VenueClosed,
    with_alternatives,
    with_tables,
)
from guildhall.bookings.models.deposit import LONGEST_AHEAD
from guildhall.bookings.models.floor import FloorPlan
from guildhall.bookings.models.policy import VenuePolicy, deposit_for
from guildhall.bookings.models.quarters import Span, Window, is_on_quarter, quarter_of, quarters_in
from guildhall.bookings.models.reservation import Reservation
from guildhall.bookings.models.sheets import LONGEST_STAY_QUARTERS, Pace, RoomState
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.opening import Service
from guildhall.bookings.ports.rooms import FloorPlans, Sheets
from guildhall.bookings.use_cases.opening import FindHours
from guildhall.bookings.use_cases.policies import FindPolicy
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Fault, Invalid, Problem
from guildhall.kernel.money import Money

MOST_DAYS = 31
LOOKED_FURTHER_DAYS = 7
"""How far ahead another start is looked for when the day has none."""
DEFAULT_MINUTES = 120
"""How long staff's guests stay when they come outside of every service."""


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


@dataclass(frozen=True, slots=True)
class Choices:
    """What staff can give a party at a start. ways: free tables, the best first. nearest: starts that guests may book.

    minutes, service: how long such a party stays, and of which service it is; empty outside of all.
    """

    ways: tuple[tuple[str, ...], ...]
    minutes: int
    service: str
    nearest: list[datetime]


@dataclass(frozen=True, slots=True)
class _Look:
    """What decides a start for staff. length: in quarters. taken: by table."""

    days: Days
    service: Service | None
    minutes: int
    length: int
    taken: Mapping[str, int]

    def is_free(self, table_ids: Sequence[str]) -> bool:
        """Tell whether nobody has any of these tables."""
        return not any(self.taken.get(table_id) for table_id in table_ids)

    def free(self, wish: Wish) -> list[tuple[str, ...]]:
        """List the free ways to seat a party, the best first."""
        ways = (way.table_ids for way in seats_for(self.days.plan, wish.party, wish.room_id))
        return [way for way in ways if self.is_free(way)]


@dataclass(frozen=True, slots=True)
class FindPlace:
    """Find a party its place at one start, or say why not and what is possible instead."""

    find_days: FindDays
    sheets: Sheets

    def for_guest(self, venue: Venue, starts_at: datetime, wish: Wish, own: Reservation | None = None) -> Place:
        """Return the best place that the venue's rules leave. own: the reservation that is being moved.

        Raises Invalid, PartyTooLarge, NoTableForParty, TooLateToBook, TooEarlyToBook, VenueClosed, PaceFull, SlotTaken.
        """
        _check_start(starts_at)
        local_day = starts_at.astimezone(ZoneInfo(venue.details.time_zone)).date()
        # The evening before may run past midnight.
        days = self._without(self.find_days(venue, local_day - timedelta(days=1), 3, consistent=True), own)
        slots = days.slots(wish)
        quarter = quarter_of(starts_at)
        service = days.service_at(starts_at)
        for slot in slots:
            if slot.quarter == quarter and service:
                deposit = deposit_for(days.policy, wish.party, service.name)
                minutes = wish.minutes or service.minutes_for(wish.party)
                paced = days.state.pace(quarter) if service.pacing.covers or service.pacing.parties else None
                return Place(slot.table_ids, minutes, slot.length, service.name, days.policy.number, paced, deposit)
        problem = _reason(days, service, starts_at, wish)
        if not slots and not isinstance(problem, PartyTooLarge | NoTableForParty):
            slots = self.find_days(venue, local_day, LOOKED_FURTHER_DAYS).slots(wish)
        raise with_alternatives(problem, [slot.starts_at for slot in nearest(slots, starts_at)])

    def for_staff(
        self,
        venue: Venue,
        starts_at: datetime,
        wish: Wish,
        table_ids: tuple[str, ...] = (),
        own: Reservation | None = None,
    ) -> Place:
        """Return a place at any time, whatever the venue's rules for guests say; tables that are taken stay taken.

        table_ids: the tables that staff chose; none for the best. own: the reservation that is being moved.
        Raises Invalid, TableUnknown, NoTableForParty, TableTaken, SlotTaken.
        """
        look = self._look(venue, starts_at, wish, own)
        free = look.free(wish)
        chosen = table_ids or next(iter(free), ())
        if chosen and look.days.plan.seats_of(chosen) >= wish.party and look.is_free(chosen):
            name = look.service.name if look.service else ""
            deposit = deposit_for(look.days.policy, wish.party, name)
            return Place(chosen, look.minutes, look.length, name, look.days.policy.number, None, deposit)
        slots = self._without(look.days, own).slots(wish)
        problem = with_alternatives(_staff_reason(look, wish, table_ids), _starts(slots, starts_at))
        raise with_tables(problem, free)

    def choices(self, venue: Venue, starts_at: datetime, wish: Wish) -> Choices:
        """Return all that staff can give a party at a start, and what guests could book around it. Raises Invalid."""
        look = self._look(venue, starts_at, wish, None)
        name = look.service.name if look.service else ""
        return Choices(tuple(look.free(wish)), look.minutes, name, _starts(look.days.slots(wish), starts_at))

    def _look(self, venue: Venue, starts_at: datetime, wish: Wish, own: Reservation | None) -> _Look:
        _check_start(starts_at)
        local_day = starts_at.astimezone(ZoneInfo(venue.details.time_zone)).date()
        days = self.find_days(venue, local_day - timedelta(days=1), 2, consistent=True)
        service = next((s for s in days.services if s.starts_at <= starts_at < s.ends_at), None)
        minutes = wish.minutes or (service.minutes_for(wish.party) if service else DEFAULT_MINUTES)
        length = quarters_in(minutes + (service.buffer_minutes if service else 0))
        window = Window(quarter_of(starts_at), quarter_of(starts_at) + length)
        state = self.sheets.between(venue.venue_id, Span(window.start, window.end), consistent=True)
        if own:
            state = state.without(own.claims(days.now), own.reservation_id)
        return _Look(days, service, minutes, length, occupancy(state, window, days.now).taken)

    def _without(self, days: Days, own: Reservation | None) -> Days:
        if own is None:
            return days
        state = days.state.without(own.claims(days.now), own.reservation_id)
        return Days(days.venue, days.services, days.plan, days.policy, state, days.now)


def _starts(slots: Sequence[Slot], starts_at: datetime) -> list[datetime]:
    return [slot.starts_at for slot in nearest(slots, starts_at)]


def _staff_reason(look: _Look, wish: Wish, table_ids: tuple[str, ...]) -> Problem:
    """Return why staff cannot give this place."""
    if table_ids and look.days.plan.seats_of(table_ids) < wish.party:
        return NoTableForParty(f"these tables do not seat {wish.party}")
    if table_ids:
        return TableTaken(f"taken: {', '.join(each for each in table_ids if not look.is_free([each]))}")
    if not seats_for(look.days.plan, wish.party, wish.room_id):
        return NoTableForParty(f"no table is for {wish.party}")
    return SlotTaken()


def _check_start(starts_at: datetime) -> None:
    if not is_on_quarter(starts_at):
        raise Invalid("tables are given by the quarter of an hour", faults=(Fault("/starts_at", "no quarter", "grid"),))


def _reason(days: Days, service: Service | None, starts_at: datetime, wish: Wish) -> Problem:
    """Return why a start is not free: the first reason is the one that the guest can do most about."""
    terms, load = days.policy.terms, days.state.pace(quarter_of(starts_at)).load(int(days.now.timestamp()))
    reasons: list[tuple[bool, Problem]] = [
        (
            wish.party > terms.party_most,
            PartyTooLarge(f"at most {terms.party_most} online; larger parties write to the venue"),
        ),
        (not seats_for(days.plan, wish.party, wish.room_id), NoTableForParty(f"no table is for {wish.party}")),
        (
            starts_at < days.now + timedelta(minutes=terms.lead_minutes),
            TooLateToBook(f"book at least {terms.lead_minutes} minutes before"),
        ),
        (
            starts_at > (latest := days.latest(wish.party, service.name if service else "")),
            TooEarlyToBook(f"book at most {(latest - days.now).days} days before"),
        ),
        (service is None, VenueClosed()),
        (service is not None and not has_room(service, load, wish.party), PaceFull()),
    ]
    return next((problem for is_so, problem in reasons if is_so), SlotTaken())

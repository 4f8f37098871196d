"""Finding one party its place at a start, or the reason why there is none and what is possible instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from guildhall.bookings.availability import Slot, has_room, most_seats, nearest, occupancy, seats_for
from guildhall.bookings.errors.floor import TableUnknown
from guildhall.bookings.errors.reservations import (
    NoTableForParty,
    PaceFull,
    PartyEmpty,
    PartyTooLarge,
    SlotTaken,
    TableTaken,
    TimeSkipped,
    TooEarlyToBook,
    TooLateToBook,
    VenueClosed,
    with_alternatives,
    with_largest,
    with_tables,
)
from guildhall.bookings.models.policy import deposit_for
from guildhall.bookings.models.quarters import Span, Window, is_on_quarter, quarter_of, quarters_in
from guildhall.bookings.models.reservation import Reservation
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.opening import Service
from guildhall.bookings.ports.rooms import Sheets
from guildhall.bookings.use_cases.planning import Days, FindDays, Place, Wish
from guildhall.kernel.clock import from_text
from guildhall.kernel.errors import Fault, Invalid, Problem

LOOKED_FURTHER_DAYS = 7
"""How far ahead another start is looked for when the day has none."""
FURTHER = timedelta(days=LOOKED_FURTHER_DAYS - 1)
DEFAULT_MINUTES = 120
"""How long staff's guests stay when they come outside of every service."""


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
        raise self._instead(_reason(days, service, starts_at, wish), days, starts_at, wish)

    def _instead(self, problem: Problem, days: Days, starts_at: datetime, wish: Wish) -> Problem:
        """Return the problem with the nearest starts that are free, looked for where there can be some."""
        if isinstance(problem, PartyEmpty | PartyTooLarge | NoTableForParty):
            return with_largest(problem, largest_party(days))
        if isinstance(problem, TooLateToBook | TooEarlyToBook):
            around = days.now if isinstance(problem, TooLateToBook) else days.latest(wish.party, "") - FURTHER
            return with_alternatives(problem, self.near(days.venue, max(around, days.now), wish, starts_at))
        slots = days.slots(wish)
        if slots:
            return with_alternatives(problem, _starts(slots, starts_at))
        return with_alternatives(problem, self.near(days.venue, starts_at, wish))

    def near(self, venue: Venue, around: datetime, wish: Wish, wanted: datetime | None = None) -> list[datetime]:
        """Return the free starts nearest to an instant, of the week that begins with its day.

        wanted: to which they shall be nearest, if that is another one.
        """
        first_on = around.astimezone(ZoneInfo(venue.details.time_zone)).date()
        return _starts(self.find_days(venue, first_on, LOOKED_FURTHER_DAYS).slots(wish), wanted or around)

    @contextmanager
    def offering(self, venue: Venue, party: int) -> Iterator[None]:
        """Let a wall time that the clocks leave out name the nearest free starts. Raises TimeSkipped."""
        try:
            yield
        except TimeSkipped as skipped:
            after = from_text(str(skipped.members["next_at"]))
            raise with_alternatives(skipped, self.near(venue, after, Wish(party))) from None

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
        _check_known(look, table_ids, free)
        chosen = table_ids or next(iter(free), ())
        if chosen and look.days.plan.seats_of(chosen) >= wish.party and look.is_free(chosen):
            name = look.service.name if look.service else ""
            deposit = deposit_for(look.days.policy, wish.party, name)
            return Place(chosen, look.minutes, look.length, name, look.days.policy.number, None, deposit)
        problem = _staff_reason(look, wish, table_ids)
        if isinstance(problem, PartyEmpty | NoTableForParty):
            with_largest(problem, most_seats(look.days.plan))
        slots = self._without(look.days, own).slots(wish)
        raise with_tables(with_alternatives(problem, _starts(slots, starts_at)), free)

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
    if wish.party < 1:
        return PartyEmpty()
    if table_ids and look.days.plan.seats_of(table_ids) < wish.party:
        return NoTableForParty(f"these tables do not seat {wish.party}")
    if table_ids:
        return TableTaken(f"taken: {', '.join(each for each in table_ids if not look.is_free([each]))}")
    if not seats_for(look.days.plan, wish.party, wish.room_id):
        return NoTableForParty(f"no table is for {wish.party}")
    return SlotTaken()


def largest_party(days: Days) -> int:
    """Return the largest party that guests can book for: what the terms and the tables allow."""
    return min(days.policy.terms.party_most, most_seats(days.plan))


def _check_known(look: _Look, table_ids: Sequence[str], free: Sequence[Sequence[str]]) -> None:
    """Raise TableUnknown, naming the tables that are free."""
    try:
        look.days.plan.seats_of(table_ids)
    except TableUnknown as unknown:
        raise with_tables(unknown, free) from None


def _check_start(starts_at: datetime) -> None:
    if not is_on_quarter(starts_at):
        raise Invalid("tables are given by the quarter of an hour", faults=(Fault("/starts_at", "no quarter", "grid"),))


def _reason(days: Days, service: Service | None, starts_at: datetime, wish: Wish) -> Problem:
    """Return why a start is not free: the first reason is the one that the guest can do most about."""
    terms, load = days.policy.terms, days.state.pace(quarter_of(starts_at)).load(int(days.now.timestamp()))
    reasons: list[tuple[bool, Problem]] = [
        (wish.party < 1, PartyEmpty()),
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

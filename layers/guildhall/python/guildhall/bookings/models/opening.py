"""Opening rules as their owner writes them: wall times of a week, exceptional days, public holidays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from itertools import combinations, pairwise

from guildhall.bookings.errors.venues import HoursImpossible
from guildhall.kernel.errors import Fault
from guildhall.kernel.types import Instant

QUARTER_MINUTES = 15
"""Tables are kept by the quarter of an hour, so everything begins and lasts in quarters."""
DAY_MINUTES = 24 * 60
SLOTS = (15, 30, 60)


@dataclass(frozen=True, slots=True)
class Duration:
    """How long a party of up to so many people stays."""

    party_up_to: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Pacing:
    """What may begin in one slot, so that the kitchen keeps up. None: as much as the room takes."""

    covers: int | None = None
    parties: int | None = None


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """One service of a day in wall times.

    closes: at or before `opens` means on the next day. last_seating: the last time a party may begin.
    slot_minutes: one of SLOTS. durations: ascending; a larger party stays as long as the last says.
    buffer_minutes: for clearing a table between two parties.
    """

    name: str
    opens: time
    closes: time
    last_seating: time
    durations: tuple[Duration, ...]
    slot_minutes: int = QUARTER_MINUTES
    buffer_minutes: int = 0
    pacing: Pacing = Pacing()

    @property
    def span(self) -> tuple[int, int]:
        """The minutes from the midnight that begins its day, half-open; the end may be on the next day."""
        begin, end = minutes_of(self.opens), minutes_of(self.closes)
        return begin, end if end > begin else end + DAY_MINUTES

    @property
    def last_minute(self) -> int:
        """The last seating, in minutes as `span` counts them."""
        last = minutes_of(self.last_seating)
        return last if last >= self.span[0] else last + DAY_MINUTES


@dataclass(frozen=True, slots=True)
class WeeklyService:
    """A service of every week. weekdays: ISO 8601, Monday is 1. from_on, until_on: its season, both days included."""

    plan: ServicePlan
    weekdays: tuple[int, ...]
    from_on: date | None = None
    until_on: date | None = None

    def is_held_on(self, day: date) -> bool:
        """Tell whether an ordinary day has this service."""
        if day.isoweekday() not in self.weekdays:
            return False
        return (self.from_on or day) <= day <= (self.until_on or day)


@dataclass(frozen=True, slots=True)
class ExceptionalDays:
    """Days that are not as their weekday, both ends included. No plans: closed."""

    first_on: date
    last_on: date
    reason: str
    plans: tuple[ServicePlan, ...] = ()


class Treatment(StrEnum):
    """What a public holiday means."""

    ORDINARY = "ordinary"
    CLOSED = "closed"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """What public holidays of the venue's country mean. subdivision: the part of ISO 3166-2 after the hyphen."""

    treatment: Treatment = Treatment.ORDINARY
    subdivision: str = ""
    plans: tuple[ServicePlan, ...] = ()


@dataclass(frozen=True, slots=True)
class OpeningRules:
    """When a venue is open. An exceptional day comes before a public holiday, which comes before the week."""

    venue_id: str
    weekly: tuple[WeeklyService, ...] = ()
    exceptional: tuple[ExceptionalDays, ...] = ()
    holidays: HolidayRule = HolidayRule()
    updated_at: Instant | None = None
    version: int = 0


def minutes_of(wall: time) -> int:
    """Return the minutes since midnight."""
    return wall.hour * 60 + wall.minute


def check_rules(rules: OpeningRules) -> None:
    """Refuse what nobody could keep. Raises HoursImpossible."""
    faults = [*_weekly_faults(rules.weekly), *_exceptional_faults(rules.exceptional)]
    faults += _plan_faults("/holidays/services", rules.holidays.plans)
    if (rules.holidays.treatment is Treatment.SPECIAL) != bool(rules.holidays.plans):
        faults.append(Fault("/holidays/services", "special holidays, and no others, have services", "services"))
    if faults:
        raise HoursImpossible("; ".join(f"{f.pointer}: {f.detail}" for f in faults[:3]), faults=tuple(faults))


def _weekly_faults(weekly: Sequence[WeeklyService]) -> Iterator[Fault]:
    yield from (
        fault for number, service in enumerate(weekly) for fault in _one_plan_faults(f"/weekly/{number}", service.plan)
    )
    for number, service in enumerate(weekly):
        if service.from_on and service.until_on and service.until_on < service.from_on:
            yield Fault(f"/weekly/{number}/until_on", "not before from_on", "order")
    for (_, one), (number, other) in combinations(enumerate(weekly), 2):
        if _seasons_meet(one, other) and _weeks_overlap(one, other):
            yield Fault(f"/weekly/{number}", f"overlaps the service {one.plan.name}", "overlap")


def _seasons_meet(one: WeeklyService, other: WeeklyService) -> bool:
    begin = max(one.from_on or date.min, other.from_on or date.min)
    return begin <= min(one.until_on or date.max, other.until_on or date.max)


def _weeks_overlap(one: WeeklyService, other: WeeklyService) -> bool:
    # A week is a ring: Sunday night runs into Monday.
    week = 7 * DAY_MINUTES
    for day in one.weekdays:
        for other_day in other.weekdays:
            begin = (other_day - day) * DAY_MINUTES
            if any(_overlap(one.plan, other.plan, begin + turn) for turn in (-week, 0, week)):
                return True
    return False


def _overlap(one: ServicePlan, other: ServicePlan, shift: int) -> bool:
    begin, end = one.span
    other_begin, other_end = other.span
    return begin < other_end + shift and other_begin + shift < end


def _exceptional_faults(exceptional: Sequence[ExceptionalDays]) -> Iterator[Fault]:
    for number, days in enumerate(exceptional):
        if days.last_on < days.first_on:
            yield Fault(f"/exceptional/{number}/last_on", "not before first_on", "order")
        yield from _plan_faults(f"/exceptional/{number}/services", days.plans)
    in_order = sorted(enumerate(exceptional), key=lambda pair: pair[1].first_on)
    for (_, one), (number, other) in pairwise(in_order):
        if other.first_on <= one.last_on:
            yield Fault(f"/exceptional/{number}", f"overlaps the days from {one.first_on}", "overlap")


def _plan_faults(at: str, plans: Sequence[ServicePlan]) -> Iterator[Fault]:
    for number, plan in enumerate(plans):
        yield from _one_plan_faults(f"{at}/{number}", plan)
    for (_, one), (number, other) in combinations(enumerate(plans), 2):
        if _overlap(one, other, 0):
            yield Fault(f"{at}/{number}", f"overlaps the service {one.name}", "overlap")


def _one_plan_faults(at: str, plan: ServicePlan) -> Iterator[Fault]:
    if plan.last_minute >= plan.span[1]:
        yield Fault(f"{at}/last_seating", "between opens and closes", "outside")
    sizes = [duration.party_up_to for duration in plan.durations]
    if sizes != sorted(set(sizes)):
        yield Fault(f"{at}/durations", "party_up_to rises from each to the next", "order")

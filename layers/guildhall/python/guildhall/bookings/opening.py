"""From rules in wall times to the services of a day in instants.

A wall time becomes an instant as RFC 5545 section 3.3.5 says: one that the clocks skip counts with the offset before
the gap, one that they repeat means its first occurrence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from guildhall.bookings.models.opening import QUARTER_MINUTES, Duration, OpeningRules, Pacing, ServicePlan, Treatment

MOST_DAYS = 62
"""In one answer."""
YEARS_KEPT = 3
"""Years for which public holidays are kept, the present one included: nobody books further ahead."""


@dataclass(frozen=True, slots=True)
class Hours:
    """All that decides when a venue is open. public_holidays: names by date, of the venue's country and subdivision."""

    rules: OpeningRules
    zone: ZoneInfo
    public_holidays: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Service:
    """One service of one day. Instants are aware, UTC.

    starts_at, ends_at: half-open, never empty. last_seating: the last instant at which a party may begin, included.
    """

    name: str
    starts_at: datetime
    ends_at: datetime
    last_seating: datetime
    slot_minutes: int
    durations: tuple[Duration, ...]
    buffer_minutes: int
    pacing: Pacing

    def slots(self) -> list[datetime]:
        """List the instants at which a party may begin, earliest first, in steps of elapsed time."""
        step = timedelta(minutes=self.slot_minutes)
        return [self.starts_at + n * step for n in range((self.last_seating - self.starts_at) // step + 1)]

    def minutes_for(self, party: int) -> int:
        """Return how long a party stays, without the buffer."""
        fitting = (duration.minutes for duration in self.durations if party <= duration.party_up_to)
        return next(fitting, self.durations[-1].minutes)


class Why(StrEnum):
    """Which rule decides a day."""

    WEEK = "week"
    EXCEPTION = "exception"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the rules see it. note: the exception's reason, or the holiday's name, even if that changes nothing."""

    on: date
    why: Why
    note: str
    plans: tuple[ServicePlan, ...]


def day_of(hours: Hours, day: date) -> Day:
    """Return what decides a day, and its services in wall times."""
    rules, holiday = hours.rules, hours.public_holidays.get(day, "")
    for days in rules.exceptional:
        if days.first_on <= day <= days.last_on:
            return Day(day, Why.EXCEPTION, days.reason, days.plans)
    if holiday and rules.holidays.treatment is not Treatment.ORDINARY:
        return Day(day, Why.HOLIDAY, holiday, rules.holidays.plans)
    plans = tuple(weekly.plan for weekly in rules.weekly if weekly.is_held_on(day))
    return Day(day, Why.WEEK, holiday, plans)


def services(hours: Hours, day: date) -> list[Service]:
    """List the services that begin on a local date, earliest first and disjoint; none if the venue is closed.

    A service that the clocks leave no time for, because they skip it, is not held that day.
    """
    plans = sorted(day_of(hours, day).plans, key=lambda plan: plan.span)
    return list(_disjoint([_expanded(plan, hours.zone, day) for plan in plans]))


def instant_of(zone: ZoneInfo, day: date, wall: time) -> datetime:
    """Return the instant of a wall time, UTC (RFC 5545 section 3.3.5)."""
    # Without fold, zoneinfo does both of what the RFC asks.
    return datetime.combine(day, wall.replace(fold=0), zone).astimezone(UTC)


def is_skipped(zone: ZoneInfo, day: date, wall: time) -> bool:
    """Tell whether the clocks skip a wall time on that day."""
    back = instant_of(zone, day, wall).astimezone(zone)
    return (back.date(), back.time()) != (day, wall)


def years_from(today: date) -> range:
    """Return the years whose public holidays are kept."""
    return range(today.year, today.year + YEARS_KEPT)


def _expanded(plan: ServicePlan, zone: ZoneInfo, day: date) -> Service:
    next_day = day + timedelta(days=1)
    starts_at = instant_of(zone, day, plan.opens)
    ends_at = instant_of(zone, next_day if plan.closes <= plan.opens else day, plan.closes)
    last = instant_of(zone, next_day if plan.last_seating < plan.opens else day, plan.last_seating)
    return Service(
        name=plan.name,
        starts_at=starts_at,
        ends_at=ends_at,
        last_seating=last,
        slot_minutes=plan.slot_minutes,
        durations=plan.durations,
        buffer_minutes=plan.buffer_minutes,
        pacing=plan.pacing,
    )


def _disjoint(expanded: Sequence[Service]) -> Iterator[Service]:
    # A skipped closing time counts with the old offset, so it can come after the next service's opening time.
    ends = [min(one.ends_at, after.starts_at) for one, after in pairwise(expanded)]
    for service, ends_at in zip(expanded, [*ends, *(last.ends_at for last in expanded[-1:])], strict=True):
        if service.starts_at < ends_at:
            last = min(service.last_seating, ends_at - timedelta(minutes=QUARTER_MINUTES))
            yield replace(service, ends_at=ends_at, last_seating=max(service.starts_at, last))

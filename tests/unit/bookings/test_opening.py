"""Wall times become instants as RFC 5545 says, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from guildhall.bookings.errors.venues import HoursImpossible
from guildhall.bookings.models.opening import (
    Duration,
    ExceptionalDays,
    OpeningRules,
    ServicePlan,
    WeeklyService,
    check_rules,
)
from guildhall.bookings.opening import Hours, Service, instant_of, is_skipped, services

PARIS, KARACHI = ZoneInfo("Europe/Paris"), ZoneInfo("Asia/Karachi")
STAYS = (Duration(2, 90), Duration(6, 120))
QUARTER = timedelta(minutes=15)


def plan(opens: str, closes: str, last_seating: str, *, slot_minutes: int = 15, name: str = "service") -> ServicePlan:
    wall = [time.fromisoformat(text) for text in (opens, closes, last_seating)]
    return ServicePlan(name, wall[0], wall[1], wall[2], STAYS, slot_minutes)


def held(zone: ZoneInfo, day: date, *plans: ServicePlan) -> list[Service]:
    weekly = tuple(WeeklyService(each, (1, 2, 3, 4, 5, 6, 7)) for each in plans)
    return services(Hours(OpeningRules("ven_1", weekly), zone), day)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "wall", "expected"),
    [
        # 29 March 2026: the clocks of Paris go from 2:00 to 3:00.
        (PARIS, "2026-03-29 01:45", "2026-03-29 00:45"),
        (PARIS, "2026-03-29 02:00", "2026-03-29 01:00"),
        (PARIS, "2026-03-29 02:30", "2026-03-29 01:30"),
        (PARIS, "2026-03-29 03:00", "2026-03-29 01:00"),
        # 25 October 2026: 2:00 to 2:59 come twice, and the first time counts.
        (PARIS, "2026-10-25 02:30", "2026-10-25 00:30"),
        (PARIS, "2026-10-25 03:00", "2026-10-25 02:00"),
        # 1 June 2008: Karachi skips from 0:00 to 1:00; on 1 November its 0:00 falls back into October.
        (KARACHI, "2008-06-01 00:30", "2008-05-31 19:30"),
        (KARACHI, "2008-06-01 01:00", "2008-05-31 19:00"),
        (KARACHI, "2008-10-31 23:30", "2008-10-31 17:30"),
        (KARACHI, "2026-07-01 19:00", "2026-07-01 14:00"),
    ],
)
def test_a_wall_time_is_the_instant_of_the_rfc(zone: ZoneInfo, wall: str, expected: str) -> None:
    local = datetime.fromisoformat(wall)

    assert instant_of(zone, local.date(), local.time()) == at(expected)


def test_a_skipped_wall_time_is_known_as_such() -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)

    assert [is_skipped(PARIS, spring, time(hour)) for hour in (1, 2, 3)] == [False, True, False]
    assert not is_skipped(PARIS, autumn, time(2))
    assert is_skipped(KARACHI, date(2008, 6, 1), time(0, 30))


def test_a_night_in_which_an_hour_is_skipped_is_an_hour_shorter() -> None:
    (ordinary,) = held(PARIS, date(2026, 3, 21), plan("22:00", "04:00", "03:30"))
    (short,) = held(PARIS, date(2026, 3, 28), plan("22:00", "04:00", "03:30"))
    (long,) = held(PARIS, date(2026, 10, 24), plan("22:00", "04:00", "03:30"))

    assert [(one.ends_at - one.starts_at) // timedelta(hours=1) for one in (short, ordinary, long)] == [5, 6, 7]
    shown = [slot.astimezone(PARIS).strftime("%H:%M") for slot in short.slots()]
    assert shown[15:18] == ["01:45", "03:00", "03:15"]
    assert len(long.slots()) == len(set(long.slots())) == 27


def test_a_service_that_the_clocks_skip_is_not_held() -> None:
    night, breakfast = plan("02:15", "02:45", "02:15", name="night"), plan("03:00", "05:00", "04:00", name="breakfast")

    assert [one.name for one in held(PARIS, date(2026, 3, 28), night, breakfast)] == ["night", "breakfast"]
    assert [one.name for one in held(PARIS, date(2026, 3, 29), night, breakfast)] == ["breakfast"]


def test_a_service_whose_end_is_skipped_leaves_the_next_one_its_time() -> None:
    late, early = plan("00:00", "02:30", "02:15", name="late"), plan("03:00", "05:00", "04:00", name="early")

    first, second = held(PARIS, date(2026, 3, 29), late, early)

    assert (first.ends_at, second.starts_at) == (at("2026-03-29 01:00"), at("2026-03-29 01:00"))
    assert first.last_seating == at("2026-03-29 00:45")


def test_slots_go_from_the_opening_to_the_last_seating() -> None:
    (one,) = held(KARACHI, date(2026, 3, 2), plan("19:00", "23:00", "21:15", slot_minutes=60))

    assert one.slots() == [at("2026-03-02 14:00"), at("2026-03-02 15:00"), at("2026-03-02 16:00")]


@pytest.mark.parametrize(("party", "minutes"), [(1, 90), (2, 90), (3, 120), (6, 120), (40, 120)])
def test_a_party_stays_as_long_as_the_first_duration_that_fits(party: int, minutes: int) -> None:
    (one,) = held(KARACHI, date(2026, 3, 2), plan("19:00", "23:00", "21:00"))

    assert one.minutes_for(party) == minutes


QUARTERS = st.integers(0, 95).map(lambda n: time(n // 4, 15 * (n % 4)))
ZONES = st.sampled_from(["Europe/Paris", "Asia/Karachi", "America/St_Johns", "Australia/Lord_Howe", "UTC"])
CHANGES = [date(2026, 3, 29), date(2026, 10, 25), date(2008, 6, 1), date(2008, 10, 31), date(2026, 4, 5)]
DAYS = st.one_of(
    st.sampled_from([change + timedelta(days=n) for change in CHANGES for n in (-1, 0, 1)]),
    st.dates(date(2000, 1, 1), date(2037, 12, 31)),
)


@st.composite
def possible_rules(draw: st.DrawFn) -> OpeningRules:
    """Rules that check_rules lets pass: cuts of a day, so that services are disjoint."""
    cuts = sorted(draw(st.lists(st.integers(0, 95), min_size=2, max_size=6, unique=True)))
    plans = []
    for begin, end in list(pairwise(cuts))[:: draw(st.sampled_from([1, 2]))]:
        last = draw(st.integers(begin, end - 1))
        wall = [time(n // 4, 15 * (n % 4)) for n in (begin, end, last)]
        plans.append(ServicePlan(str(begin), wall[0], wall[1], wall[2], STAYS, draw(st.sampled_from([15, 30, 60]))))
    rules = OpeningRules("ven_1", tuple(WeeklyService(each, (1, 2, 3, 4, 5, 6, 7)) for each in plans))
    check_rules(rules)
    return rules


@given(possible_rules(), ZONES, DAYS)
def test_services_are_disjoint_in_order_and_never_empty(rules: OpeningRules, zone: str, day: date) -> None:
    found = services(Hours(rules, ZoneInfo(zone)), day)

    assert all(one.starts_at < one.ends_at and one.starts_at <= one.last_seating < one.ends_at for one in found)
    assert all(one.ends_at <= after.starts_at for one, after in pairwise(found))
    assert all(one.starts_at.tzinfo is UTC for one in found)


@given(possible_rules(), ZONES, DAYS)
def test_every_slot_lies_in_its_service_and_none_comes_twice(rules: OpeningRules, zone: str, day: date) -> None:
    found = services(Hours(rules, ZoneInfo(zone)), day)

    slots = [slot for one in found for slot in one.slots()]
    assert all(one.starts_at <= slot <= one.last_seating for one in found for slot in one.slots())
    assert slots == sorted(set(slots))
    assert all(one.slots()[0] == one.starts_at for one in found)


@given(ZONES, DAYS, QUARTERS)
def test_an_instant_shows_its_wall_time_unless_the_clocks_skip_it(zone: str, day: date, wall: time) -> None:
    place = ZoneInfo(zone)

    instant = instant_of(place, day, wall)

    shown = instant.astimezone(place)
    assert is_skipped(place, day, wall) == ((shown.date(), shown.time()) != (day, wall))
    if not is_skipped(place, day, wall):
        earlier = [instant - timedelta(minutes=minutes) for minutes in range(15, 121, 15)]
        assert all(each.astimezone(place).replace(tzinfo=None) != shown.replace(tzinfo=None) for each in earlier)


@given(ZONES, DAYS, st.integers(0, 95), st.integers(1, 95))
def test_outside_of_the_days_of_change_a_service_lasts_as_long_as_the_clocks_say(
    zone: str, day: date, begin: int, quarters: int
) -> None:
    place, end = ZoneInfo(zone), (begin + quarters) % 96
    wall = [time(n // 4, 15 * (n % 4)) for n in (begin, end)]
    whole = ServicePlan("one", wall[0], wall[1], wall[0], STAYS)
    noons = [datetime.combine(day + timedelta(days=n), time(12), place).utcoffset() for n in (-1, 0, 1, 2)]

    assume(len(set(noons)) == 1)

    (one,) = held(place, day, whole)

    assert one.ends_at - one.starts_at == quarters * QUARTER


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_an_exception_decides_its_days_and_no_others(first: date, day: date) -> None:
    lunch = WeeklyService(plan("12:00", "15:00", "14:00"), (1, 2, 3, 4, 5, 6, 7))
    closed = ExceptionalDays(first, first + timedelta(days=3), "works")
    hours = Hours(OpeningRules("ven_1", (lunch,), (closed,)), PARIS)

    assert bool(services(hours, day)) is not (first <= day <= first + timedelta(days=3))


@given(st.integers(0, 95), st.integers(1, 40), st.integers(0, 95), st.integers(1, 40), st.integers(1, 7))
def test_two_services_of_a_week_pass_the_check_if_and_only_if_no_week_has_them_meet(
    begin: int, length: int, other_begin: int, other_length: int, weekday: int
) -> None:
    def weekly(first: int, quarters: int, on: int) -> WeeklyService:
        wall = [time(n % 96 // 4, 15 * (n % 4)) for n in (first, first + quarters)]
        return WeeklyService(ServicePlan(str(first), wall[0], wall[1], wall[0], STAYS), (on,))

    one, other = weekly(begin, length, 1), weekly(other_begin, other_length, weekday)
    busy = {n % 672 for n in range(begin, begin + length)}
    other_busy = {((weekday - 1) * 96 + n) % 672 for n in range(other_begin, other_begin + other_length)}

    def passes() -> bool:
        try:
            check_rules(OpeningRules("ven_1", (one, other)))
        except HoursImpossible:
            return False
        return True

    assert passes() is not bool(busy & other_busy)

"""Free slots equal what counting chairs one quarter at a time finds, on any small floor and any day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from guildhall.bookings.availability import Occupancy, Seat, Slot, free_slots, length_of, nearest, seats_for
from guildhall.bookings.models.floor import Combination, FloorPlan, Room, Table
from guildhall.bookings.models.opening import Duration, Pacing
from guildhall.bookings.models.quarters import (
    Span,
    Window,
    instant_of,
    is_on_quarter,
    quarter_of,
    quarters_in,
    starts_of,
)
from guildhall.bookings.models.sheets import Load
from guildhall.bookings.opening import Service

QUARTER = timedelta(minutes=15)
PARIS, KARACHI = ZoneInfo("Europe/Paris"), ZoneInfo("Asia/Karachi")
DAYS = [
    (PARIS, date(2026, 3, 29)),  # 02:00 to 03:00 does not exist
    (PARIS, date(2026, 10, 25)),  # 02:00 to 03:00 happens twice
    (PARIS, date(2026, 6, 1)),
    (KARACHI, date(2008, 6, 1)),  # the clocks went forward at midnight
    (KARACHI, date(2008, 11, 1)),  # and back
    (KARACHI, date(2026, 6, 1)),
]


@dataclass(frozen=True)
class Taken:
    """A party that is there already."""

    table_ids: tuple[str, ...]
    span: Span
    covers: int


@dataclass(frozen=True)
class Evening:
    """A floor, a day and a party that asks."""

    plan: FloorPlan
    service: Service
    taken: tuple[Taken, ...]
    party: int
    not_before: datetime

    @property
    def length(self) -> int:
        return length_of(self.service, self.party)

    @property
    def window(self) -> Window:
        first = quarter_of(self.service.starts_at)
        return Window(first, quarter_of(self.service.last_seating) + self.length + 1)

    @property
    def occupancy(self) -> Occupancy:
        masks: dict[str, int] = {}
        loads: dict[int, Load] = {}
        for each in self.taken:
            for table_id in each.table_ids:
                masks[table_id] = masks.get(table_id, 0) | self.window.mask([each.span])
            load = loads.get(each.span.start, Load())
            loads[each.span.start] = Load(load.covers + each.covers, load.parties + 1)
        return Occupancy(self.window, masks, loads)

    def slots(self) -> list[Slot]:
        return free_slots(
            [self.service],
            seats_for(self.plan, self.party),
            self.occupancy,
            party=self.party,
            not_before=self.not_before,
        )


@st.composite
def plans(draw: st.DrawFn) -> FloorPlan:
    tables = []
    for number in range(draw(st.integers(1, 4))):
        seats_max = draw(st.integers(1, 6))
        table = Table(
            f"t{number}",
            "room",
            f"T{number}",
            seats_max,
            seats_min=draw(st.integers(1, seats_max)),
            priority=draw(st.integers(1, 3)),
            is_active=draw(st.integers(0, 5)) > 0,
        )
        tables.append(table)
    combinations = []
    for number, (left, right) in enumerate(pairwise(tables)):
        if draw(st.booleans()):
            most = left.seats_max + right.seats_max - draw(st.integers(0, 1))
            both = (left.table_id, right.table_id)
            combinations.append(Combination(f"c{number}", both, draw(st.integers(1, most)), most))
    return FloorPlan("ven_x", (Room("room", "Room"),), tuple(tables), tuple(combinations))


@st.composite
def evenings(draw: st.DrawFn) -> Evening:
    zone, day = draw(st.sampled_from(DAYS))
    midnight = datetime.combine(day, time(), zone).astimezone(UTC)
    starts_at = midnight + draw(st.integers(0, 10)) * QUARTER
    last = starts_at + draw(st.integers(0, 20)) * timedelta(minutes=5)
    limit = st.none() | st.integers(0, 8)
    stays = (Duration(4, draw(st.integers(1, 60))), Duration(99, draw(st.integers(1, 60))))
    service = Service(
        "night",
        starts_at,
        last + timedelta(hours=3),
        last,
        draw(st.sampled_from([15, 30, 60])),
        stays,
        draw(st.integers(0, 20)),
        Pacing(draw(limit), draw(limit)),
    )
    plan = draw(plans())
    ids = [table.table_id for table in plan.tables]
    first = quarter_of(starts_at) - 4
    parties = st.builds(
        lambda joined, start, length, covers: Taken(tuple(joined), Span(first + start, first + start + length), covers),
        st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True),
        st.integers(0, 14),
        st.integers(1, 5),
        st.integers(1, 6),
    )
    taken = tuple(draw(st.lists(parties, max_size=6)))
    not_before = starts_at + draw(st.integers(-6, 12)) * timedelta(minutes=10)
    return Evening(plan, service, taken, draw(st.integers(1, 9)), not_before)


def ways_by_counting(plan: FloorPlan, party: int) -> list[tuple[int, int, int, tuple[str, ...]]]:
    active = {table.table_id for table in plan.tables if table.is_active}
    singles = [(t.seats_max - party, t.priority, 1, (t.table_id,)) for t in plan.tables if t.seats_min <= party]
    joined = [(c.seats_max - party, c.priority, 2, c.table_ids) for c in plan.combinations if c.seats_min <= party]
    return sorted(way for way in singles + joined if way[0] >= 0 and active.issuperset(way[3]))


def slots_by_counting(evening: Evening) -> list[tuple[datetime, tuple[str, ...]]]:
    """The oracle: every quarter of the day, every way, every quarter of the stay, one at a time."""
    service, found = evening.service, []
    at, pace = service.starts_at, service.pacing
    first_stay, other_stay = (stay.minutes for stay in service.durations)
    minutes = (first_stay if evening.party <= 4 else other_stay) + service.buffer_minutes
    while at <= service.last_seating:
        here = [each for each in evening.taken if instant_of(each.span.start) == at]
        is_paced = (pace.covers is not None and sum(each.covers for each in here) + evening.party > pace.covers) or (
            pace.parties is not None and len(here) + 1 > pace.parties
        )
        if at >= evening.not_before and not is_paced:
            stay = {quarter_of(at + timedelta(minutes=minute)) for minute in range(minutes)}
            busy = {
                table_id
                for each in evening.taken
                for table_id in each.table_ids
                if any(each.span.start <= quarter < each.span.end for quarter in stay)
            }
            ways = [way[3] for way in ways_by_counting(evening.plan, evening.party) if busy.isdisjoint(way[3])]
            found += [(at, ways[0])] if ways else []
        at += timedelta(minutes=service.slot_minutes)
    return found


@given(evenings())
def test_free_slots_are_those_that_counting_finds(evening: Evening) -> None:
    assert [(slot.starts_at, slot.table_ids) for slot in evening.slots()] == slots_by_counting(evening)


@given(evenings())
def test_whoever_takes_a_free_slot_meets_nobody_and_finds_a_chair_for_each(evening: Evening) -> None:
    for slot in evening.slots():
        stay = Span(slot.quarter, slot.quarter + evening.length)
        neighbours = [each for each in evening.taken if not set(each.table_ids).isdisjoint(slot.table_ids)]
        assert not any(each.span.meets(stay) for each in neighbours)
        assert evening.plan.seats_of(slot.table_ids) >= evening.party


@given(evenings())
def test_one_party_more_never_frees_a_start(evening: Evening) -> None:
    before = evening.slots()

    for slot in before[:3]:
        newcomer = Taken(slot.table_ids, Span(slot.quarter, slot.quarter + evening.length), evening.party)
        after = replace(evening, taken=(*evening.taken, newcomer)).slots()
        assert {each.quarter for each in after} <= {each.quarter for each in before}


SPANS = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 60), st.integers(1, 20))


@given(st.lists(SPANS, max_size=8), st.integers(0, 40), st.integers(0, 40))
def test_a_mask_holds_exactly_the_quarters_of_its_spans(spans: list[Span], start: int, length: int) -> None:
    window = Window(start, start + length)

    mask = window.mask(spans)

    expected = [q for q in range(start, start + length) if any(span.start <= q < span.end for span in spans)]
    assert list(window.quarters(mask)) == expected
    assert [q for span in window.spans(mask) for q in range(span.start, span.end)] == expected
    assert all(left.end < right.start for left, right in pairwise(window.spans(mask)))


@given(st.integers(0, 2**40 - 1), st.integers(1, 45))
def test_a_stay_can_start_where_each_of_its_quarters_is_free(free: int, length: int) -> None:
    expected = [n for n in range(40) if all(free >> (n + step) & 1 for step in range(length))]

    assert list(Window(0, 40).quarters(starts_of(free, length))) == expected


@given(SPANS, st.integers(0, 30_000))
def test_days_cut_a_span_at_midnight_and_lose_nothing(span: Span, days: int) -> None:
    moved = Span(span.start + days * 96 + 80, span.end + days * 96 + 80)

    pieces = list(moved.days())

    assert pieces[0][1].start == moved.start
    assert pieces[-1][1].end == moved.end
    assert all(left[1].end == right[1].start for left, right in pairwise(pieces))
    assert all(day * 96 <= piece.start and piece.end <= (day + 1) * 96 for day, piece in pieces)


@given(st.sampled_from(DAYS), st.integers(0, 96))
def test_a_quarter_of_the_wall_clock_is_a_quarter_of_utc_also_when_clocks_change(
    zone_and_day: tuple[ZoneInfo, date], quarter: int
) -> None:
    zone, day = zone_and_day
    midnight = datetime.combine(day, time(), zone).astimezone(UTC)

    instant = midnight + quarter * QUARTER

    assert is_on_quarter(instant)
    assert instant_of(quarter_of(instant)) == instant
    assert quarter_of(instant + timedelta(minutes=14)) == quarter_of(instant)
    assert instant.astimezone(zone).minute % 15 == 0


@given(st.integers(1, 1000))
def test_a_stay_is_rounded_up_to_quarters(minutes: int) -> None:
    assert (quarters_in(minutes) - 1) * 15 < minutes <= quarters_in(minutes) * 15


def test_the_fewest_wasted_seats_come_before_priority() -> None:
    tables = (Table("big", "r", "Big", 6, priority=1), Table("a", "r", "A", 2), Table("b", "r", "B", 2, priority=1))
    plan = FloorPlan("ven_x", (Room("r", "R"),), tables, (Combination("ab", ("a", "b"), 3, 4),))

    assert seats_for(plan, 4) == [Seat(("a", "b"), 0, 100), Seat(("big",), 2, 1)]
    assert seats_for(plan, 2) == [Seat(("b",), 0, 1), Seat(("a",), 0, 100), Seat(("big",), 4, 1)]


def test_the_nearest_slots_are_named_nearest_first() -> None:
    slots = [Slot(quarter, "dinner", ("t",), 4) for quarter in (90, 99, 101, 107)]

    assert [slot.quarter for slot in nearest(slots, instant_of(100))] == [99, 101, 107]

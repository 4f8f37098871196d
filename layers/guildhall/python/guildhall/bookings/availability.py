"""Where and when a party can sit: the pure inside of the availability engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_

from guildhall.bookings.models.floor import FloorPlan
from guildhall.bookings.models.quarters import Window, instant_of, quarter_of, quarters_in, starts_of
from guildhall.bookings.models.sheets import Load, RoomState
from guildhall.bookings.opening import Service


@dataclass(frozen=True, slots=True)
class Seat:
    """One way to seat a party: a table, or tables that are joined. wasted: seats that stay empty."""

    table_ids: tuple[str, ...]
    wasted: int
    priority: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A start that is free, and where the party would sit. length: quarters that it takes, the buffer included."""

    quarter: int
    service: str
    table_ids: tuple[str, ...]
    length: int

    @property
    def starts_at(self) -> datetime:
        """The instant, UTC."""
        return instant_of(self.quarter)


@dataclass(frozen=True, slots=True)
class Occupancy:
    """What is taken in a window. taken: a mask for each table that is not free all the time. loads: by quarter."""

    window: Window
    taken: Mapping[str, int]
    loads: Mapping[int, Load]


def occupancy(state: RoomState, window: Window, now: datetime) -> Occupancy:
    """Return what is taken in a window, holds that lapsed left out."""
    second = int(now.timestamp())
    taken: dict[str, int] = {}
    for sheet in state.sheets:
        taken[sheet.table_id] = taken.get(sheet.table_id, 0) | sheet.mask(window, second)
    return Occupancy(window, taken, {pace.quarter: pace.load(second) for pace in state.paces})


def seats_for(plan: FloorPlan, party: int, room_id: str | None = None) -> list[Seat]:
    """List the ways to seat a party, the best first: fewest seats wasted, then priority, then fewest tables.

    room_id: only in this room. Tables out of use are passed over, and so are combinations with one of them.
    """
    tables = {
        table.table_id: table
        for table in plan.tables
        if table.is_active and (room_id is None or table.room_id == room_id)
    }
    ways = [
        Seat((table.table_id,), table.seats_max - party, table.priority)
        for table in tables.values()
        if table.seats_min <= party <= table.seats_max
    ]
    ways += [
        Seat(each.table_ids, each.seats_max - party, each.priority)
        for each in plan.combinations
        if each.seats_min <= party <= each.seats_max and all(table_id in tables for table_id in each.table_ids)
    ]
    return sorted(ways, key=lambda way: (way.wasted, way.priority, len(way.table_ids), way.table_ids))


def most_seats(plan: FloorPlan) -> int:
    """Return how many guests the largest way seats; 0 without tables."""
    active = {table.table_id: table.seats_max for table in plan.tables if table.is_active}
    joined = [each.seats_max for each in plan.combinations if active.keys() >= set(each.table_ids)]
    return max([*active.values(), *joined], default=0)


def free_slots(
    services: Iterable[Service],
    ways: Sequence[Seat],
    occupancy: Occupancy,
    *,
    party: int,
    not_before: datetime,
    minutes: int | None = None,
) -> list[Slot]:
    """List the starts at which one of the ways is free for the whole stay, in order, each with its best way.

    services: of one or more days, disjoint. ways: best first. not_before: earlier starts are not offered.
    minutes: instead of what the service says of such a party. The window has to reach beyond the last stay.
    """
    window, found = occupancy.window, list[Slot]()
    starts_by_length: dict[int, list[int]] = {}
    for service in services:
        length = length_of(service, party, minutes)
        if length not in starts_by_length:
            starts_by_length[length] = _starts(ways, occupancy, length)
        wanted = _offered(service, occupancy, party, not_before)
        for way, mask in zip(ways, starts_by_length[length], strict=True):
            if not wanted:
                break
            found += [Slot(quarter, service.name, way.table_ids, length) for quarter in window.quarters(mask & wanted)]
            wanted &= ~mask
    return sorted(found, key=lambda slot: slot.quarter)


def length_of(service: Service, party: int, minutes: int | None = None) -> int:
    """Return for how many quarters a party takes a table, the buffer included."""
    return quarters_in((minutes or service.minutes_for(party)) + service.buffer_minutes)


def has_room(service: Service, load: Load, party: int) -> bool:
    """Tell whether the pace of a service allows one more party to start in a quarter."""
    pace = service.pacing
    too_many = pace.covers is not None and load.covers + party > pace.covers
    return not too_many and (pace.parties is None or load.parties < pace.parties)


def _starts(ways: Sequence[Seat], occupancy: Occupancy, length: int) -> list[int]:
    everything, taken = occupancy.window.everything, occupancy.taken
    tables = {table_id for way in ways for table_id in way.table_ids}
    starts = {table_id: starts_of(everything & ~taken.get(table_id, 0), length) for table_id in tables}
    return [reduce(and_, (starts[table_id] for table_id in way.table_ids)) for way in ways]


def _offered(service: Service, occupancy: Occupancy, party: int, not_before: datetime) -> int:
    mask = 0
    for start in service.slots():
        quarter = quarter_of(start)
        if start >= not_before and has_room(service, occupancy.loads.get(quarter, Load()), party):
            mask |= occupancy.window.bit(quarter)
    return mask


def nearest(slots: Sequence[Slot], wanted: datetime, most: int = 3) -> list[Slot]:
    """Return the free slots nearest to a start, the nearest first; of two equally near the earlier one first."""
    quarter = quarter_of(wanted)
    return sorted(slots, key=lambda slot: (abs(slot.quarter - quarter), slot.quarter))[:most]

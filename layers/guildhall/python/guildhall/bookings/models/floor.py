"""A venue's floor: rooms, tables and which of them can be joined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from guildhall.bookings.errors.floor import FloorPlanInvalid, RoomUnknown, TableUnknown
from guildhall.kernel.errors import Fault, NotFound

T = TypeVar("T")

MOST_ROOMS, MOST_TABLES, MOST_COMBINATIONS = 20, 200, 300
"""Two hundred tables of two hundred bytes are a tenth of what one item may hold."""
MOST_JOINED = 6
"""A reservation of six tables for the longest stay still fits into one transaction."""


class Shape(StrEnum):
    """How a table is drawn."""

    ROUND = "round"
    SQUARE = "square"
    RECTANGLE = "rectangle"
    BAR = "bar"


@dataclass(frozen=True, slots=True)
class Room:
    """A part of the venue, such as the terrace. width, height: of its drawing, in centimetres."""

    room_id: str
    name: str
    width: int = 1000
    height: int = 800


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    seats_min: the smallest party that gets it without staff deciding so. x, y: of its centre, in centimetres from the
    upper left corner of the room. turned: degrees clockwise. priority: among tables that waste equally many seats the
    lowest number is given first. is_active: whether it is given at all.
    """

    table_id: str
    room_id: str
    name: str
    seats_max: int
    seats_min: int = 1
    shape: Shape = Shape.SQUARE
    x: int = 0
    y: int = 0
    width: int = 80
    height: int = 80
    turned: int = 0
    priority: int = 100
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Combination:
    """Tables that can be pushed together. seats_max may be less than the tables' own: corners are lost."""

    combination_id: str
    table_ids: tuple[str, ...]
    seats_min: int
    seats_max: int
    priority: int = 100


@dataclass(frozen=True, slots=True)
class FloorPlan:
    """All of a venue's floor, in one aggregate: what is joined and removed is checked against the rest."""

    venue_id: str
    rooms: tuple[Room, ...] = ()
    tables: tuple[Table, ...] = ()
    combinations: tuple[Combination, ...] = ()
    version: int = 0

    def room(self, room_id: str) -> Room:
        """Return a room. Raises RoomUnknown."""
        return _named(((room.room_id, room) for room in self.rooms), room_id, RoomUnknown)

    def table(self, table_id: str) -> Table:
        """Return a table. Raises TableUnknown."""
        return _named(((table.table_id, table) for table in self.tables), table_id, TableUnknown)

    def with_table(self, table: Table) -> FloorPlan:
        """Return the plan with a table added, or in place of the one with its id. Raises FloorPlanInvalid."""
        tables = tuple(table if each.table_id == table.table_id else each for each in self.tables)
        return checked(replace(self, tables=tables if table in tables else (*tables, table)))

    def without_table(self, table_id: str) -> FloorPlan:
        """Return the plan without a table. Raises TableUnknown, FloorPlanInvalid while a combination needs it."""
        self.table(table_id)
        return checked(replace(self, tables=tuple(each for each in self.tables if each.table_id != table_id)))

    def seats_of(self, table_ids: Iterable[str]) -> int:
        """Return how many guests sit at some tables together: as their combination says, else as the tables do.

        Raises TableUnknown.
        """
        wanted = frozenset(table_ids)
        for each in self.combinations:
            if frozenset(each.table_ids) == wanted:
                return each.seats_max
        return sum(self.table(table_id).seats_max for table_id in wanted)


def _named(known: Iterable[tuple[str, T]], wanted: str, unknown: type[NotFound]) -> T:
    for name, thing in known:
        if name == wanted:
            return thing
    raise unknown(f"this venue has no {wanted}")


def checked(plan: FloorPlan) -> FloorPlan:
    """Return the plan if its parts fit together. Raises FloorPlanInvalid with a pointer to each that does not."""
    faults = [*_faults_of_names(plan), *_faults_of_tables(plan), *_faults_of_combinations(plan)]
    if faults:
        raise FloorPlanInvalid(
            "; ".join(f"{fault.pointer}: {fault.detail}" for fault in faults[:3]), faults=tuple(faults)
        )
    return plan


def _faults_of_names(plan: FloorPlan) -> list[Fault]:
    lists = {
        "rooms": [(room.room_id, room.name.casefold()) for room in plan.rooms],
        "tables": [(table.table_id, table.name.casefold()) for table in plan.tables],
        "combinations": [(each.combination_id, each.combination_id) for each in plan.combinations],
    }
    faults = []
    for place, names in lists.items():
        ids, called = (Counter(column) for column in zip(*names, strict=True)) if names else (Counter(), Counter())
        faults += [
            Fault(f"/{place}/{number}", "another one has this name or id", "repeated")
            for number, (own_id, name) in enumerate(names)
            if ids[own_id] > 1 or called[name] > 1
        ]
    return faults


def _faults_of_tables(plan: FloorPlan) -> list[Fault]:
    rooms, faults = {room.room_id: room for room in plan.rooms}, []
    for number, table in enumerate(plan.tables):
        place, room = f"/tables/{number}", rooms.get(table.room_id)
        if table.seats_min > table.seats_max:
            faults.append(Fault(f"{place}/seats_min", "more than seats_max", "order"))
        if room is None:
            faults.append(Fault(f"{place}/room_id", "no room of this plan", "unknown"))
        elif table.x > room.width or table.y > room.height:
            faults.append(Fault(f"{place}/x", "outside of its room", "outside"))
    return faults


def _faults_of_combinations(plan: FloorPlan) -> list[Fault]:
    tables, seen, faults = {table.table_id: table for table in plan.tables}, set[frozenset[str]](), []
    for number, each in enumerate(plan.combinations):
        place, joined = f"/combinations/{number}", frozenset(each.table_ids)
        known = [tables[table_id] for table_id in joined if table_id in tables]
        if len(known) < len(joined):
            faults.append(Fault(f"{place}/table_ids", "no table of this plan", "unknown"))
        elif len(joined) < len(each.table_ids) or joined in seen:
            faults.append(Fault(f"{place}/table_ids", "a table twice, or the tables of another one", "overlaps"))
        elif len({table.room_id for table in known}) > 1:
            faults.append(Fault(f"{place}/table_ids", "tables of two rooms", "apart"))
        elif each.seats_max > sum(table.seats_max for table in known):
            faults.append(Fault(f"{place}/seats_max", "more than its tables have", "order"))
        if each.seats_min > each.seats_max:
            faults.append(Fault(f"{place}/seats_min", "more than seats_max", "order"))
        seen.add(joined)
    return faults

"""What is taken of each table: one sheet a table and day of UTC, with a place for each quarter of an hour.

A quarter holds the second until which it is taken: that of a hold passes by itself, so nobody has to clear it away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from guildhall.bookings.models.quarters import DAY_QUARTERS, Span, Window

FOREVER = 9_999_999_999
"""Until the reservation gives it back: the year 2286."""
BLOCKED = FOREVER - 1
"""Until staff give it back."""
LONGEST_STAY_QUARTERS = 48
"""Twelve hours: the condition of a sheet's update has to fit into 4 KB."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Tables for a span of quarters. until: the second (since 1970) at which they are free again unless kept on."""

    table_ids: tuple[str, ...]
    span: Span
    until: int = FOREVER


@dataclass(frozen=True, slots=True)
class SheetChange:
    """What one transaction does to one sheet; quarters count from the day's midnight.

    take: must be free. free: given back. keep: was taken until another second, is taken until `until` now.
    sure: of what is freed or kept, what somebody may have taken after it lapsed, with the second until which it was
    ours: it must still be that.
    """

    table_id: str
    day: int
    until: int
    take: frozenset[int] = frozenset()
    free: frozenset[int] = frozenset()
    keep: frozenset[int] = frozenset()
    sure: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The quarters of one table and day that are taken, each with the second until which it is. version: of the row."""

    table_id: str
    day: int
    taken: Mapping[int, int] = field(default_factory=dict)
    version: int = 0

    def mask(self, window: Window, now_second: int) -> int:
        """Return what is taken of a window."""
        day, shift = 0, self.day * DAY_QUARTERS - window.start
        for quarter, until in self.taken.items():
            if until > now_second:
                # A small number, shifted once: shifting each bit by weeks made a month five times as slow.
                day |= 1 << quarter
        return (day << shift if shift >= 0 else day >> -shift) & window.everything

    def is_free(self, quarters: Iterable[int], now_second: int) -> bool:
        """Tell whether none of these quarters of its day is taken."""
        return all(self.taken.get(quarter, 0) <= now_second for quarter in quarters)


@dataclass(frozen=True, slots=True)
class Load:
    """What starts within one quarter."""

    covers: int = 0
    parties: int = 0


@dataclass(frozen=True, slots=True)
class Start:
    """A party that starts in a quarter. until: as on the sheets."""

    covers: int
    until: int


@dataclass(frozen=True, slots=True)
class Pace:
    """The parties that start in one quarter, by reservation. version: of the row, 0 if there is none."""

    quarter: int
    starts: Mapping[str, Start] = field(default_factory=dict)
    version: int = 0

    def load(self, now_second: int) -> Load:
        """Return how many start, holds that lapsed left out."""
        live = [start.covers for start in self.starts.values() if start.until > now_second]
        return Load(sum(live), len(live))


@dataclass(frozen=True, slots=True)
class RoomState:
    """What the store knows of some days."""

    sheets: Sequence[Sheet] = ()
    paces: Sequence[Pace] = ()

    def pace(self, quarter: int) -> Pace:
        """Return what starts in a quarter."""
        return next((pace for pace in self.paces if pace.quarter == quarter), Pace(quarter))

    def without(self, claims: Sequence[Claim], reservation_id: str) -> RoomState:
        """Return the same room as it would be if a reservation had not been made; versions stay what they are."""
        places = _places(claims)
        return RoomState(
            [
                replace(
                    sheet,
                    taken={
                        quarter: until
                        for quarter, until in sheet.taken.items()
                        if quarter not in places.get((sheet.table_id, sheet.day), {})
                    },
                )
                for sheet in self.sheets
            ],
            [
                replace(pace, starts={name: start for name, start in pace.starts.items() if name != reservation_id})
                for pace in self.paces
            ],
        )


def changes(old: Sequence[Claim], new: Sequence[Claim]) -> list[SheetChange]:
    """List what turns claims into others, one change a sheet: what both have is kept, and never let go between.

    Where claims of one side meet, the first counts. What is new or kept on one sheet is taken until one second; a
    sheet that stays as it is has no change.
    """
    before, after = _places(old), _places(new)
    found = []
    for table_id, day in sorted(before.keys() | after.keys()):
        had, has = before.get((table_id, day), {}), after.get((table_id, day), {})
        take, free = has.keys() - had.keys(), had.keys() - has.keys()
        keep = {quarter for quarter in had.keys() & has.keys() if had[quarter] != has[quarter]}
        if take or free or keep:
            until = next((has[quarter] for quarter in take | keep), FOREVER)
            # A reservation that stands cannot have lost a quarter; a hold can, once its time is over.
            sure = {quarter: had[quarter] for quarter in free | keep if quarter in keep or had[quarter] != FOREVER}
            change = SheetChange(table_id, day, until, frozenset(take), frozenset(free), frozenset(keep), sure)
            found.append(change)
    return found


def _places(claims: Sequence[Claim]) -> dict[tuple[str, int], dict[int, int]]:
    """Return until when each quarter of each sheet is taken; of claims that meet, the first counts."""
    places: dict[tuple[str, int], dict[int, int]] = {}
    for claim in claims:
        for day, part in claim.span.days():
            for table_id in claim.table_ids:
                quarters = places.setdefault((table_id, day), {})
                for quarter in range(part.start, part.end):
                    quarters.setdefault(quarter - day * DAY_QUARTERS, claim.until)
    return places

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

    take: must be free. free: given back. keep: was taken until `was_until`, is taken until `until` now.
    """

    table_id: str
    day: int
    until: int
    take: frozenset[int] = frozenset()
    free: frozenset[int] = frozenset()
    keep: frozenset[int] = frozenset()
    was_until: int = FOREVER


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

    def without(self, claim: Claim | None, reservation_id: str) -> RoomState:
        """Return the same room as it would be if a reservation had not been made; versions stay what they are."""
        places = _places(claim)
        return RoomState(
            [
                replace(
                    sheet,
                    taken={
                        quarter: until
                        for quarter, until in sheet.taken.items()
                        if quarter not in places.get((sheet.table_id, sheet.day), frozenset())
                    },
                )
                for sheet in self.sheets
            ],
            [
                replace(pace, starts={name: start for name, start in pace.starts.items() if name != reservation_id})
                for pace in self.paces
            ],
        )


def changes(old: Claim | None, new: Claim | None) -> list[SheetChange]:
    """List what turns one claim into another, one change a sheet: what both have is kept, and never let go between.

    None: nothing is, or shall be, taken. A sheet that stays as it is has no change.
    """
    before, after = _places(old), _places(new)
    was_until, until = (old.until if old else FOREVER), (new.until if new else FOREVER)
    found = []
    for table_id, day in sorted(before.keys() | after.keys()):
        had, has = before.get((table_id, day), frozenset()), after.get((table_id, day), frozenset())
        keep = had & has if until != was_until else frozenset()
        if had != has or keep:
            found.append(SheetChange(table_id, day, until, has - had, had - has, keep, was_until))
    return found


def _places(claim: Claim | None) -> dict[tuple[str, int], frozenset[int]]:
    if claim is None:
        return {}
    places: dict[tuple[str, int], frozenset[int]] = {}
    for day, part in claim.span.days():
        quarters = frozenset(quarter - day * DAY_QUARTERS for quarter in range(part.start, part.end))
        places |= {(table_id, day): quarters for table_id in claim.table_ids}
    return places

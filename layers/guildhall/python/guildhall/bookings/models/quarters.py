"""Time as a room sells it: quarters of an hour, and the algebra of sets of them.

A quarter is an int: how many quarters of an hour of UTC have passed since 1970. Every zone in use today lies a whole
number of quarters from UTC (Kathmandu by 5:45), so a quarter of UTC is one of the wall clock, on the day the clocks
change as well. A set of quarters is an int too, a mask, whose bit n stands for the n-th quarter of a window: sixty
tables of a day are sixty numbers, and "free for two hours" is a few shifts of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

QUARTER_MINUTES = 15
QUARTER_SECONDS = QUARTER_MINUTES * 60
DAY_QUARTERS = 96


def quarter_of(instant: datetime) -> int:
    """Return the quarter in which an aware instant lies."""
    return int(instant.timestamp() // QUARTER_SECONDS)


def is_on_quarter(instant: datetime) -> bool:
    """Tell whether an aware instant is the first of a quarter."""
    return instant.timestamp() % QUARTER_SECONDS == 0


def instant_of(quarter: int) -> datetime:
    """Return the first instant of a quarter, UTC."""
    return datetime.fromtimestamp(quarter * QUARTER_SECONDS, UTC)


def quarters_in(minutes: int) -> int:
    """Return how many quarters hold so many minutes, the last one perhaps not in full."""
    return -(-minutes // QUARTER_MINUTES)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The quarters from `start` to before `end`; not empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"a span from {self.start} to {self.end} holds nothing")

    def meets(self, other: Span) -> bool:
        """Tell whether the two have a quarter in common; spans that touch have not."""
        return self.start < other.end and other.start < self.end

    def days(self) -> Iterator[tuple[int, Span]]:
        """Cut at the midnights of UTC: yield each day since 1970 with the part that lies in it, in order."""
        at = self.start
        while at < self.end:
            day = at // DAY_QUARTERS
            until = min(self.end, (day + 1) * DAY_QUARTERS)
            yield day, Span(at, until)
            at = until


@dataclass(frozen=True, slots=True)
class Window:
    """The quarters that are looked at, from `start` to before `end`: bit n of a mask is quarter `start + n`."""

    start: int
    end: int

    @property
    def everything(self) -> int:
        """The mask of all its quarters."""
        return (1 << max(0, self.end - self.start)) - 1

    def mask(self, spans: Iterable[Span]) -> int:
        """Return the union of spans, cut to the window."""
        union = 0
        for span in spans:
            first, last = max(span.start, self.start), min(span.end, self.end)
            if first < last:
                union |= ((1 << (last - first)) - 1) << (first - self.start)
        return union

    def bit(self, quarter: int) -> int:
        """Return the mask of one quarter; nothing if it lies outside."""
        return 1 << (quarter - self.start) if self.start <= quarter < self.end else 0

    def quarters(self, mask: int) -> Iterator[int]:
        """Yield the quarters of a mask, in order."""
        while mask:
            lowest = mask & -mask
            yield self.start + lowest.bit_length() - 1
            mask ^= lowest

    def spans(self, mask: int) -> list[Span]:
        """Return the runs of a mask: sorted, disjoint, none touching the next."""
        found = []
        while mask:
            start = (mask & -mask).bit_length() - 1
            length = (~(mask >> start) & ((mask >> start) + 1)).bit_length() - 1
            found.append(Span(self.start + start, self.start + start + length))
            mask &= ~(((1 << length) - 1) << start)
        return found


def starts_of(free: int, length: int) -> int:
    """Return the mask of the quarters from which `length` quarters in a row are free; length is at least 1."""
    reach = 1
    while reach < length:
        # Bit n now says that `reach` quarters from n on are free; two such runs overlap or touch to make a longer one.
        step = min(reach, length - reach)
        free &= free >> step
        reach += step
    return free

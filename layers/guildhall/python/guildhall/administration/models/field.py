"""What browsers tell of real visits: how quick pages were, and what broke in them. Nothing of who visited.

Vitals and the bounds of good and poor: web.dev/articles/vitals, which define them at the 75th percentile of visits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import accumulate, pairwise

SHARE = 0.75
MOST_DAYS = 90
"""How long the counters are kept."""


class Vital(StrEnum):
    """A measure of one page view, in milliseconds; CLS has no unit and is counted in thousandths."""

    LCP = "LCP"
    CLS = "CLS"
    INP = "INP"
    FCP = "FCP"
    TTFB = "TTFB"


class Rating(StrEnum):
    """How the 75th percentile stands."""

    GOOD = "good"
    MIDDLING = "needs_improvement"
    POOR = "poor"


BOUNDS: Mapping[Vital, tuple[int, int]] = {
    Vital.LCP: (2_500, 4_000),
    Vital.CLS: (100, 250),
    Vital.INP: (200, 500),
    Vital.FCP: (1_800, 3_000),
    Vital.TTFB: (800, 1_800),
}
"""Up to the first a visit is good, above the second it is poor."""

EDGES: Mapping[Vital, tuple[int, ...]] = {
    Vital.LCP: (500, 1_000, 1_500, 2_000, 2_500, 3_000, 4_000, 6_000, 10_000),
    Vital.CLS: (10, 25, 50, 100, 150, 250, 500),
    Vital.INP: (50, 100, 150, 200, 300, 500, 1_000),
    Vital.FCP: (300, 600, 900, 1_200, 1_800, 2_400, 3_000, 5_000),
    Vital.TTFB: (100, 200, 400, 800, 1_200, 1_800, 3_000),
}
"""Upper ends of the classes that visits are counted in; one more class takes what is above the last."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One vital of one page view."""

    vital: Vital
    value: int

    @property
    def bucket(self) -> int:
        """The number of its class."""
        edges = EDGES[self.vital]
        return next((number for number, edge in enumerate(edges) if self.value <= edge), len(edges))


@dataclass(frozen=True, slots=True)
class Breakage:
    """An error that nobody caught. name: of its class. frames: places in our own bundle, innermost first."""

    name: str
    frames: tuple[str, ...]

    @property
    def digest(self) -> str:
        """What is equal for the same error of the same app release."""
        return hashlib.sha256("\n".join((self.name, *self.frames)).encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class FieldReport:
    """What one page view tells.

    report_id: made by the browser, so that a repeated report counts once. route: the pattern of the page's path, never
    the path, which has ids in it.
    """

    report_id: str
    app_release: str
    route: str
    measured: tuple[Measured, ...]
    broken: tuple[Breakage, ...]


@dataclass(frozen=True, slots=True)
class Distribution:
    """How often a vital of a route fell into each class."""

    route: str
    vital: Vital
    counts: tuple[int, ...]

    @property
    def visits(self) -> int:
        """How many page views were counted."""
        return sum(self.counts)

    @property
    def p75(self) -> int:
        """The 75th percentile, interpolated inside its class; of the open class, its lower end."""
        edges, wanted = (0, *EDGES[self.vital]), SHARE * self.visits
        below = (0, *accumulate(self.counts))
        for (low, high), (before, upto) in zip(pairwise(edges), pairwise(below), strict=False):
            if upto >= wanted and upto > before:
                return round(low + (high - low) * (wanted - before) / (upto - before))
        return edges[-1]

    @property
    def good(self) -> float:
        """The share of good visits, 0 to 1."""
        edges, limit = EDGES[self.vital], BOUNDS[self.vital][0]
        return sum(self.counts[: edges.index(limit) + 1]) / self.visits

    @property
    def rating(self) -> Rating:
        """How the 75th percentile stands."""
        good, poor = BOUNDS[self.vital]
        if self.p75 <= good:
            return Rating.GOOD
        return Rating.MIDDLING if self.p75 <= poor else Rating.POOR


@dataclass(frozen=True, slots=True)
class Breakages:
    """How often one error was told of. last_day: UTC."""

    digest: str
    name: str
    frames: tuple[str, ...]
    route: str
    app_release: str
    count: int
    last_day: date


def merged(distributions: list[Distribution]) -> list[Distribution]:
    """Add up distributions of the same route and vital; by route, then vital as listed above."""
    sums: dict[tuple[str, Vital], tuple[int, ...]] = {}
    for each in distributions:
        before = sums.get((each.route, each.vital), (0,) * len(each.counts))
        sums[each.route, each.vital] = tuple(a + b for a, b in zip(before, each.counts, strict=True))
    order = list(Vital)
    keys = sorted(sums, key=lambda key: (key[0], order.index(key[1])))
    return [Distribution(route, vital, sums[route, vital]) for route, vital in keys]

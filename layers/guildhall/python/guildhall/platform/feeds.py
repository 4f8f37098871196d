"""Feeds of what is public, newest first: month buckets in several shards of one index, and cursors that are honest.

| who asks                 | index | PK                              | SK        |
|--------------------------|-------|---------------------------------|-----------|
| the newest of a month    | GSI1  | {FEED}#{yyyymm}#{0..3}          | {at}#{id} |

A filter is applied after the read. One request reads a bounded number of buckets, so a page may hold fewer items than
asked for, or none, and still have a cursor: only a page without cursor is the end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from guildhall.kernel.clock import to_text
from guildhall.platform import query
from guildhall.platform.parallel import together
from guildhall.platform.query import Page

SHARDS = 4
"""A partition takes 1,000 writes a second; four leave room for a busy month (data.md section 4.3)."""
WAVES = (1, 3, 12)
"""How many months one request reads at once, wave by wave: a full month needs one wave, an empty year three."""
FIRST_MONTH = "202511"
"""Nothing in any feed is older: the platform did not exist."""
LOWEST = "0"


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed. name: upper-case prefix of its partitions, such as `OPEN-PROJECTS`."""

    name: str

    def keys(self, at: datetime, entity_id: str) -> dict[str, str]:
        """Return the index attributes of an entity that belongs to the feed since an instant."""
        shard = sum(entity_id.encode()) % SHARDS
        return {"gsi1pk": f"{self.name}#{at:%Y%m}#{shard}", "gsi1sk": f"{to_text(at)}#{entity_id}"}

    def read(
        self,
        table: str,
        now: datetime,
        wanted: Callable[[dict[str, Any]], bool],
        *,
        limit: int,
        position: dict[str, Any] | None,
    ) -> Page:
        """Read the next items that are wanted, newest first.

        wanted: looks at an index row (keys, `kind`, `summary`). position: of the page before, `{"month", "before"}`.
        """
        month, before = (position["month"], position["before"]) if position else (f"{now:%Y%m}", None)
        found: list[dict[str, Any]] = []
        for width in WAVES:
            if month < FIRST_MONTH:
                return Page(found, None)
            # In the middle of a month nobody knows yet whether the months before it are needed.
            for rows, is_last in self._buckets(table, _months(month, 1 if before else width), before, limit):
                for row in rows:
                    if len(found) == limit:
                        return Page(found, {"month": month, "before": before})
                    before = row["GSI1SK"]
                    if wanted(row):
                        found.append(row)
                if not is_last:
                    break
                month, before = _month_before(month), None
            if len(found) == limit:
                break
        return Page(found, {"month": month, "before": before} if month >= FIRST_MONTH else None)

    def _buckets(
        self, table: str, months: Sequence[str], before: str | None, limit: int
    ) -> list[tuple[list[dict[str, Any]], bool]]:
        """Return the rows of each month, newest first, and whether the month has no more; all read at once.

        before: bounds the first month. A shard that was cut off hides rows below its last one, so nothing older than
        that is returned yet.
        """
        bounds = [before, *(None for _ in months[1:])]
        reads = [
            partial(
                query.page,
                table,
                f"{self.name}#{month}#{shard}",
                index="GSI1",
                between=(LOWEST, bound) if bound else None,
                limit=limit + 1,
                newest_first=True,
            )
            for month, bound in zip(months, bounds, strict=True)
            for shard in range(SHARDS)
        ]
        pages = together(reads)
        return [_merged(pages[number * SHARDS : (number + 1) * SHARDS], bound) for number, bound in enumerate(bounds)]


def _merged(shards: Sequence[Page], before: str | None) -> tuple[list[dict[str, Any]], bool]:
    """Return the rows of one month that are certain to be the newest, and whether there are no more."""
    rows = [row for page in shards for row in page.items if row["GSI1SK"] != before]
    floor = max((page.items[-1]["GSI1SK"] for page in shards if page.position is not None), default=LOWEST)
    kept = [row for row in rows if row["GSI1SK"] >= floor]
    return sorted(kept, key=lambda row: str(row["GSI1SK"]), reverse=True), floor == LOWEST


def _months(newest: str, count: int) -> list[str]:
    """Return a month and those before it, at most `count`, none before FIRST_MONTH."""
    months = [newest]
    while len(months) < count and _month_before(months[-1]) >= FIRST_MONTH:
        months.append(_month_before(months[-1]))
    return months


def _month_before(month: str) -> str:
    year, number = int(month[:4]), int(month[4:])
    return f"{year - 1}12" if number == 1 else f"{year}{number - 1:02d}"

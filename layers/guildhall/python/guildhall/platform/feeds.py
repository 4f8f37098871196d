"""Feeds of what is public, newest first: month buckets in several shards of one index, and cursors that are honest.

| who asks                 | index | PK                              | SK        |
|--------------------------|-------|---------------------------------|-----------|
| the newest of a month    | GSI1  | {FEED}#{yyyymm}#{0..3}          | {at}#{id} |

A filter is applied after the read. One request reads a bounded number of buckets, so a page may hold fewer items than
asked for, or none, and still have a cursor: only a page without cursor is the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guildhall.kernel.clock import to_text
from guildhall.platform import query
from guildhall.platform.query import Page

SHARDS = 4
"""A partition takes 1,000 writes a second; four leave room for a busy month (data.md section 4.3)."""
ROUNDS = 8
"""Reads of one bucket (all shards) that one request may cost."""
FIRST_MONTH = "202501"
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
        for _ in range(ROUNDS):
            if month < FIRST_MONTH:
                return Page(found, None)
            rows, is_last = self._bucket(table, month, before, limit)
            for row in rows:
                if len(found) == limit:
                    return Page(found, {"month": month, "before": before})
                before = row["GSI1SK"]
                if wanted(row):
                    found.append(row)
            if is_last:
                month, before = _month_before(month), None
            if len(found) == limit:
                break
        return Page(found, {"month": month, "before": before} if month >= FIRST_MONTH else None)

    def _bucket(self, table: str, month: str, before: str | None, limit: int) -> tuple[list[dict[str, Any]], bool]:
        """Return the rows of a month below a sort key, newest first, and whether the month has no more.

        A shard that was cut off hides rows below its last one, so nothing older than that is returned yet.
        """
        rows: list[dict[str, Any]] = []
        floor = LOWEST
        for shard in range(SHARDS):
            page = query.page(
                table,
                f"{self.name}#{month}#{shard}",
                index="GSI1",
                between=(LOWEST, before) if before else None,
                limit=limit + 1,
                newest_first=True,
            )
            rows += [row for row in page.items if row["GSI1SK"] != before]
            if page.position is not None:
                floor = max(floor, page.items[-1]["GSI1SK"])
        kept = [row for row in rows if row["GSI1SK"] >= floor]
        return sorted(kept, key=lambda row: str(row["GSI1SK"]), reverse=True), floor == LOWEST


def _month_before(month: str) -> str:
    year, number = int(month[:4]), int(month[4:])
    return f"{year - 1}12" if number == 1 else f"{year}{number - 1:02d}"

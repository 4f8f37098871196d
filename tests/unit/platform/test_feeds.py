"""A feed pages through everything, newest first, whatever the filter, the shards and the months."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.platform.assembly import Platform
from guildhall.platform.feeds import Feed
from guildhall.platform.items import MapOf
from guildhall.platform.table import CoreRecord
from tests.conftest import NOON

HOURS = st.lists(st.integers(0, 24 * 100), max_size=25)


class EntryRecord(CoreRecord):
    """What is listed."""

    KIND = "test.entry"

    summary = MapOf()


def put(feed: Feed, at: datetime, number: int) -> str:
    keys = feed.keys(at, f"prj_{number:03d}")
    entry = EntryRecord(f"{feed.name}-{number}", "X", kind="test.entry", summary={"number": number})
    entry.gsi1pk, entry.gsi1sk = keys["gsi1pk"], keys["gsi1sk"]
    entry.save()
    return keys["gsi1sk"]


def walk(feed: Feed, table: str, now: datetime, limit: int, wanted: Any = lambda _: True) -> list[str]:
    seen: list[str] = []
    position: dict[str, Any] | None = None
    for _ in range(200):
        page = feed.read(table, now, wanted, limit=limit, position=position)
        assert len(page.items) <= limit
        seen += [row["GSI1SK"] for row in page.items]
        position = page.position
        if position is None:
            return seen
    raise AssertionError("the feed does not end")


@given(hours=HOURS, limit=st.integers(1, 7), odd_only=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_wanted_entry_comes_once_in_order(
    platform: Platform, hours: list[int], limit: int, *, odd_only: bool
) -> None:
    feed = Feed(f"F{platform.ids.new('tst')}")
    put_at = [put(feed, NOON - timedelta(hours=hour), number) for number, hour in enumerate(hours)]

    def wanted(row: dict[str, Any]) -> bool:
        return not odd_only or row["summary"]["number"] % 2 == 1

    seen = walk(feed, platform.tables.core_table, NOON, limit, wanted)

    assert seen == sorted((key for number, key in enumerate(put_at) if not odd_only or number % 2), reverse=True)


def test_one_request_goes_back_a_bounded_number_of_months_and_says_where_it_stopped(
    platform: Platform,
) -> None:
    later = NOON.replace(year=2029)

    page = Feed("EMPTY").read(platform.tables.core_table, later, lambda _: True, limit=5, position=None)

    assert (page.items, page.position) == ([], {"month": "202711", "before": None})


def test_a_young_platform_says_at_once_that_there_is_no_more(platform: Platform) -> None:
    feed = Feed("YOUNG")
    put(feed, NOON, 1)

    page = feed.read(platform.tables.core_table, NOON, lambda _: True, limit=5, position=None)

    assert (len(page.items), page.position) == (1, None)

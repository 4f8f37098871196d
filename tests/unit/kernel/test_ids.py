"""Ids sort by birth and carry their time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from guildhall.kernel.clock import SettableClock, SystemClock, from_text, to_text
from guildhall.kernel.ids import UlidIds, born_at, is_id

NOON = datetime(2026, 3, 1, 12, 0, 0, 123000, tzinfo=UTC)


def test_ids_sort_by_birth_and_tell_it() -> None:
    clock = SettableClock(NOON)
    ids = UlidIds(clock)

    first = ids.new("prj")
    clock.advance(timedelta(milliseconds=1))
    second = ids.new("prj")

    assert first < second
    assert born_at(first) == NOON


def test_shape_is_checked_with_its_prefix() -> None:
    made = UlidIds(SettableClock(NOON)).new("prj")

    assert is_id(made, "prj")
    assert not is_id(made, "ctr")
    assert not is_id("prj_not-a-ulid", "prj")


def test_instants_are_written_in_fixed_width_and_read_back() -> None:
    assert to_text(NOON) == "2026-03-01T12:00:00.123Z"
    assert from_text(to_text(NOON)) == NOON
    assert to_text(datetime(987, 3, 1, 2, tzinfo=timezone(timedelta(hours=2)))) == "0987-03-01T00:00:00.000Z"
    with pytest.raises(ValueError, match="no offset"):
        from_text("2026-03-01T12:00:00")


def test_the_system_clock_is_aware_and_cut_to_milliseconds() -> None:
    now = SystemClock().now()

    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0

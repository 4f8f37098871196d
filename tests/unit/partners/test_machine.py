"""The full table of a delivery's states and moves, and the schedule of its attempts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from guildhall.partners.machine import JITTER, RETRY_AFTER, DeliveryState, move, next_attempt

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
PENDING = DeliveryState.PENDING
LEGAL = {(PENDING, target) for target in DeliveryState} | {(current, PENDING) for current in DeliveryState}


@pytest.mark.parametrize("current", list(DeliveryState))
@pytest.mark.parametrize("target", list(DeliveryState))
def test_a_delivery_moves_only_as_the_table_says(current: DeliveryState, target: DeliveryState) -> None:
    if (current, target) in LEGAL:
        assert move(current, target) is target
    else:
        with pytest.raises(ValueError, match="cannot become"):
            move(current, target)


def test_pauses_only_grow_and_take_about_three_days_together() -> None:
    assert list(RETRY_AFTER) == sorted(RETRY_AFTER)
    assert timedelta(days=3) < sum(RETRY_AFTER, timedelta()) < timedelta(days=4)


@pytest.mark.parametrize("failures", range(1, len(RETRY_AFTER) + 1))
def test_chance_lengthens_a_pause_by_no_more_than_the_jitter(failures: int) -> None:
    pause = RETRY_AFTER[failures - 1]

    assert next_attempt(failures, NOW, 0.0) == NOW + pause
    assert next_attempt(failures, NOW, 1.0) == NOW + pause * (1 + JITTER)


def test_after_the_last_pause_nothing_is_tried_again() -> None:
    assert next_attempt(len(RETRY_AFTER) + 1, NOW, 0.5) is None

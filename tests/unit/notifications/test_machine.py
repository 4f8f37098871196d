"""The full table of a letter's states and moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from guildhall.notifications.errors import DispatchInProgress
from guildhall.notifications.machine import LEASE, DispatchState, is_done, move, take

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LEGAL = {
    (DispatchState.WAITING, DispatchState.QUEUED),
    (DispatchState.WAITING, DispatchState.GATHERED),
    (DispatchState.QUEUED, DispatchState.SENDING),
    (DispatchState.QUEUED, DispatchState.SKIPPED),
    (DispatchState.SENDING, DispatchState.SENDING),
    (DispatchState.SENDING, DispatchState.SENT),
    (DispatchState.SENDING, DispatchState.SKIPPED),
    (DispatchState.SENDING, DispatchState.QUEUED),
}


@pytest.mark.parametrize("current", list(DispatchState))
@pytest.mark.parametrize("target", list(DispatchState))
def test_a_letter_moves_only_as_the_table_says(current: DispatchState, target: DispatchState) -> None:
    if (current, target) in LEGAL:
        assert move(current, target) is target
    else:
        with pytest.raises(ValueError, match="cannot become"):
            move(current, target)


def test_sent_and_skipped_letters_are_done() -> None:
    assert {state for state in DispatchState if is_done(state)} == {
        DispatchState.SENT,
        DispatchState.SKIPPED,
        DispatchState.GATHERED,
    }


def test_a_letter_that_somebody_sends_is_left_alone_until_the_lease_lapses() -> None:
    state, until = take(DispatchState.QUEUED, None, NOW)

    assert (state, until) == (DispatchState.SENDING, NOW + LEASE)
    with pytest.raises(DispatchInProgress):
        take(state, until, NOW + LEASE - timedelta(seconds=1))
    assert take(state, until, NOW + LEASE) == (DispatchState.SENDING, NOW + 2 * LEASE)

"""The full table of a letter's states and moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from guildhall.notifications.errors import MailInProgress
from guildhall.notifications.machine import LEASE, MailState, is_done, move, take

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LEGAL = {
    (MailState.QUEUED, MailState.SENDING),
    (MailState.QUEUED, MailState.SKIPPED),
    (MailState.SENDING, MailState.SENDING),
    (MailState.SENDING, MailState.SENT),
    (MailState.SENDING, MailState.QUEUED),
}


@pytest.mark.parametrize("current", list(MailState))
@pytest.mark.parametrize("target", list(MailState))
def test_a_letter_moves_only_as_the_table_says(current: MailState, target: MailState) -> None:
    if (current, target) in LEGAL:
        assert move(current, target) is target
    else:
        with pytest.raises(ValueError, match="cannot become"):
            move(current, target)


def test_sent_and_skipped_letters_are_done() -> None:
    assert {state for state in MailState if is_done(state)} == {MailState.SENT, MailState.SKIPPED}


def test_a_letter_that_somebody_sends_is_left_alone_until_the_lease_lapses() -> None:
    state, until = take(MailState.QUEUED, None, NOW)

    assert (state, until) == (MailState.SENDING, NOW + LEASE)
    with pytest.raises(MailInProgress):
        take(state, until, NOW + LEASE - timedelta(seconds=1))
    assert take(state, until, NOW + LEASE) == (MailState.SENDING, NOW + 2 * LEASE)

"""Every state a letter, text message, push or message in Slack can be in, and every move between them."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from guildhall.notifications.errors import DispatchInProgress

LEASE = timedelta(seconds=60)
"""Longer than the function may run, shorter than the queue hides the command: a lapsed lease means that the process
died between asking the mail service and writing down its answer."""


class DispatchState(StrEnum):
    """How far it has come."""

    WAITING = "waiting"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    GATHERED = "gathered"


MOVES: dict[DispatchState, frozenset[DispatchState]] = {
    # What waited goes out by itself, or one of those that waited with it tells of all.
    DispatchState.WAITING: frozenset({DispatchState.QUEUED, DispatchState.GATHERED}),
    DispatchState.QUEUED: frozenset({DispatchState.SENDING, DispatchState.SKIPPED}),
    # What was being sent when its sender died is taken up again, and what was refused waits for a person.
    # A push whose devices turn out to be gone is skipped.
    DispatchState.SENDING: frozenset(
        {
            DispatchState.SENDING,
            DispatchState.SENT,
            DispatchState.SKIPPED,
            DispatchState.QUEUED,
        }
    ),
    DispatchState.SENT: frozenset(),
    DispatchState.SKIPPED: frozenset(),
    DispatchState.GATHERED: frozenset(),
}


def is_done(state: DispatchState) -> bool:
    """Tell whether no move is left."""
    return not MOVES[state]


def take(state: DispatchState, leased_until: datetime | None, now: datetime) -> tuple[DispatchState, datetime]:
    """Return the state and lease of what this process will send now.

    Raises DispatchInProgress while another process holds the lease.
    """
    if state is DispatchState.SENDING and leased_until is not None and now < leased_until:
        raise DispatchInProgress(retry_after_seconds=int(LEASE.total_seconds()))
    return move(state, DispatchState.SENDING), now + LEASE


def hold(state: DispatchState, now: datetime, seconds: int) -> tuple[DispatchState, datetime]:
    """Return the state and lease of what nobody may try again before so many seconds have passed."""
    return move(state, DispatchState.SENDING), now + timedelta(seconds=seconds)


def move(current: DispatchState, target: DispatchState) -> DispatchState:
    """Return target if the move is legal. Raises ValueError otherwise: our bug."""
    if target not in MOVES[current]:
        raise ValueError(f"a {current} dispatch cannot become {target}")
    return target

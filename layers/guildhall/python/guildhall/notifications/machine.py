"""Every state a letter can be in, and every move between them."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from guildhall.notifications.errors import MailInProgress

LEASE = timedelta(seconds=60)
"""Longer than the function may run, shorter than the queue hides the command: a lapsed lease means that the process
died between asking the mail service and writing down its answer."""


class MailState(StrEnum):
    """How far a letter has come."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"


MOVES: dict[MailState, frozenset[MailState]] = {
    MailState.QUEUED: frozenset({MailState.SENDING, MailState.SKIPPED}),
    # A letter whose sender died is taken up again, and one that was refused goes back to wait for a person.
    MailState.SENDING: frozenset({MailState.SENDING, MailState.SENT, MailState.QUEUED}),
    MailState.SENT: frozenset(),
    MailState.SKIPPED: frozenset(),
}


def is_done(state: MailState) -> bool:
    """Tell whether no move is left."""
    return not MOVES[state]


def take(state: MailState, leased_until: datetime | None, now: datetime) -> tuple[MailState, datetime]:
    """Return the state and lease of a letter that this process will send now.

    Raises MailInProgress while another process holds the lease.
    """
    if state is MailState.SENDING and leased_until is not None and now < leased_until:
        raise MailInProgress(retry_after_seconds=int(LEASE.total_seconds()))
    return move(state, MailState.SENDING), now + LEASE


def move(current: MailState, target: MailState) -> MailState:
    """Return target if the move is legal. Raises ValueError otherwise: our bug."""
    if target not in MOVES[current]:
        raise ValueError(f"a {current} letter cannot become {target}")
    return target

"""Every state a webhook delivery can be in, the moves between them, and when it is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class DeliveryState(StrEnum):
    """How a delivery is doing."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"


MOVES: dict[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.PENDING: frozenset(DeliveryState),
    # A person may ask for any finished delivery once more.
    DeliveryState.DELIVERED: frozenset({DeliveryState.PENDING}),
    DeliveryState.FAILED: frozenset({DeliveryState.PENDING}),
    DeliveryState.DROPPED: frozenset({DeliveryState.PENDING}),
}

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Pauses after the first, second, … failure, together about three days (the schedule that Standard Webhooks advises,
its first steps stretched to the minute that our sweep needs)."""
JITTER = 0.2
"""Each pause is lengthened by up to this share, so that what failed together does not come back together."""
LEASE = timedelta(seconds=60)
"""Longer than one attempt can take; a lapsed lease means that the process died in the middle of it."""
ORDERED_FOR = timedelta(minutes=3)
"""How long an order may wait in the queue before the sweep orders anew: longer than the queue hides a message."""
DISABLE_AFTER = timedelta(days=5)
"""An endpoint that only failed for this long is switched off."""
SECRET_OVERLAP = timedelta(hours=24)
"""How long the secret before a rotation still signs, next to the new one."""


def move(current: DeliveryState, target: DeliveryState) -> DeliveryState:
    """Return target if the move is legal. Raises ValueError otherwise: our bug."""
    if target not in MOVES[current]:
        raise ValueError(f"a {current} delivery cannot become {target}")
    return target


def next_attempt(failures: int, now: datetime, chance: float) -> datetime | None:
    """Return when to try again, or None when it has failed often enough.

    failures: attempts so far, at least 1. chance: 0 to 1, from the caller's source of randomness.
    """
    if failures > len(RETRY_AFTER):
        return None
    return now + RETRY_AFTER[failures - 1] * (1 + JITTER * chance)

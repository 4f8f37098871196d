"""How queues are doing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guildhall.kernel.types import Instant


@dataclass(frozen=True, slots=True)
class QueueState:
    """How a queue is doing.

    depth: messages that wait. in_flight: being worked on. oldest_age_seconds: None where the metric has no data yet.
    dead_letters: messages that were given up; None if the queue keeps none.
    """

    name: str
    depth: int
    in_flight: int
    oldest_age_seconds: int | None
    dead_letters: int | None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up. problem: the slug that it failed with, if our code gave it up at once."""

    id: str
    sent_at: Instant
    received: int
    problem: str | None
    body: Any

"""See how queues are doing, and let them try again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from guildhall.administration.models.queues import DeadLetter, QueueState
from guildhall.administration.ports import Queues
from guildhall.kernel.actor import Actor
from guildhall.kernel.policy import Gate, Resource, require

QUEUES = Resource("Queue", "all")


@dataclass(frozen=True, slots=True)
class ListQueues:
    """Show an operator how every queue is doing."""

    queues: Queues
    gate: Gate

    def __call__(self, actor: Actor) -> list[QueueState]:
        """Return the queues by name. Raises Forbidden."""
        require(self.gate, actor, "administration.view_queues", QUEUES)
        return self.queues.states()


@dataclass(frozen=True, slots=True)
class ViewDeadLetters:
    """Show an operator what a queue gave up."""

    queues: Queues
    gate: Gate

    def __call__(self, actor: Actor, name: str) -> list[DeadLetter]:
        """Return up to ten of them, left where they are. Raises Forbidden, QueueUnknown."""
        require(self.gate, actor, "administration.view_queues", QUEUES)
        return self.queues.dead_letters(name)


@dataclass(frozen=True, slots=True)
class RedriveQueue:
    """Let a queue try its dead letters again; consumers are idempotent, so a repetition is harmless."""

    queues: Queues
    gate: Gate

    MOST: ClassVar[int] = 100

    def __call__(self, actor: Actor, name: str) -> int:
        """Send up to 100 dead letters back; return how many went. Raises Forbidden, QueueUnknown."""
        require(self.gate, actor, "administration.redrive_queue", QUEUES)
        return self.queues.redrive(name, self.MOST)

"""What keeping conversations safe needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from guildhall.kernel.events import DomainEvent
from guildhall.messaging.models import Message
from guildhall.messaging.models.reports import Report


class Reports(Protocol):
    """What was reported, and the queue of what nobody has decided yet."""

    def get(self, report_id: str) -> Report | None:
        """Return one as it is at this moment, or None."""

    def save(self, action: str, report: Report, event: DomainEvent) -> Report:
        """Store it at the version that was read, and tell the world. Raises StaleVersion.

        action: as in the policy set. Undecided, it stands in the queue.
        """

    def waiting(self, limit: int, position: dict[str, Any] | None) -> tuple[list[Report], dict[str, Any] | None]:
        """Return a page of the queue, the oldest first, and where the next one starts."""


class Signals(Protocol):
    """The way to whoever watches for fraud."""

    def raise_for(self, message: Message, recipient_ids: Sequence[str]) -> None:
        """Tell what a message shows; told again, the event has the same id."""

"""What helping people to write needs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Protocol

from guildhall.kernel.events import DomainEvent
from guildhall.messaging.models.scheduled import ScheduledMessage
from guildhall.messaging.models.templates import Template


class People(Protocol):
    """What people are called."""

    def call(self, account_id: str, name: str, event_id: str) -> None:
        """Remember a name, unless a later event gave another. event_id: its time orders them."""

    def names(self, account_ids: Collection[str]) -> dict[str, str]:
        """Return the names that are known, by account."""


class Templates(Protocol):
    """The templates of people."""

    def of(self, account_id: str) -> list[Template]:
        """Return all of a person's templates, oldest first."""

    def get(self, account_id: str, template_id: str) -> Template | None:
        """Return one, or None."""

    def save(self, template: Template) -> Template:
        """Store it at the version that was read. Raises StaleVersion."""

    def remove(self, template: Template) -> None:
        """Forget it, at the version that was read. Raises StaleVersion."""


class ScheduledMessages(Protocol):
    """Messages that wait for their instant, and what became of them."""

    def get(self, account_id: str, scheduled_id: str) -> ScheduledMessage | None:
        """Return one as it is at this moment, or None."""

    def list(
        self, account_id: str, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[ScheduledMessage], dict[str, Any] | None]:
        """Return a person's, the last written first, and where the next page starts."""

    def save(self, message: ScheduledMessage, *events: DomainEvent) -> ScheduledMessage:
        """Store it at the version that was read, and tell the world. Raises StaleVersion."""

    def hand_over(self, message: ScheduledMessage) -> ScheduledMessage:
        """Store one with its message id at the version that was read, and have it sent. Raises StaleVersion."""

    def forget(self, account_id: str, conversation_id: str) -> None:
        """Remove what a person wrote to be sent in a conversation, whatever became of it. Raises Unavailable."""

    def due(self, now: datetime) -> Sequence[tuple[str, str]]:
        """Return account and id of those whose instant has come, earliest first, not necessarily all.

        What was stored a moment ago may be missing, or be there still.
        """

"""What reminders and invitations need."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from guildhall.bookings.models.reminders import Feedback, Reminders, Texts


class ReminderRules(Protocol):
    """What venues send."""

    def get(self, venue_id: str) -> Reminders:
        """Return it; a day before by letter, version 0, if the owner has written nothing."""

    def save(self, action: str, rules: Reminders) -> Reminders:
        """Store at the version it was read at. Raises StaleVersion."""


class Feedbacks(Protocol):
    """What guests say of visits; one a reservation."""

    def get(self, reservation_id: str) -> Feedback | None:
        """Return it, or None."""

    def save(self, feedback: Feedback) -> Feedback:
        """Store at the version it was read at. Raises StaleVersion."""

    def list_of(self, venue_id: str, *, limit: int, cursor: str | None) -> tuple[list[Feedback], str | None]:
        """Return a page of what guests said of a venue, the latest first. Raises CursorForged."""

    def stars(self, venue_id: str, first: datetime, last: datetime) -> list[int]:
        """Return the stars that guests gave a venue in [first, last)."""


class TextChoices(Protocol):
    """Who wants text messages of which venue. phone: E.164."""

    def get(self, venue_id: str, phone: str) -> Texts:
        """Return what the guest said last; wanted, version 0, if they said nothing."""

    def save(self, phone: str, texts: Texts) -> Texts:
        """Store at the version it was read at. Raises StaleVersion."""


class Timers(Protocol):
    """One-time timers that call a task of bookings."""

    def set(self, name: str, at: datetime, task: str, given: dict[str, Any]) -> None:
        """Set it, or move the one of that name. name: at most 64 letters, digits, and `-_.`. Raises Unavailable."""

    def cancel(self, name: str) -> None:
        """Let nothing happen; so it is, too, if there is none. Raises Unavailable."""

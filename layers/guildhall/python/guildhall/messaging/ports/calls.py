"""What calls need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from guildhall.kernel.events import DomainEvent
from guildhall.messaging.models.calls import Admission, Call


class Calls(Protocol):
    """Calls that ring, are talked in, or are over."""

    def get(self, conversation_id: str, call_id: str) -> Call | None:
        """Return one as it is at this moment, or None."""

    def latest(self, conversation_id: str) -> Call | None:
        """Return a conversation's last call, or None."""

    def place_of(self, account_id: str) -> tuple[str, str] | None:
        """Return conversation and id of the call that an account joined last, or None."""

    def rung_at(self, account_id: str) -> Call | None:
        """Return the call that rang at an account last, as it is at this moment, or None."""

    def start(self, call: Call, before: Call | None, event: DomainEvent) -> Call:
        """Store a call in the place of the conversation's last one. Raises StaleVersion if another was faster."""

    def save(self, call: Call, *events: DomainEvent, joined: str | None = None) -> Call:
        """Store it at the version that was read, and once it is over what the conversation keeps of it.

        joined: the account that did. Raises StaleVersion.
        """

    def due(self, now: datetime) -> Sequence[tuple[str, str]]:
        """Return conversation and id of calls that the clock has to look at, not necessarily all.

        What was stored a moment ago may be missing, or be there still.
        """


class Meetings(Protocol):
    """Where those who talk meet."""

    def open(self, call: Call) -> dict[str, Any] | None:
        """Make a place for a call; asked again, it is the same. Return what it is known by. Raises Unavailable."""

    def admit(self, call: Call, account_id: str) -> Admission:
        """Return what one device of a participant needs. Raises Unavailable, CallOver if the place is gone."""

    def close(self, call: Call) -> None:
        """Give the place up. A place that is not given up is gone by itself in minutes: this raises nothing."""

"""Messages that are written now and sent later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from ulid import ULID

from guildhall.kernel.rate_limits import Limit
from guildhall.kernel.types import Instant

SOONEST = timedelta(minutes=1)
"""The clock looks once a minute."""
LATEST = timedelta(days=366)
SEND_SCHEDULED = "send_scheduled"
"""The command to send one whose instant has come."""
SCHEDULING = Limit("scheduled-messages", quota=100, window_seconds=86_400)
"""Writings of one person, changes among them."""


class ScheduledState(StrEnum):
    """What became of it."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class RefusedBecause(StrEnum):
    """Why it was not sent: the other side blocks the writer, the writer takes no part any more, or something else."""

    BLOCKED = "blocked"
    LEFT = "left"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ScheduledMessage:
    """A message that waits for its instant. scheduled_id: made by the writer's client, `scm_…`.

    message_id: under which it goes out, once that has begun; kept first, so that a second try sends the same message.
    """

    scheduled_id: str
    account_id: str
    conversation_id: str
    text: str
    send_at: Instant
    state: ScheduledState = ScheduledState.WAITING
    message_id: str | None = None
    refused_because: RefusedBecause | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether its writer may still change it."""
        return self.state is ScheduledState.WAITING and self.message_id is None

    def going(self, now: datetime) -> ScheduledMessage:
        """Return it with the id of a message of this instant: ids order conversations by their time."""
        milliseconds = int(now.timestamp() * 1000)
        chance = ULID.from_str(self.scheduled_id.partition("_")[2]).bytes[6:]
        return replace(self, message_id=f"msg_{ULID.from_bytes(milliseconds.to_bytes(6, 'big') + chance)}")

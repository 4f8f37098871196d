"""What became of what people were told, in numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from guildhall.notifications.models.types import Channel, Params, Type


class Outcome(StrEnum):
    """What became of one notification on one channel; several may hold, each counts once.

    ordered: it was to be told. sent: a service took it, or it stands in the app. delivered: mailbox or telephone has
    it. skipped: nobody was left to send it to. failed: a service refused it, or the telephone was out of reach.
    bounced, complained: letters that came back or were called spam. opened: read in the app.
    """

    ORDERED = "ordered"
    SENT = "sent"
    DELIVERED = "delivered"
    SKIPPED = "skipped"
    FAILED = "failed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    OPENED = "opened"


@dataclass(frozen=True, slots=True)
class Counted:
    """One outcome of one notification on one channel."""

    notification_id: str
    type: Type
    params: Params
    channel: Channel
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Figures:
    """How often each outcome was, of a type on a channel, of what happened on a day (UTC)."""

    on: date
    type: Type
    channel: Channel
    counts: dict[Outcome, int] = field(default_factory=dict)

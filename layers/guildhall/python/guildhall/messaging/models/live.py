"""Sockets, and what is said over them that nobody keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from guildhall.kernel.types import Instant
from guildhall.messaging.models.calls import CallChange, CallSignal
from guildhall.messaging.models.conversations import Membership
from guildhall.messaging.models.files import FileChecked
from guildhall.messaging.models.messages import Message

HEARTBEAT = timedelta(minutes=2)
"""How often a client pings; a socket that was silent for `SILENCE` counts as gone."""
SILENCE = timedelta(minutes=5)
SEEN_KEPT = timedelta(days=30)
"""How long it is remembered when somebody was last there."""
IN_USE = timedelta(minutes=3)
"""How long a device counts as in use after it said so; it says so again with each ping."""
OPENING = timedelta(seconds=30)
"""While `$connect` runs (29 s at most, quotas of API Gateway), the gateway answers for a socket as if it were gone."""
MOST_SOCKETS = 20
"""Open sockets of one account: every message is sent to each of them."""
MOST_SCREENS = 50
"""Sockets that watch one room."""
TICKET_LIFE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Ticket:
    """Lets one socket in, once. roles: of the account when it asked for the ticket."""

    account_id: str
    roles: frozenset[str]
    expires_at: Instant


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether an account has an open socket. last_seen_at: when it last had one, while we still know it."""

    account_id: str
    is_online: bool
    last_seen_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A participant has got, or has read, everything up to a mark."""

    conversation_id: str
    account_id: str
    delivered_up_to: str | None
    read_up_to: str | None


@dataclass(frozen=True, slots=True)
class Typing:
    """A participant is writing at this moment."""

    conversation_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class RoomChange:
    """Something in a venue's room is not as it was.

    reservation_id: empty for tables alone. version: of the reservation.
    """

    venue_id: str
    reservation_id: str
    version: int
    action: str
    starts_at: Instant
    ends_at: Instant


@dataclass(frozen=True, slots=True)
class Told:
    """The account was told something in the app."""

    notification_id: str
    type: str


@dataclass(frozen=True, slots=True)
class ToldRead:
    """The account has read what it was told, on one of its devices."""

    notification_ids: list[str]


@dataclass(frozen=True, slots=True)
class AlertMoved:
    """An alert is not as it was: for those whose alert centre shows it."""

    alert_id: str
    state: str
    severity: str


@dataclass(frozen=True, slots=True)
class OwnSide:
    """One's own side of a conversation is not as it was: for one's other devices, and nobody else."""

    membership: Membership


@dataclass(frozen=True, slots=True)
class ConversationGone:
    """The account takes no part in a conversation any more: it left, or the conversation was erased."""

    conversation_id: str


@dataclass(frozen=True, slots=True)
class MessageChange:
    """A message is not as it was."""

    message: Message


Notice = (
    Message
    | MessageChange
    | FileChecked
    | OwnSide
    | ConversationGone
    | Told
    | ToldRead
    | AlertMoved
    | Receipt
    | Typing
    | Presence
    | RoomChange
    | CallChange
    | CallSignal
)
"""What sockets are told without having asked."""


@dataclass(frozen=True, slots=True)
class Online:
    """The open sockets of an account: connection id and latest heartbeat, fresh ones only.

    is_in_use: whether its owner has the app before them on one of these devices. seen_at: when one was last known to
    be open, None if that was longer ago than `SEEN_KEPT`.
    """

    account_id: str
    sockets: dict[str, datetime] = field(default_factory=dict)
    is_in_use: bool = False
    seen_at: datetime | None = None

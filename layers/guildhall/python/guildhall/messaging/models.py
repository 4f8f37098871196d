"""Conversations, messages, how far each side has read, and what a socket is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from guildhall.kernel.clock import from_text, to_text
from guildhall.kernel.rate_limits import Limit
from guildhall.kernel.types import Instant
from guildhall.messaging.errors import MessageIdOutOfTime

SKEW = timedelta(minutes=5)
"""How far the clock of a client may be from ours: its message ids carry its time."""
IN_FLIGHT = timedelta(seconds=30)
"""Longer than any function runs: a message stamped before a reading minus this is visible to that reading."""
MOST_UNREAD = 100
"""Counting stops here: a hundred means a hundred or more."""
PREVIEW_LENGTH = 120
HEARTBEAT = timedelta(minutes=2)
"""How often a client pings; a socket that was silent for `SILENCE` counts as gone."""
SILENCE = timedelta(minutes=5)
OPENING = timedelta(seconds=30)
"""While `$connect` runs (29 s at most, quotas of API Gateway), the gateway answers for a socket as if it were gone."""
MOST_SOCKETS = 20
"""Open sockets of one account: every message is sent to each of them."""
MOST_SCREENS = 50
"""Sockets that watch one room."""
TICKET_LIFE = timedelta(seconds=60)
SENDING = Limit("messages", quota=60, window_seconds=60)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A place to talk about one contract. Who takes part never changes, so a copy of it never goes stale."""

    conversation_id: str
    contract_id: str
    title: str
    participant_ids: list[str]
    opened_at: Instant


@dataclass(frozen=True, slots=True)
class Message:
    """A text that one participant sent.

    message_id: made by the sender's client, `msg_…`; its time orders the conversation.
    sent_at: when the platform took it.
    """

    conversation_id: str
    message_id: str
    sender_id: str
    text: str
    sent_at: Instant

    @property
    def mark(self) -> str:
        """The message's place in the order in which messages were taken; marks compare as text.

        Not the id's order: a message with an older id may be taken later, and must not count as read then.
        """
        return mark_of(to_text(self.sent_at), self.message_id)


def mark_of(sent_at: str, message_id: str) -> str:
    """Return the mark of a message. sent_at: as `to_text` writes it."""
    return f"{sent_at}#{message_id}"


def instant_of(mark: str) -> datetime:
    """Return the instant in which the message of a mark was taken."""
    return from_text(mark.partition("#")[0])


def message_of(mark: str) -> str:
    """Return the id of the message of a mark."""
    return mark.partition("#")[2]


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of the latest message, for lists."""

    sender_id: str
    text: str

    @classmethod
    def of(cls, message: Message) -> Preview:
        """Cut a message's text to what a list shows."""
        return cls(message.sender_id, message.text[:PREVIEW_LENGTH])


@dataclass(frozen=True, slots=True)
class Membership:
    """A conversation as one of its participants has it.

    read_mark, delivered_mark: of the newest message that the account has read, and that one of its devices has.
    unread: messages of others behind the read mark, at most MOST_UNREAD.
    last_mark: of the latest message that was noted here; each message is noted some time after it was taken.
    unread_from: whatever was taken before this instant is read or the account's own, so counting starts there.
    """

    account_id: str
    conversation_id: str
    contract_id: str
    title: str
    participant_ids: list[str]
    last_activity_at: Instant
    unread: int = 0
    preview: Preview | None = None
    read_mark: str | None = None
    delivered_mark: str | None = None
    last_mark: str | None = None
    unread_from: Instant | None = None
    version: int = 0

    @property
    def delivered_up_to(self) -> str | None:
        """The mark of the newest message that a device has: what was read was also delivered."""
        return max(filter(None, (self.read_mark, self.delivered_mark)), default=None)


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Messages in the order asked for. end: id of the last message looked at, if there may be more behind it."""

    messages: list[Message]
    end: str | None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How much of a conversation a client knows.

    since: everything taken before it, the client has seen.
    end: where an unfinished filling of the gap goes on; began: when it began, which is the next `since`.
    """

    since: Instant
    end: str | None = None
    began: Instant | None = None


@dataclass(frozen=True, slots=True)
class History:
    """A page of a conversation, newest first.

    older: id of the last message, if there are older ones. checkpoint: where a client that saw the newest page
    asks for what came later.
    """

    messages: list[Message]
    older: str | None
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Gap:
    """Messages taken since a checkpoint, oldest first; some may be known already, their ids tell.

    has_more: ask again at once with the new checkpoint; a page may be empty and still not be the last.
    """

    messages: list[Message]
    checkpoint: Checkpoint
    has_more: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """Lets one socket in, once. roles: of the account when it asked for the ticket."""

    account_id: str
    roles: frozenset[str]
    expires_at: Instant


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether an account has an open socket. last_seen_at: its latest heartbeat, while we still know it."""

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


Notice = Message | Receipt | Typing | Presence | RoomChange
"""What sockets are told without having asked."""


@dataclass(frozen=True, slots=True)
class Online:
    """The open sockets of an account: connection id and latest heartbeat, fresh ones only."""

    account_id: str
    sockets: dict[str, datetime] = field(default_factory=dict)


def check_time(message_id: str, born_at: datetime, now: datetime) -> None:
    """Refuse an id whose time is more than SKEW from ours. Raises MessageIdOutOfTime."""
    if abs(now - born_at) > SKEW:
        raise MessageIdOutOfTime(
            f"{message_id} says {to_text(born_at)}, it is {to_text(now)}: set the clock, or send it under a new id"
        )

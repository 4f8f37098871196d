"""Conversations, and how each side has them."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.types import Instant
from guildhall.messaging.models.files import MessageKind
from guildhall.messaging.models.messages import Message

MOST_UNREAD = 100
"""Counting stops here: a hundred means a hundred or more."""
PREVIEW_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Conversation:
    """A place to talk about one contract. Who takes part never changes, so a copy of it never goes stale."""

    conversation_id: str
    contract_id: str
    title: str
    participant_ids: list[str]
    opened_at: Instant


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of the latest message, for lists."""

    sender_id: str
    text: str
    is_deleted: bool = False
    kind: MessageKind = MessageKind.TEXT

    @classmethod
    def of(cls, message: Message) -> Preview:
        """Cut a message's text to what a list shows."""
        return cls(message.sender_id, message.text[:PREVIEW_LENGTH], message.deleted_at is not None, message.kind)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How one participant keeps a conversation; the others do not learn of it.

    is_archived: out of the list, until somebody writes and it is not muted. is_muted: new messages are not told of,
    except those that call one by name. is_pinned: shown before all others.
    """

    is_archived: bool = False
    is_muted: bool = False
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class Membership:
    """A conversation as one of its participants has it.

    read_mark, delivered_mark: of the newest message that the account has read, and that one of its devices has.
    unread: messages of others behind the read mark, at most MOST_UNREAD.
    last_mark: of the latest message that was noted here; each message is noted some time after it was taken.
    unread_from: whatever was taken before this instant is read or the account's own, so counting starts there.
    arrangement: where the account keeps the conversation, and whether it makes itself heard.
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
    arrangement: Arrangement = Arrangement()
    version: int = 0

    @property
    def delivered_up_to(self) -> str | None:
        """The mark of the newest message that a device has: what was read was also delivered."""
        return max(filter(None, (self.read_mark, self.delivered_mark)), default=None)

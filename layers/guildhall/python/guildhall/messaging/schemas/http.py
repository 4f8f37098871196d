"""Request and response shapes of messaging's HTTP API; the answers to frames have the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from guildhall.kernel.types import Instant
from guildhall.messaging.models import (
    Checkpoint,
    Gap,
    History,
    Membership,
    Message,
    Presence,
    Receipt,
    Ticket,
    instant_of,
    message_of,
)
from guildhall.platform.cursors import Cursors

LONGEST_TEXT = 4_000
_CHECKPOINT = TypeAdapter(Checkpoint)

MessageId = Annotated[
    str,
    Field(
        pattern="^msg_[0-7][0-9A-HJKMNP-TV-Z]{25}$",
        description="`msg_` and a ULID that your client makes; a retry sends the same.",
        examples=["msg_01JZ4A8X7N3V5T9K2C6M0QWERT"],
    ),
]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=r"\S", description="Plain text, not blank.")]
Limit = Annotated[int, Field(ge=1, le=100)]
Cursor = Annotated[str, Field(max_length=1_000)]


@dataclass(frozen=True, slots=True)
class Places:
    """Writes and reads the cursors of one account in one conversation; nobody else's fit.

    place: what the pointer to a cursor begins with.
    """

    cursors: Cursors
    account_id: str
    conversation_id: str
    place: str = "#query/"

    def older(self, message_id: str | None) -> str | None:
        """Return the cursor of the page behind a message, or None."""
        return self.cursors.write({"before": message_id} if message_id else None, self._list("older"))

    def newer(self, checkpoint: Checkpoint) -> str | None:
        """Return the cursor of what is sent after a checkpoint."""
        return self.cursors.write(_CHECKPOINT.dump_python(checkpoint, mode="json"), self._list("newer"))

    def before(self, cursor: str | None) -> str | None:
        """Return the message that an older cursor means, or None for none. Raises CursorForged."""
        position = self.cursors.read(cursor, self._list("older"), f"{self.place}before")
        return str(position["before"]) if position else None

    def after(self, cursor: str) -> Checkpoint:
        """Return the checkpoint that a newer cursor means. Raises CursorForged."""
        return _CHECKPOINT.validate_python(self.cursors.read(cursor, self._list("newer"), f"{self.place}after"))

    def _list(self, direction: str) -> str:
        return f"{direction}:{self.conversation_id}:{self.account_id}"


class MessageIn(BaseModel):
    """A message to send."""

    model_config = ConfigDict(extra="forbid")

    message_id: MessageId
    text: Text


class MessageOut(BaseModel):
    """A message as it is kept."""

    message_id: str
    conversation_id: str
    sender_id: str
    text: str
    sent_at: Instant

    @classmethod
    def of(cls, message: Message) -> MessageOut:
        """Shape a message for the wire."""
        return cls(
            message_id=message.message_id,
            conversation_id=message.conversation_id,
            sender_id=message.sender_id,
            text=message.text,
            sent_at=message.sent_at,
        )


class MessagesOut(BaseModel):
    """A page of a conversation.

    Paging back: newest first, `older_cursor` is the next `before`. Filling a gap: oldest first, some may be known.
    """

    items: list[MessageOut]
    older_cursor: str | None = Field(
        description="Send as `before` for the page behind this one; null at the beginning."
    )
    newer_cursor: str | None = Field(description="Keep, and send as `after` to learn what was sent since.")
    has_more: bool = Field(description="Whether to ask again at once, in the direction of this page.")

    @classmethod
    def of_history(cls, history: History, places: Places, *, is_newest: bool) -> MessagesOut:
        """Shape a page on the way back. Only the newest page ends at the present, so only it gives `newer_cursor`."""
        return cls(
            items=[MessageOut.of(message) for message in history.messages],
            older_cursor=places.older(history.older),
            newer_cursor=places.newer(history.checkpoint) if is_newest else None,
            has_more=history.older is not None,
        )

    @classmethod
    def of_gap(cls, gap: Gap, places: Places) -> MessagesOut:
        """Shape what was taken since a checkpoint."""
        items = [MessageOut.of(message) for message in gap.messages]
        return cls(items=items, older_cursor=None, newer_cursor=places.newer(gap.checkpoint), has_more=gap.has_more)


class PreviewOut(BaseModel):
    """The beginning of the latest message."""

    sender_id: str
    text: str


class ConversationOut(BaseModel):
    """A conversation in a list."""

    conversation_id: str
    contract_id: str
    title: str
    participant_ids: list[str]
    last_activity_at: Instant
    unread: int = Field(description="Messages of others that you have not read; 100 means a hundred or more.")
    preview: PreviewOut | None

    @classmethod
    def of(cls, membership: Membership) -> ConversationOut:
        """Shape a membership for the wire."""
        return cls(**_conversation(membership))


class ReadReceiptOut(BaseModel):
    """How far one participant has got: of messages sent until then, all are delivered, or read."""

    account_id: str
    delivered_up_to: Instant | None
    read_up_to: Instant | None
    read_message_id: str | None

    @classmethod
    def of(cls, side: Membership | Receipt) -> ReadReceiptOut:
        """Shape the marks of one side."""
        read = side.read_mark if isinstance(side, Membership) else side.read_up_to
        return cls(
            account_id=side.account_id,
            delivered_up_to=instant_of(side.delivered_up_to) if side.delivered_up_to else None,
            read_up_to=instant_of(read) if read else None,
            read_message_id=message_of(read) if read else None,
        )


class ConversationShownOut(ConversationOut):
    """A conversation with how far each participant has got."""

    receipts: list[ReadReceiptOut]

    @classmethod
    def of_sides(cls, sides: list[Membership]) -> ConversationShownOut:
        """Shape a conversation. sides: the reader's own first."""
        return cls(**_conversation(sides[0]), receipts=[ReadReceiptOut.of(side) for side in sides])


class ConversationsOut(BaseModel):
    """A page of conversations, latest activity first."""

    items: list[ConversationOut]
    next_cursor: str | None = Field(description="Send as `cursor` for the next page; null at the end.")


class ReadReceiptIn(BaseModel):
    """Everything up to a message was delivered to you, or you have read it."""

    model_config = ConfigDict(extra="forbid")

    message_id: MessageId
    state: Literal["delivered", "read"]


class MarksOut(BaseModel):
    """Where you are in a conversation."""

    conversation_id: str
    receipt: ReadReceiptOut
    unread: int

    @classmethod
    def of(cls, membership: Membership) -> MarksOut:
        """Shape a membership's marks."""
        return cls(
            conversation_id=membership.conversation_id,
            receipt=ReadReceiptOut.of(membership),
            unread=membership.unread,
        )


class PresenceOut(BaseModel):
    """Whether a participant is there."""

    account_id: str
    is_online: bool
    last_seen_at: Instant | None

    @classmethod
    def of(cls, presence: Presence) -> PresenceOut:
        """Shape a presence for the wire."""
        return cls(account_id=presence.account_id, is_online=presence.is_online, last_seen_at=presence.last_seen_at)


class TicketOut(BaseModel):
    """Opens one WebSocket: connect with `?ticket=…` before it expires."""

    ticket: str
    expires_at: Instant

    @classmethod
    def of(cls, secret: str, ticket: Ticket) -> TicketOut:
        """Shape a ticket for its owner."""
        return cls(ticket=secret, expires_at=ticket.expires_at)


def _conversation(membership: Membership) -> dict[str, Any]:
    preview = membership.preview
    return {
        "conversation_id": membership.conversation_id,
        "contract_id": membership.contract_id,
        "title": membership.title,
        "participant_ids": membership.participant_ids,
        "last_activity_at": membership.last_activity_at,
        "unread": membership.unread,
        "preview": PreviewOut(sender_id=preview.sender_id, text=preview.text) if preview else None,
    }

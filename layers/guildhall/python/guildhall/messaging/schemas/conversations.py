"""Shapes of conversations, receipts, presence and tickets, over HTTP and over the socket."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from guildhall.kernel.types import Instant
from guildhall.messaging.models import (
    Arrangement,
    Membership,
    MessageKind,
    ParticipantRole,
    Presence,
    Receipt,
    Subject,
    Ticket,
    instant_of,
    message_of,
)
from guildhall.messaging.schemas.messages import MessageId


class ParticipantOut(BaseModel):
    """One who takes part now, and as what."""

    account_id: str
    role: ParticipantRole


class PreviewOut(BaseModel):
    """The beginning of the latest message."""

    sender_id: str
    text: str
    is_deleted: bool
    kind: MessageKind


class ConversationOut(BaseModel):
    """A conversation in a list."""

    conversation_id: str
    subject: Subject
    subject_id: str
    contract_id: str = Field(description="Empty if it is not about a contract.")
    title: str
    participant_ids: list[str]
    participants: list[ParticipantOut]
    last_activity_at: Instant
    unread: int = Field(description="Messages of others that you have not read; 100 means a hundred or more.")
    preview: PreviewOut | None
    is_archived: bool
    is_muted: bool = Field(description="You are told of no new messages, except those that mention you.")
    is_pinned: bool

    @classmethod
    def of(cls, membership: Membership) -> ConversationOut:
        """Shape a membership for the wire."""
        return cls(**_conversation(membership))


class ArrangementIn(BaseModel):
    """How you keep a conversation; the others do not learn of it."""

    model_config = ConfigDict(extra="forbid")

    is_archived: bool = Field(strict=True)
    is_muted: bool = Field(strict=True)
    is_pinned: bool = Field(strict=True)

    def arrangement(self) -> Arrangement:
        """Return it as the inside knows it."""
        return Arrangement(self.is_archived, self.is_muted, self.is_pinned)


class BlockedOut(BaseModel):
    """Whom of a conversation you block."""

    account_ids: list[str]


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
    blocked_ids: list[str] = Field(description="Participants whom you block; nobody sees by whom they are blocked.")

    @classmethod
    def of_sides(cls, sides: list[Membership], blocked: set[str]) -> ConversationShownOut:
        """Shape a conversation. sides: the reader's own first. blocked: whom the reader blocks."""
        receipts = [ReadReceiptOut.of(side) for side in sides]
        return cls(**_conversation(sides[0]), receipts=receipts, blocked_ids=sorted(blocked))


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
        "subject": membership.subject,
        "subject_id": membership.subject_id,
        "contract_id": membership.contract_id,
        "title": membership.title,
        "participant_ids": membership.participant_ids,
        "participants": [ParticipantOut(account_id=one.account_id, role=one.role) for one in membership.participants],
        "last_activity_at": membership.last_activity_at,
        "unread": membership.unread,
        "preview": PreviewOut(**asdict(preview)) if preview else None,
        **asdict(membership.arrangement),
    }

"""What sockets are told without having asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import orjson
from pydantic import BaseModel

from guildhall.kernel.types import Instant
from guildhall.messaging.models import (
    AlertMoved,
    ConversationGone,
    FileChecked,
    Message,
    MessageChange,
    Notice,
    OwnSide,
    Presence,
    Receipt,
    RoomChange,
    Told,
    ToldRead,
    Typing,
)
from guildhall.messaging.models.calls import CallChange, CallSignal
from guildhall.messaging.schemas.calls import CallEvent, CallOut, SignalEvent
from guildhall.messaging.schemas.conversations import ConversationOut, PresenceOut, ReadReceiptOut
from guildhall.messaging.schemas.files import ChatFileOut
from guildhall.messaging.schemas.messages import MessageOut


class MessageEvent(BaseModel):
    """A message was sent, by another or by yourself on another device."""

    event: Literal["message"] = "message"
    message: MessageOut


class MessageChangedEvent(BaseModel):
    """A message was edited, deleted or reacted to; keep it, unless you know a higher version of it."""

    event: Literal["message_changed"] = "message_changed"
    message: MessageOut


class FileEvent(BaseModel):
    """A file that you uploaded was checked: you can send it now, or it was refused."""

    event: Literal["file"] = "file"
    file: ChatFileOut


class ConversationEvent(BaseModel):
    """Your own side of a conversation is not as it was: another of your devices read or arranged it."""

    event: Literal["conversation"] = "conversation"
    conversation: ConversationOut


class ConversationGoneEvent(BaseModel):
    """You take no part in a conversation any more: drop it with all that you keep of it, and what still comes of it."""

    event: Literal["conversation_gone"] = "conversation_gone"
    conversation_id: str


class NotificationEvent(BaseModel):
    """You were told something: read it, and the count of what is unread, from the notifications."""

    event: Literal["notification"] = "notification"
    notification_id: str
    type: str


class NotificationsReadEvent(BaseModel):
    """You have read notifications, here or on another device."""

    event: Literal["notifications_read"] = "notifications_read"
    notification_ids: list[str]


class AlertEvent(BaseModel):
    """An alert that you watch was raised, escalated, taken up or resolved: read it again if you show it."""

    event: Literal["alert"] = "alert"
    alert_id: str
    state: str
    severity: str


class ReceiptEvent(BaseModel):
    """A participant has got or read more."""

    event: Literal["receipt"] = "receipt"
    conversation_id: str
    receipt: ReadReceiptOut


class TypingEvent(BaseModel):
    """A participant is writing; forget it after a few seconds."""

    event: Literal["typing"] = "typing"
    conversation_id: str
    account_id: str


class PresenceEvent(BaseModel):
    """Somebody that you talk with came or went."""

    event: Literal["presence"] = "presence"
    presence: PresenceOut


class RoomEvent(BaseModel):
    """A room that you watch is not as it was: read again what you show of that time, unless you know that version."""

    event: Literal["room"] = "room"
    venue_id: str
    reservation_id: str | None
    version: int
    action: str
    starts_at: Instant
    ends_at: Instant


Event = (
    MessageEvent
    | MessageChangedEvent
    | FileEvent
    | ConversationEvent
    | ConversationGoneEvent
    | NotificationEvent
    | NotificationsReadEvent
    | AlertEvent
    | ReceiptEvent
    | TypingEvent
    | PresenceEvent
    | RoomEvent
    | CallEvent
    | SignalEvent
)


def event_frame(notice: Notice) -> str:
    """Write what a socket is told without having asked."""
    return orjson.dumps(_SHAPES[type(notice)](notice).model_dump(mode="json")).decode()


def _of_receipt(notice: Receipt) -> Event:
    return ReceiptEvent(conversation_id=notice.conversation_id, receipt=ReadReceiptOut.of(notice))


def _of_room(notice: RoomChange) -> Event:
    return RoomEvent(
        venue_id=notice.venue_id,
        reservation_id=notice.reservation_id or None,
        version=notice.version,
        action=notice.action,
        starts_at=notice.starts_at,
        ends_at=notice.ends_at,
    )


def _of_signal(notice: CallSignal) -> Event:
    return SignalEvent.model_validate(
        {
            "conversation_id": notice.conversation_id,
            "call_id": notice.call_id,
            "sender_id": notice.sender_id,
            "signal": notice.signal,
        }
    )


_SHAPES: dict[type, Callable[[Any], Event]] = {
    Message: lambda notice: MessageEvent(message=MessageOut.of(notice)),
    MessageChange: lambda notice: MessageChangedEvent(message=MessageOut.of(notice.message)),
    FileChecked: lambda notice: FileEvent(file=ChatFileOut.of_attachment(notice.attachment)),
    OwnSide: lambda notice: ConversationEvent(conversation=ConversationOut.of(notice.membership)),
    ConversationGone: lambda notice: ConversationGoneEvent(conversation_id=notice.conversation_id),
    Told: lambda notice: NotificationEvent(notification_id=notice.notification_id, type=notice.type),
    ToldRead: lambda notice: NotificationsReadEvent(notification_ids=notice.notification_ids),
    AlertMoved: lambda moved: AlertEvent(alert_id=moved.alert_id, state=moved.state, severity=moved.severity),
    Receipt: _of_receipt,
    Typing: lambda notice: TypingEvent(conversation_id=notice.conversation_id, account_id=notice.account_id),
    Presence: lambda notice: PresenceEvent(presence=PresenceOut.of(notice)),
    RoomChange: _of_room,
    CallChange: lambda notice: CallEvent(call=CallOut.of(notice.call)),
    CallSignal: _of_signal,
}

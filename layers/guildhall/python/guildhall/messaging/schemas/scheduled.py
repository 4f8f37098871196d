"""Shapes of messages that are sent later."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from guildhall.kernel.types import Instant, Moment
from guildhall.messaging.models.scheduled import RefusedBecause, ScheduledMessage, ScheduledState
from guildhall.messaging.schemas.messages import Text

ScheduledId = Annotated[str, Field(pattern="^scm_[0-7][0-9A-HJKMNP-TV-Z]{25}$")]


class ScheduledMessageIn(BaseModel):
    """What is to be said, where and when: within a minute after that instant it is sent."""

    model_config = ConfigDict(extra="forbid")

    conversation_id: str = Field(min_length=1, max_length=64)
    text: Text
    send_at: Moment = Field(description="From a minute to a year ahead.")


class ScheduledMessageOut(BaseModel):
    """A message that waits, and what became of it."""

    scheduled_id: str
    conversation_id: str
    text: str
    send_at: Instant
    state: ScheduledState
    message_id: str | None = Field(description="Of the message that it became.")
    refused_because: RefusedBecause | None

    @classmethod
    def of(cls, message: ScheduledMessage) -> ScheduledMessageOut:
        """Shape it for the wire."""
        return cls(
            scheduled_id=message.scheduled_id,
            conversation_id=message.conversation_id,
            text=message.text,
            send_at=message.send_at,
            state=message.state,
            message_id=message.message_id,
            refused_because=message.refused_because,
        )


class ScheduledMessagesOut(BaseModel):
    """A page of them, the last written first."""

    items: list[ScheduledMessageOut]
    next_cursor: str | None

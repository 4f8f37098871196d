"""What other capabilities ask of messaging, over its queue `messaging`: a conversation about something of theirs."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from guildhall.messaging.models import Participant, ParticipantRole, Subject

KEEP_CONVERSATION = "keep_conversation"


class _PlaceIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    account_id: str = Field(min_length=1)
    role: ParticipantRole
    is_in: bool = Field(default=True, description="False: they leave, or never joined.")


class KeepConversationCommand(BaseModel):
    """Open the conversation about a case or a ticket, or say who joins it and who leaves.

    Places that it does not name stay as they are. Repeated, late or out of order it does no harm: of each account the
    command that was enqueued last counts.
    """

    model_config = ConfigDict(extra="forbid")

    type: Literal["keep_conversation"]
    subject: Literal[Subject.CASE, Subject.TICKET]
    subject_id: str = Field(pattern=r"^[a-z]+_[0-9A-HJKMNP-TV-Z]{26}$")
    title: str = Field(max_length=200)
    places: list[_PlaceIn] = Field(min_length=1, max_length=50)

    def participants(self, as_of: str) -> list[Participant]:
        """Return the places as the inside knows them. as_of: the ULID of the command."""
        return [Participant(one.account_id, one.role, one.is_in, as_of) for one in self.places]

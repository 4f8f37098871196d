"""Request and response shapes of a person's telephone."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guildhall.notifications.models import Contact


class PhoneIn(BaseModel):
    """The telephone that a person says is theirs."""

    model_config = ConfigDict(extra="forbid")

    phone: Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")] = Field(description="E.164.")


class PhoneCodeIn(BaseModel):
    """The code that was sent there."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, StringConstraints(pattern="^[0-9]{6}$")]


class PhoneOut(BaseModel):
    """Where texts go. Numbers are shown by their last digits."""

    phone: str | None = Field(description="Null for no texts.")
    awaited: str | None = Field(description="The telephone to which a code was sent that has not come back.")
    is_stopped: bool = Field(description="Whether an answer from the telephone stopped all texts; confirm it again.")

    @classmethod
    def of(cls, contact: Contact) -> PhoneOut:
        """Shape a contact for the wire."""
        asked = contact.phone_code
        return cls(
            phone=_masked(contact.phone),
            awaited=_masked(asked.phone if asked else None),
            is_stopped=contact.are_texts_stopped,
        )


def _masked(phone: str | None) -> str | None:
    return f"{phone[:3]}…{phone[-2:]}" if phone else None

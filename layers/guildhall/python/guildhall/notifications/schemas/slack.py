"""Request and response shapes of a person's Slack address."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guildhall.notifications.models import Contact, shown_address


class SlackAddressIn(BaseModel):
    """The address at which a person takes messages."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)] = Field(
        description="Of an incoming webhook, https. Who knows it can write there: it is never shown again."
    )


class SlackCodeIn(BaseModel):
    """The code that was sent there."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, StringConstraints(pattern="^[0-9]{6}$")]


class SlackAddressOut(BaseModel):
    """Where messages go. Addresses are shown by their host and last characters."""

    address: str | None = Field(description="Null for no messages.")
    awaited: str | None = Field(description="The address to which a code was sent that has not come back.")

    @classmethod
    def of(cls, contact: Contact) -> SlackAddressOut:
        """Shape a contact for the wire."""
        asked = contact.slack_code
        return cls(address=shown_address(contact.slack_url), awaited=shown_address(asked.url if asked else None))

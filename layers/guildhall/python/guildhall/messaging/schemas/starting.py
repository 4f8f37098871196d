"""Shape of what begins a conversation."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from guildhall.messaging.schemas.messages import AccountId

LONGEST_LINK = 200
WAYS = ({"account_id"}, {"link"}, {"venue_id", "reservation_id"})
"""What is said of a person, what guests say of their reservation, and what those who work at the venue say of it."""


class ConversationIn(BaseModel):
    """With whom, or about what: a person's `account_id`; a guest's `link`; or `venue_id` and `reservation_id`."""

    model_config = ConfigDict(extra="forbid")

    subject: Literal["direct", "reservation"]
    account_id: AccountId | None = Field(default=None, description="Of a public expert, or of somebody you talk with.")
    link: str | None = Field(
        default=None, min_length=1, max_length=LONGEST_LINK, description="The token of your reservation's link."
    )
    venue_id: str | None = Field(default=None, min_length=1, max_length=64, description="Where you work.")
    reservation_id: str | None = Field(default=None, min_length=1, max_length=64)

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        said = self.model_fields_set - {"subject"}
        if said not in WAYS or any(getattr(self, one) is None for one in said):
            raise ValueError("say `account_id`, or `link`, or `venue_id` and `reservation_id`")
        if (self.subject == "direct") != (said == {"account_id"}):
            raise ValueError("`account_id` is for `direct`, the others are for `reservation`")
        return self

"""Shapes of templates."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guildhall.kernel.types import Instant
from guildhall.messaging.models.templates import Language, Template
from guildhall.messaging.schemas.messages import Text

LONGEST_VALUE = 1_000
MOST_VALUES = 40

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Variable = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]{0,39}$")]


class TemplateIn(BaseModel):
    """A template of your own. `{name}` in its text is a variable, of small letters, digits and `_`."""

    model_config = ConfigDict(extra="forbid")

    title: Title
    language: Language
    text: Text


class TemplateOut(BaseModel):
    """A template. Known in a conversation: recipient_name, sender_name, date, and the title but of a direct one."""

    template_id: str
    title: str
    language: Language
    text: str
    variables: list[str] = Field(description="In the order of the text.")
    is_own: bool = Field(description="Whether you may change it; the others are the platform's.")
    changed_at: Instant | None

    @classmethod
    def of(cls, template: Template) -> TemplateOut:
        """Shape a template for the wire."""
        return cls(
            template_id=template.template_id,
            title=template.title,
            language=template.language,
            text=template.text,
            variables=list(template.variables),
            is_own=bool(template.account_id),
            changed_at=template.changed_at,
        )


class TemplatesOut(BaseModel):
    """Your own templates, oldest first, then the platform's."""

    items: list[TemplateOut]


class RenderingIn(BaseModel):
    """Where it is to be said, and the values of its variables that are not known there or are to be others."""

    model_config = ConfigDict(extra="forbid")

    conversation_id: str = Field(min_length=1, max_length=64)
    values: dict[Variable, Annotated[str, Field(max_length=LONGEST_VALUE)]] = Field(default={}, max_length=MOST_VALUES)


class RenderingOut(BaseModel):
    """What the template says there; nothing was sent."""

    text: str

"""Shapes of translations."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from guildhall.messaging.models import Message
from guildhall.messaging.models.templates import Language
from guildhall.messaging.models.translations import Translation


class MessageTranslationIn(BaseModel):
    """Into which language."""

    model_config = ConfigDict(extra="forbid")

    language: Language


class MessageTranslationOut(BaseModel):
    """What a message says in another language. Code, links and names are as they were written."""

    message_id: str
    message_version: int = Field(description="Of the message that was translated: a higher one may say something else.")
    language: Language
    source_language: str | None = Field(description="What the translator took the original for, if it says so.")
    text: str

    @classmethod
    def of(cls, message: Message, translation: Translation) -> MessageTranslationOut:
        """Show a translation."""
        return cls(
            message_id=message.message_id,
            message_version=message.version,
            language=translation.language,
            source_language=translation.source_language,
            text=translation.text,
        )


class MessageTranslationsOut(BaseModel):
    """Into what a message can be translated; none where nothing translates, and for code or what has no words."""

    languages: list[Language]

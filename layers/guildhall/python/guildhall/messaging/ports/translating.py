"""What translating needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from guildhall.messaging.models import Message
from guildhall.messaging.models.templates import Language
from guildhall.messaging.models.translations import Translation


class Translator(Protocol):
    """Puts words into another language."""

    def __call__(self, texts: Sequence[str], language: Language, /) -> tuple[list[str], str | None]:
        """Return each text in the language, and the language that they are in, if it is told.

        Raises LanguageNotSupported, NothingToTranslate, Unavailable.
        """


class Translations(Protocol):
    """What was translated before."""

    def get(self, message: Message, language: Language) -> Translation | None:
        """Return what the message's present words say in the language, or None."""

    def keep(self, message: Message, translation: Translation) -> None:
        """Keep it as long as the message says this. Raises StaleVersion if it says something else by now."""


class Switch(Protocol):
    """What an operator turns on and off."""

    def __call__(self) -> bool:
        """Tell whether it is on."""

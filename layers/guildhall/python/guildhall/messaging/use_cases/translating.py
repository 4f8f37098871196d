"""Translating a message for one of its readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from guildhall.kernel.actor import Actor
from guildhall.kernel.rate_limits import RateLimits, take_for
from guildhall.messaging.errors import MessageDeleted, NothingToTranslate, TranslationNotAvailable
from guildhall.messaging.models import Message
from guildhall.messaging.models.templates import Language
from guildhall.messaging.models.translations import MOST_STRETCHES, TRANSLATING, Translation, parts_of
from guildhall.messaging.ports.translating import Switch, Translations, Translator
from guildhall.messaging.use_cases.changes import ShowMessage


@dataclass(frozen=True, slots=True)
class TranslateMessage:
    """Say what a message says in a language of the reader. translator: None where none is configured."""

    show: ShowMessage
    translations: Translations
    translator: Translator | None
    is_on: Switch
    limits: RateLimits

    def offer(self, actor: Actor, conversation_id: str, message_id: str) -> list[Language]:
        """Return the languages into which the message can be translated, none if it cannot. Raises NotFound."""
        message = self.show(actor, conversation_id, message_id)
        can = self.translator is not None and self.is_on() and _stretches(message)
        return list(get_args(Language)) if can else []

    def __call__(
        self, actor: Actor, conversation_id: str, message_id: str, language: Language
    ) -> tuple[Message, Translation]:
        """Return the message and its translation, which the next reader gets without a translator.

        Raises NotFound, MessageDeleted, TranslationNotAvailable, NothingToTranslate, LanguageNotSupported, TooMany,
        Unavailable, and StaleVersion if the message was changed meanwhile.
        """
        message = self.show(actor, conversation_id, message_id)
        if message.deleted_at:
            raise MessageDeleted
        if self.translator is None or not self.is_on():
            raise TranslationNotAvailable
        if not _stretches(message):
            raise NothingToTranslate
        kept = self.translations.get(message, language)
        if kept is not None:
            return message, kept
        take_for(self.limits, TRANSLATING, actor)
        translation = _translated(self.translator, message, language)
        self.translations.keep(message, translation)
        return message, translation


def _stretches(message: Message) -> bool:
    return 0 < sum(part.is_words for part in parts_of(message)) <= MOST_STRETCHES


def _translated(translator: Translator, message: Message, language: Language) -> Translation:
    parts = parts_of(message)
    texts, source = translator([part.text for part in parts if part.is_words], language)
    translated = iter(texts)
    text = "".join(next(translated) if part.is_words else part.text for part in parts)
    return Translation(language, text, source)

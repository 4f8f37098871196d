"""Translations of messages: what of a text is words to translate, and what stays as it is."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from guildhall.kernel.rate_limits import Limit
from guildhall.messaging.models.messages import Message
from guildhall.messaging.models.templates import Language

TRANSLATING = Limit("translations", quota=120, window_seconds=3600)
"""Of one person, without what was translated before: each costs money by the letter."""
MOST_STRETCHES = 20
"""Stretches of words between what stays; some translators are asked once for each."""
STAYS = re.compile(
    r"```.*?```|`[^`\n]+`|(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.-]*\w|@\S+", re.DOTALL | re.IGNORECASE
)
"""Code, links, addresses and whoever is called by name."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text. is_words: whether a translator sees it; the space around words is a part of its own."""

    text: str
    is_words: bool


@dataclass(frozen=True, slots=True)
class Translation:
    """What a message says in another language. source_language: what the translator took the original for, if told."""

    language: Language
    text: str
    source_language: str | None = None


def digest_of(message: Message) -> str:
    """Return what tells a translation of these words from one of others."""
    return hashlib.sha256(message.text.encode()).hexdigest()


def parts_of(message: Message) -> list[Part]:
    """Cut a message's text into what is translated and what stays; together the parts are the text."""
    if message.code_language is not None:
        return [Part(message.text, is_words=False)]
    parts: list[Part] = []
    end = 0
    for stays in STAYS.finditer(message.text):
        parts += [*_words(message.text[end : stays.start()]), Part(stays[0], is_words=False)]
        end = stays.end()
    return [*parts, *_words(message.text[end:])]


def _words(text: str) -> list[Part]:
    words = text.strip()
    if not any(letter.isalpha() for letter in words):
        return [Part(text, is_words=False)] if text else []
    before, _, after = text.partition(words)
    found = [Part(before, is_words=False), Part(words, is_words=True), Part(after, is_words=False)]
    return [part for part in found if part.text]

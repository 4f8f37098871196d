"""What somebody looks for in their conversations, and whether a message is it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guildhall.kernel.ids import earliest
from guildhall.messaging.models.files import MessageKind
from guildhall.messaging.models.messages import SKEW, Message

_SAME = str.maketrans(
    {
        "\u064a": "\u06cc",  # Arabic yeh, and alef maksura, for Farsi yeh
        "\u0649": "\u06cc",
        "\u0643": "\u06a9",  # Arabic kaf for keheh
        "\u0647": "\u06c1",  # Arabic heh for heh goal
        "\u0629": "\u06c3",  # Arabic teh marbuta for the one with a goal
        "\u0640": None,  # what only stretches a word, or joins none
        "\u200c": None,
        "œ": "oe",
        "æ": "ae",
    }
)
"""Letters that keyboards of different countries write for the same one."""


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for; what is None does not matter.

    words: each must begin a word of the message or of the name of one of its files, whatever its case and accents.
    since, until: when the platform took it, half-open. is_code: snippets only, or prose only. kind: what it is at first
    sight.
    """

    words: str = ""
    sender_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    is_code: bool | None = None
    conversation_id: str | None = None
    kind: MessageKind | None = None

    @property
    def upper(self) -> str | None:
        """A message id that nothing taken before `until` is behind: ids carry the senders' clocks."""
        if self.until is None:
            return None
        return earliest("msg", self.until + SKEW)

    def is_behind(self, born_at: datetime) -> bool:
        """Tell whether a message with an id of this instant, and all older ones, were taken before `since`."""
        return self.since is not None and born_at < self.since - SKEW

    def finds(self, message: Message) -> bool:
        """Tell whether a message is what is looked for; nothing is found of a deleted one."""
        if message.deleted_at is not None or self.sender_id not in {None, message.sender_id}:
            return False
        if self.is_code not in {None, message.code_language is not None}:
            return False
        if self.kind not in {None, message.kind}:
            return False
        if (self.since and message.sent_at < self.since) or (self.until and message.sent_at >= self.until):
            return False
        said = words_of(" ".join([message.text, *(one.file_name for one in message.files)]))
        return all(any(one.startswith(word) for one in said) for word in words_of(self.words))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a search goes on: in a conversation before a message, then with the conversations behind a position."""

    conversation_id: str | None = None
    before: str | None = None
    position: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Messages of one reading, conversation by conversation, each newest first. place: None if all was looked at."""

    messages: list[Message]
    place: Place | None


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are compared: without case, accents and vowel signs."""
    # Taken apart first: a letter with a sign, or in the form of its place in a word, is one of the others only then.
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_SAME)
    return re.findall(r"\w+", "".join(filter(None, map(_bare, plain))))


def _bare(letter: str) -> str:
    """Return a letter as it is compared: nothing of a sign above or below, a digit of any script as 0 to 9."""
    kind = unicodedata.category(letter)
    if kind == "Nd":
        return str(unicodedata.decimal(letter))
    return "" if kind == "Mn" else letter

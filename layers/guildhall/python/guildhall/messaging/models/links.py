"""Links in messages: which one is shown at first sight, and what of its page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guildhall.messaging.models.messages import Message

PREVIEW_LINK = "preview_link"
"""The command that a message with a link leads to."""
LONGEST_TITLE = 200
LONGEST_DESCRIPTION = 300
LONGEST_SITE = 80
_LINK = re.compile(r"https://[^\s<>\"']{4,2000}")
_CLOSING = ".,;:!?)]}\u00bb\u201d\u2019\u2026\u06d4\u060c\u061f"
"""What ends a sentence and not an address, in the languages of our people."""


def link_of(message: Message) -> str | None:
    """Return the link of a message that is looked up: its first, unless its sender wants none, or it is code."""
    if message.deleted_at or message.without_preview or message.code_language is not None:
        return None
    found = _LINK.search(message.text)
    return found[0].rstrip(_CLOSING).partition("#")[0] if found else None

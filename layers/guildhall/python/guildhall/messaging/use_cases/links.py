"""Showing what is behind a link: asked for once a message is kept, so that nobody waits for other people's servers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.messaging.models import How, Message, MessageChange
from guildhall.messaging.models.links import link_of
from guildhall.messaging.ports import Conversations, Delivery, Messages
from guildhall.messaging.ports.links import Errands, Pages

ATTEMPTS = 5
"""Others may react to the message in the same moment."""


@dataclass(frozen=True, slots=True)
class AskPreviews:
    """Have links of new and changed messages looked up."""

    messages: Messages
    errands: Errands

    def __call__(self, messages: Sequence[Message]) -> None:
        """Take messages any number of times: a repeated errand finds its work done."""
        for message in messages:
            if link_of(message):
                self.errands.preview(message)

    def again(self, conversation_id: str, message_ids: Collection[str]) -> None:
        """Take messages that were changed, as they are now."""
        changed = [self.messages.get(conversation_id, one) for one in sorted(message_ids)]
        self([one for one in changed if one is not None])


@dataclass(frozen=True, slots=True)
class PreviewLink:
    """Look a link up, keep what its page says of itself with the message, and show it."""

    conversations: Conversations
    messages: Messages
    pages: Pages
    delivery: Delivery
    clock: Clock

    def __call__(self, conversation_id: str, message_id: str) -> None:
        """Do it once; a message that has changed meanwhile is left alone. Raises StaleVersion, Unavailable."""
        message = self.messages.get(conversation_id, message_id)
        link = link_of(message) if message else None
        if message is None or link is None or (message.preview and message.preview.url == link):
            return
        found = self.pages(link)
        if found is None:
            return
        for _ in range(ATTEMPTS):
            before = self.messages.get(conversation_id, message_id)
            conversation = self.conversations.get(conversation_id)
            if before is None or conversation is None or link_of(before) != link:
                # Edited or taken back while we read the page: what it says now has an errand of its own.
                return
            shown = replace(before, preview=found)
            try:
                kept = self.messages.change(shown, How.PREVIEWED, before.sender_id, self.clock.now(), before)
            except StaleVersion:
                continue
            self.delivery.tell(conversation.participant_ids, MessageChange(kept))
            return
        raise StaleVersion

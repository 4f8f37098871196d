"""Erasing whole conversations with their files, and files that nobody sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import NotFound, StaleVersion
from guildhall.kernel.files import Attachment
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.messaging.models import ConversationGone
from guildhall.messaging.ports import Conversations, Delivery, Messages
from guildhall.messaging.ports.erasing import Files, Remains
from guildhall.messaging.ports.writing import ScheduledMessages
from guildhall.messaging.use_cases.access import TO_KNOW
from guildhall.messaging.use_cases.files import MESSAGE, NO_MESSAGE, SENT, seconds_on_its_way

QUIET = timedelta(minutes=5)
"""Longer than any process remembers who takes part (a minute) and any function runs: nothing comes in after it."""
UNSENT = timedelta(days=1)
"""Who has not sent a file by then has changed their mind, or lost the page."""


@dataclass(frozen=True, slots=True)
class EraseConversation:
    """Let a conversation be gone for everybody at once; what is left of it goes some minutes later."""

    conversations: Conversations
    scheduled: ScheduledMessages
    delivery: Delivery
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, conversation_id: str) -> None:
        """Erase it, with what was written to be sent there; erasing twice changes nothing.

        Raises NotFound, Forbidden for participants, StaleVersion, Unavailable.
        """
        found = self.conversations.now(conversation_id)
        if found is None:
            raise NotFound
        participants = frozenset(found.participant_ids)
        resource = Resource("Conversation", conversation_id, {"participant_ids": participants})
        require(self.gate, actor, "messaging.erase", resource, to_know=TO_KNOW)
        if found.erased_at is None:
            # First: afterwards nobody knows any more who took part.
            for one in found.participants:
                self.scheduled.forget(one.account_id, conversation_id)
            gone = replace(found, title="", participants=(), names={}, erased_at=self.clock.now())
            self.conversations.keep("messaging.erase", gone, [], found.participant_ids)
            self.delivery.tell(found.participant_ids, ConversationGone(conversation_id))


@dataclass(frozen=True, slots=True)
class EraseRemains:
    """Remove what is left of erased conversations: files first, for nothing else knows where they lie."""

    remains: Remains
    files: Files
    clock: Clock

    def __call__(self) -> int:
        """Return of how many nothing is left now. What dies in between is done again by the next call."""
        done = 0
        for conversation_id in self.remains.due(self.clock.now() - QUIET):
            for attachment in self.files.list(conversation_id):
                self.files.erase(attachment.key)
            if self.remains.remove(conversation_id) and not self.files.list(conversation_id):
                self.remains.settle(conversation_id)
                done += 1
        return done


@dataclass(frozen=True, slots=True)
class SweepFiles:
    """Erase files that were announced or uploaded and that no message shows."""

    files: Files
    messages: Messages
    clock: Clock

    def __call__(self) -> int:
        """Return how many were erased."""
        return sum(self._swept(one) for one in self.files.waiting(self.clock.now() - UNSENT))

    def _swept(self, attachment: Attachment) -> bool:
        try:
            if self._is_sent(attachment):
                self.files.note(attachment, {SENT: True})
                return False
            if seconds_on_its_way(attachment, self.clock.now()):
                return False
            # Whoever sends it in this moment comes after this, and is refused, or before it, and then this is.
            self.files.note(attachment, {MESSAGE: NO_MESSAGE})
        except StaleVersion:
            return False
        self.files.erase(attachment.key)
        return True

    def _is_sent(self, attachment: Attachment) -> bool:
        message = self.messages.get(attachment.owner_id, attachment.about.get(MESSAGE, NO_MESSAGE))
        return message is not None and any(one.file_id == attachment.file_id for one in message.files)

"""Sending messages, reading them back, and filling the gap after a lost connection."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.ids import born_at
from guildhall.kernel.rate_limits import RateLimits, take_for
from guildhall.messaging import models
from guildhall.messaging.errors import MessageIdOutOfTime
from guildhall.messaging.models import IN_FLIGHT, SENDING, SKEW, Checkpoint, Gap, History, Message
from guildhall.messaging.ports import Delivery, Messages
from guildhall.messaging.use_cases.access import AccessConversation
from guildhall.messaging.use_cases.conversations import conversation_of


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Keep a message, then show it to everybody who is looking."""

    access: AccessConversation
    messages: Messages
    delivery: Delivery
    limits: RateLimits
    clock: Clock

    def __call__(
        self, actor: Actor, conversation_id: str, message_id: str, text: str, *, connection_id: str | None = None
    ) -> Message:
        """Return the message as it is kept; the same id and text again change nothing.

        connection_id: the socket that it came by, which gets an answer instead of a notice.
        Raises NotFound, TooMany, MessageIdTaken, MessageIdOutOfTime.
        """
        conversation = self.access(actor, conversation_id, "messaging.send")
        take_for(self.limits, SENDING, actor)
        kept = self._keep(Message(conversation_id, message_id, actor.account_id, text, self.clock.now()))
        # Told again when it was kept before: the first attempt may have died between keeping and telling.
        self.delivery.tell(conversation.participant_ids, kept, but=connection_id)
        return kept

    def _keep(self, message: Message) -> Message:
        try:
            models.check_time(message.message_id, born_at(message.message_id), message.sent_at)
        except MessageIdOutOfTime:
            # A retry after hours offline: if the first attempt arrived, the sender must learn that.
            if self.messages.get(message.conversation_id, message.message_id) is None:
                raise
        return self.messages.put(message)


@dataclass(frozen=True, slots=True)
class ReadHistory:
    """Page back through a conversation."""

    access: AccessConversation
    messages: Messages
    clock: Clock

    def __call__(self, actor: Actor, conversation_id: str, limit: int, before: str | None = None) -> History:
        """Return messages older than the id `before`, newest first; without it, the newest. Raises NotFound."""
        self.access(actor, conversation_id, "messaging.view")
        checkpoint = Checkpoint(self.clock.now())
        page = self.messages.older(conversation_id, before, limit)
        return History(page.messages, page.end, checkpoint)


@dataclass(frozen=True, slots=True)
class FillGap:
    """Hand over what was taken while a client was away."""

    access: AccessConversation
    messages: Messages
    clock: Clock

    def __call__(self, actor: Actor, conversation_id: str, limit: int, checkpoint: Checkpoint) -> Gap:
        """Return what was taken since the checkpoint. Raises NotFound.

        Ids carry the senders' clocks, so a message taken since then may have an id that is SKEW older: the reading
        starts there and leaves out what was surely known.
        """
        self.access(actor, conversation_id, "messaging.view")
        began = checkpoint.began or self.clock.now()
        unknown_from = checkpoint.since - IN_FLIGHT
        page = self.messages.newer(conversation_id, unknown_from - SKEW, checkpoint.end, limit)
        unknown = [message for message in page.messages if message.sent_at >= unknown_from]
        if page.end is None:
            return Gap(unknown, Checkpoint(began), has_more=False)
        return Gap(unknown, Checkpoint(checkpoint.since, page.end, began), has_more=True)


@dataclass(frozen=True, slots=True)
class ReadContractMessages:
    """Read the latest of what the sides of a contract wrote to each other, for another capability."""

    access: AccessConversation
    messages: Messages

    def __call__(self, actor: Actor, contract_id: str, limit: int) -> list[Message]:
        """Return the newest messages, oldest first. Raises NotFound, for strangers as where there is no conversation.

        actor: a participant, on whose behalf they are read.
        """
        conversation_id = conversation_of(contract_id)
        self.access(actor, conversation_id, "messaging.view")
        return self.messages.older(conversation_id, None, limit).messages[::-1]

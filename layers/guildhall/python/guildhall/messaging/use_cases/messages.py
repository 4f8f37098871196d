"""Sending messages, reading them back, and filling the gap after a lost connection."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Fault
from guildhall.kernel.ids import born_at
from guildhall.kernel.rate_limits import RateLimits, take_for
from guildhall.messaging import models
from guildhall.messaging.errors import MentionUnknown, MessageIdOutOfTime, ReplyUnknown
from guildhall.messaging.models import (
    IN_FLIGHT,
    SENDING,
    SKEW,
    Checkpoint,
    Conversation,
    Draft,
    Gap,
    History,
    Message,
    MessageChange,
    SharedFile,
)
from guildhall.messaging.models.signals import signals_of
from guildhall.messaging.ports import Delivery, Messages
from guildhall.messaging.use_cases.access import AccessConversation, AccessForWriting
from guildhall.messaging.use_cases.files import CiteFiles

FEW_CHANGED = 1
"""Changed messages that fit into one answer beside a page of new ones: texts have 4,000 letters, an answer 128 KiB."""


def tell_head(messages: Messages, delivery: Delivery, conversation: Conversation, reply: Message) -> None:
    """Show everybody how many replies a thread has by now, after one came or was taken back."""
    head = messages.get(reply.conversation_id, reply.thread_id) if reply.thread_id else None
    if head is not None:
        delivery.tell(conversation.participant_ids, MessageChange(head))


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Keep a message, then show it to everybody who is looking."""

    access: AccessForWriting
    messages: Messages
    cite: CiteFiles
    delivery: Delivery
    limits: RateLimits
    clock: Clock

    def __call__(
        self, actor: Actor, conversation_id: str, draft: Draft, *, connection_id: str | None = None
    ) -> Message:
        """Return the message as it is kept; the same draft again changes nothing.

        connection_id: the socket that it came by, which gets an answer instead of a notice.
        Raises NotFound, Blocked, TooMany, MentionUnknown, ReplyUnknown, FileNotSendable, MessageIdTaken,
        MessageIdOutOfTime.
        """
        # Counted for whatever one asks: who is let in nowhere waits no less than others.
        counted = partial(take_for, self.limits, SENDING, actor)
        conversation = self.access(actor, conversation_id, "messaging.send", counted)
        message = Message(
            conversation_id=conversation_id,
            message_id=draft.message_id,
            sender_id=actor.account_id,
            text=draft.text,
            sent_at=self.clock.now(),
            reply_to=draft.reply_to,
            thread_id=draft.thread_id,
            mention_ids=draft.mention_ids,
            code_language=draft.code_language,
            hints=signals_of(draft.text),
            without_preview=draft.without_preview,
            files=tuple(SharedFile(file_id) for file_id in draft.file_ids),
        )
        for number, mentioned in enumerate(draft.mention_ids):
            # Who is named may have left since a first attempt, whose answer was lost.
            if mentioned not in conversation.participant_ids and not self._is_kept(message):
                raise MentionUnknown(faults=(Fault(f"/mention_ids/{number}", "takes no part", "unknown"),))
        kept = self._keep(message, actor)
        # Told again when it was kept before: the first attempt may have died between keeping and telling.
        self.delivery.tell(conversation.participant_ids, kept, but=connection_id)
        tell_head(self.messages, self.delivery, conversation, kept)
        return kept

    def _keep(self, message: Message, actor: Actor) -> Message:
        try:
            models.check_time(message.message_id, born_at(message.message_id), message.sent_at)
        except MessageIdOutOfTime:
            # A retry after hours offline: if the first attempt arrived, the sender must learn that.
            if self.messages.get(message.conversation_id, message.message_id) is None:
                raise
        if message.reply_to is not None:
            self._other(message, message.reply_to, "/reply_to")
        if message.thread_id is not None:
            begun = self._other(message, message.thread_id, "/thread_id")
            # Threads have no threads: an answer to an answer stands beside it.
            message = replace(message, thread_id=begun.thread_id or begun.message_id)
        return self.messages.put(self._with_files(message, actor))

    def _with_files(self, message: Message, actor: Actor) -> Message:
        if not message.files or self._is_kept(message):
            # A retry: what is kept has its files, or has lost them since.
            return message
        file_ids = [one.file_id for one in message.files]
        return replace(message, files=self.cite(actor, message.conversation_id, message.message_id, file_ids))

    def _other(self, message: Message, message_id: str, pointer: str) -> Message:
        other = self.messages.get(message.conversation_id, message_id)
        if other is None or (other.deleted_at and not self._is_kept(message)):
            raise ReplyUnknown(faults=(Fault(pointer, "not in this conversation, or deleted", "unknown"),))
        return other

    def _is_kept(self, message: Message) -> bool:
        # A retry, after the message that it quotes was deleted.
        return self.messages.get(message.conversation_id, message.message_id) is not None


@dataclass(frozen=True, slots=True)
class ReadHistory:
    """Page back through a conversation."""

    access: AccessConversation
    messages: Messages
    clock: Clock

    def __call__(
        self,
        actor: Actor,
        conversation_id: str,
        limit: int,
        before: str | None = None,
        *,
        thread_id: str | None = None,
    ) -> History:
        """Return messages older than the id `before`, newest first; without it, the newest. Raises NotFound.

        thread_id: the message that began a thread, to read only what belongs to it.
        """
        self.access(actor, conversation_id, "messaging.view")
        checkpoint = Checkpoint(self.clock.now())
        if thread_id is None:
            page = self.messages.older(conversation_id, before, limit)
        else:
            page = self.messages.thread(conversation_id, thread_id, before, limit)
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
        self.access(actor, conversation_id, "messaging.view", is_fresh=True)
        began = checkpoint.began or self.clock.now()
        unknown_from = checkpoint.since - IN_FLIGHT
        unknown: list[Message] = []
        if checkpoint.changes_end is None:
            page = self.messages.newer(conversation_id, unknown_from - SKEW, checkpoint.end, limit)
            unknown = [message for message in page.messages if message.sent_at >= unknown_from]
            if page.end is not None:
                return Gap(unknown, [], Checkpoint(checkpoint.since, page.end, began), has_more=True)
        after = checkpoint.changes_end or ""
        changes = self.messages.changed(conversation_id, unknown_from, after, limit)
        if unknown and len(changes.messages) > FEW_CHANGED:
            # Together they could be more than one answer may carry: the changes come with the next.
            return Gap(unknown, [], Checkpoint(checkpoint.since, None, began, changes_end=""), has_more=True)
        if changes.end is not None:
            return Gap(unknown, changes.messages, Checkpoint(checkpoint.since, None, began, changes.end), has_more=True)
        return Gap(unknown, changes.messages, Checkpoint(began), has_more=False)

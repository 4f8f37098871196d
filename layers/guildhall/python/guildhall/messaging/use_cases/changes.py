"""Editing, deleting and reacting to what was said, and what it said before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import NotFound, StaleVersion
from guildhall.kernel.rate_limits import RateLimits, take_for
from guildhall.messaging.errors import MessageDeleted, TooLateToChange
from guildhall.messaging.models import CHANGEABLE, SENDING, How, Message, MessageChange, Version, Words
from guildhall.messaging.models.signals import signals_of
from guildhall.messaging.ports import Delivery, Messages
from guildhall.messaging.use_cases.access import AccessConversation, AccessForWriting
from guildhall.messaging.use_cases.messages import tell_head
from guildhall.messaging.use_cases.participants import conversation_of

ATTEMPTS = 5
"""Two people may react to one message in the same moment; whoever is late adds to what the other did."""


@dataclass(frozen=True, slots=True)
class RewriteMessage:
    """Change a message for somebody who may, keep what it said, and show it to everybody who is looking."""

    writing: AccessForWriting
    messages: Messages
    delivery: Delivery
    limits: RateLimits
    clock: Clock

    def __call__(
        self,
        actor: Actor,
        conversation_id: str,
        message_id: str,
        change: Callable[[Message, datetime], Message],
        *,
        how: How,
        connection_id: str | None,
    ) -> Message:
        """Return the message as it is kept; a change that changes nothing is neither kept nor told.

        Raises NotFound, Forbidden, Blocked, TooMany, MessageDeleted, StaleVersion, and what `change` raises.
        """
        # Taking back is not writing: whoever is blocked may still do that.
        access = self.writing.access
        conversation = (access if how is How.DELETED else self.writing)(actor, conversation_id, "messaging.view")
        for attempt in range(ATTEMPTS):
            before = self.messages.get(conversation_id, message_id)
            if before is None:
                raise NotFound
            access.message(actor, conversation, before, _ACTIONS[how])
            if attempt == 0:
                take_for(self.limits, SENDING, actor)
            if before.deleted_at and how is How.DELETED:
                return before
            if before.deleted_at:
                raise MessageDeleted
            now = self.clock.now()
            after = change(before, now)
            if after == before:
                return before
            try:
                kept = self.messages.change(after, how, actor.account_id, now, before)
            except StaleVersion:
                continue
            self.delivery.tell(conversation.participant_ids, MessageChange(kept), but=connection_id)
            if how is How.DELETED:
                tell_head(self.messages, self.delivery, conversation, kept)
            return kept
        raise StaleVersion


_ACTIONS = {How.EDITED: "messaging.edit", How.DELETED: "messaging.delete", How.REACTED: "messaging.react"}


@dataclass(frozen=True, slots=True)
class EditMessage:
    """Put another text in the place of what one sent; what it said before stays to be read."""

    rewrite: RewriteMessage

    def __call__(
        self, actor: Actor, conversation_id: str, message_id: str, text: str, *, connection_id: str | None = None
    ) -> Message:
        """Return the message as it is kept; the same text again changes nothing.

        Raises NotFound, Forbidden for a message of another, TooMany, TooLateToChange, MessageDeleted, StaleVersion.
        """

        def edit(message: Message, now: datetime) -> Message:
            if message.text == text:
                return message
            _check_age(message, now)
            return replace(message, text=text, edited_at=now, hints=signals_of(text), preview=None)

        return self.rewrite(actor, conversation_id, message_id, edit, how=How.EDITED, connection_id=connection_id)


@dataclass(frozen=True, slots=True)
class DeleteMessage:
    """Take back what one sent: nobody in the conversation reads it any more, and that it was there stays visible."""

    rewrite: RewriteMessage

    def __call__(
        self, actor: Actor, conversation_id: str, message_id: str, *, connection_id: str | None = None
    ) -> Message:
        """Return what is left of it; deleting twice changes nothing.

        Raises NotFound, Forbidden for a message of another, TooMany, TooLateToChange, StaleVersion.
        """

        def delete(message: Message, now: datetime) -> Message:
            _check_age(message, now)
            return message.taken_back(now)

        return self.rewrite(actor, conversation_id, message_id, delete, how=How.DELETED, connection_id=connection_id)


@dataclass(frozen=True, slots=True)
class React:
    """Answer a message with emoji."""

    rewrite: RewriteMessage

    def __call__(
        self,
        actor: Actor,
        conversation_id: str,
        message_id: str,
        emojis: Sequence[str],
        *,
        connection_id: str | None = None,
    ) -> Message:
        """Let these be all of the actor's reactions to the message, and return it. emojis: none takes them back.

        Raises NotFound, TooMany, MessageDeleted, StaleVersion.
        """

        def react(message: Message, _: datetime) -> Message:
            me, found = actor.account_id, {emoji: list(who) for emoji, who in message.reactions.items()}
            for emoji in emojis:
                if me not in found.setdefault(emoji, []):
                    found[emoji].append(me)
            mine = {emoji: [one for one in who if one != me or emoji in emojis] for emoji, who in found.items()}
            return replace(message, reactions={emoji: who for emoji, who in mine.items() if who})

        return self.rewrite(actor, conversation_id, message_id, react, how=How.REACTED, connection_id=connection_id)


@dataclass(frozen=True, slots=True)
class ShowMessage:
    """Show one message, such as one that is quoted far above."""

    access: AccessConversation
    messages: Messages

    def __call__(self, actor: Actor, conversation_id: str, message_id: str) -> Message:
        """Return the message. Raises NotFound."""
        self.access(actor, conversation_id, "messaging.view")
        message = self.messages.get(conversation_id, message_id)
        if message is None:
            raise NotFound
        return message


@dataclass(frozen=True, slots=True)
class ListVersions:
    """Show participants what an edited message said before."""

    show: ShowMessage
    messages: Messages

    def __call__(self, actor: Actor, conversation_id: str, message_id: str) -> list[Version]:
        """Return the versions, oldest first; none of a deleted message: it was taken back whole. Raises NotFound."""
        message = self.show(actor, conversation_id, message_id)
        return [] if message.deleted_at else self.messages.versions(conversation_id, message_id)


@dataclass(frozen=True, slots=True)
class ReadContractWords:
    """Read the latest of what the sides of a contract wrote to each other, as evidence for another capability."""

    access: AccessConversation
    messages: Messages

    def __call__(self, actor: Actor, contract_id: str, limit: int) -> list[Words]:
        """Return what was written in the newest messages, and what was rewritten or taken back, oldest first.

        actor: a participant, on whose behalf they are read; they read deleted words too, as whoever judges must.
        Raises NotFound, for strangers as where there is no conversation.
        """
        conversation_id = conversation_of(contract_id)
        self.access(actor, conversation_id, "messaging.view")
        words: list[Words] = []
        for message in self.messages.older(conversation_id, None, limit).messages:
            words += self._words(message)
        return sorted(words, key=lambda one: one.at)

    def _words(self, message: Message) -> list[Words]:
        changes = self.messages.versions(message.conversation_id, message.message_id) if message.version else []
        texts = [*(one.text for one in changes), message.text]
        wrote = Words(message.sent_at, message.sender_id, "wrote", texts[0])
        became = zip(changes, texts[1:], strict=True)
        return [wrote, *(Words(one.replaced_at, one.replaced_by, str(one.how), text) for one, text in became)]


def _check_age(message: Message, now: datetime) -> None:
    if now - message.sent_at > CHANGEABLE:
        hours = int(CHANGEABLE.total_seconds()) // 3600
        raise TooLateToChange(f"{hours} hours after it was sent, it stays as it is: write another")

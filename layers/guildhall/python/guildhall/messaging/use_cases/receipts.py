"""How far each side has got and read, and what follows from a new message."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock, to_text
from guildhall.kernel.errors import NotFound, StaleVersion
from guildhall.kernel.together import Together
from guildhall.messaging.events import MessageSentV1
from guildhall.messaging.models import (
    IN_FLIGHT,
    MOST_UNREAD,
    SKEW,
    Conversation,
    Membership,
    Message,
    Notice,
    OwnSide,
    Preview,
    Reader,
    Receipt,
    instant_of,
    message_of,
)
from guildhall.messaging.ports import Blocks, Conversations, Delivery, Messages
from guildhall.messaging.use_cases.access import AccessConversation

ATTEMPTS = 5
"""A reader and the consumer of new messages may meet on one membership; whoever is late counts again."""
Known = tuple[Conversation, list[Membership]]
"""A conversation and its sides, as they were in one moment or after it."""
PAIR = 2
"""Where so many talk, nobody has to be asked who blocks a sender: who is blocked could not have written."""


@dataclass(frozen=True, slots=True)
class CountUnread:
    """Count the messages of others behind the read marks of some who take part in one conversation."""

    messages: Messages
    clock: Clock

    def __call__(self, sides: Sequence[Membership]) -> list[Membership]:
        """Return the memberships with fresh counts, from one reading of the conversation.

        Right for what was noted of the conversation. Ids carry the senders' clocks, so the reading starts SKEW
        before the first message that may be unread.
        """
        quiet_until = self.clock.now() - IN_FLIGHT
        readers = {one.account_id: _reader(one) for one in sides}
        # What was taken after the last one noted is counted when it is noted itself.
        behind = [readers[one.account_id] for one in sides if readers[one.account_id].behind < (one.last_mark or "")]
        found = self.messages.marks_of_others(sides[0].conversation_id, behind, MOST_UNREAD) if behind else []
        marks = dict(zip((one.account_id for one in behind), found, strict=True))
        return [_counted(one, marks.get(one.account_id), quiet_until) for one in sides]


def _reader(side: Membership) -> Reader:
    joined = to_text(side.joined_at) if side.joined_at else ""
    mark = max(side.read_mark or "", joined)
    known = [one for one in (side.unread_from, instant_of(mark) if mark else None) if one]
    return Reader(side.account_id, mark, max(known) - SKEW if known else None)


def _counted(side: Membership, unread: Sequence[str] | None, quiet_until: datetime) -> Membership:
    if unread is None:
        return replace(side, unread=0)
    if len(unread) >= MOST_UNREAD:
        # Those before them were not all looked at.
        return replace(side, unread=MOST_UNREAD)
    return replace(side, unread=len(unread), unread_from=min([quiet_until, *map(instant_of, unread)]))


@dataclass(frozen=True, slots=True)
class ChangeMembership:
    """Rewrite sides of a conversation with fresh counts; repeated or late, they come out the same."""

    conversations: Conversations
    count_unread: CountUnread

    def __call__(self, current: Membership, change: Callable[[Membership], Membership]) -> Membership:
        """Return the membership as it is kept. Raises StaleVersion if others do not let go of it."""
        return self.all([current], change)[0]

    def all(self, sides: Sequence[Membership], change: Callable[[Membership], Membership]) -> list[Membership]:
        """Return sides of one conversation as they are kept. Raises StaleVersion if others do not let go of one."""
        changed = self.count_unread([change(one) for one in sides])
        return [self._kept(current, one, change) for current, one in zip(sides, changed, strict=True)]

    def _kept(self, current: Membership, changed: Membership, change: Callable[[Membership], Membership]) -> Membership:
        for _ in range(ATTEMPTS):
            if replace(changed, unread_from=current.unread_from) == current:
                return current
            try:
                self.conversations.save(changed)
            except StaleVersion:
                # Who left meanwhile has none: this ends, and the next try no longer counts them.
                current = self.conversations.membership(current.account_id, current.conversation_id) or current
                (changed,) = self.count_unread([change(current)])
            else:
                return changed
        raise StaleVersion


@dataclass(frozen=True, slots=True)
class SendReceipt:
    """Tell that a message was delivered to the actor, or read."""

    access: AccessConversation
    conversations: Conversations
    change: ChangeMembership
    delivery: Delivery
    together: Together

    def __call__(
        self, actor: Actor, conversation_id: str, message_id: str, *, is_read: bool, connection_id: str | None = None
    ) -> Membership:
        """Return the actor's membership; marks only move forward, and reading implies delivery. Raises NotFound."""
        which = (actor.account_id, conversation_id, message_id)
        answers: list[Any] = self.together(
            [
                partial(self.access, actor, conversation_id, "messaging.send_receipt"),
                partial(self.conversations.membership_and_message, *which),
            ]
        )
        conversation, (before, message) = answers
        if message is None or before is None:
            raise NotFound
        after = self._read(before, message.mark) if is_read else self._delivered(before, message.mark)
        told: list[tuple[Collection[str], Notice]] = []
        if (after.read_mark, after.delivered_up_to) != (before.read_mark, before.delivered_up_to):
            receipt = Receipt(conversation_id, actor.account_id, after.delivered_up_to, after.read_mark)
            told.append((conversation.participant_ids, receipt))
        if after.unread != before.unread:
            told.append(([actor.account_id], OwnSide(after)))
        if told:
            self.delivery.tell_all(told, but=connection_id)
        return after

    def _read(self, before: Membership, mark: str) -> Membership:
        if (before.read_mark or "") >= mark:
            return before

        def forward(current: Membership) -> Membership:
            return replace(current, read_mark=max(current.read_mark or "", mark))

        return self.change(before, forward)

    def _delivered(self, before: Membership, mark: str) -> Membership:
        if (before.delivered_up_to or "") >= mark:
            return before
        self.conversations.deliver(before.account_id, before.conversation_id, mark)
        return replace(before, delivered_mark=mark)


@dataclass(frozen=True, slots=True)
class NoteMessages:
    """Bring the lists of both sides up to date after new messages."""

    conversations: Conversations
    change: ChangeMembership
    blocks: Blocks

    def read(self, conversation_ids: Iterable[str]) -> dict[str, Known]:
        """Return what is known of conversations before anything is noted, their sides all from one reading.

        What does not exist is not in the answer. Raises Unavailable.
        """
        found = [self.conversations.get(one) for one in conversation_ids]
        present = [one for one in found if one is not None]
        sides = self.conversations.memberships_of(present)
        return {one.conversation_id: (one, sides[one.conversation_id]) for one in present}

    def __call__(self, messages: Sequence[Message], known: Known | None = None) -> list[MessageSentV1]:
        """Take messages of one conversation, any number of times and in any order; return what to announce of them.

        known: what `read` found of it, however long ago; read now by default. Raises NotFound, StaleVersion.
        """
        conversation_id = messages[0].conversation_id
        known = known or self.read([conversation_id]).get(conversation_id)
        if known is None:
            raise NotFound
        conversation, found = known
        latest = max(messages, key=lambda message: message.mark)

        def with_latest(current: Membership) -> Membership:
            if (current.last_mark or "") >= latest.mark:
                return current
            # What is archived comes back with the next message, unless one wants to hear of none.
            kept = current.arrangement
            return replace(
                current,
                last_activity_at=latest.sent_at,
                last_mark=latest.mark,
                preview=Preview.of(latest),
                arrangement=replace(kept, is_archived=kept.is_archived and kept.is_muted),
            )

        sides = self.change.all(found, with_latest)
        now = self.conversations.get(conversation.conversation_id)
        if now is None or now.participant_ids != conversation.participant_ids:
            # Who joined meanwhile would not learn of these: whoever joins after this reads them from the other sides.
            raise StaleVersion
        muted = {side.account_id for side in sides if side.arrangement.is_muted}
        # A call was told of when it rang, and when it was missed.
        told = [message for message in messages if not message.call]
        blocked = self._blocked(conversation, {message.sender_id for message in told})
        return [_sent(message, conversation, muted, blocked) for message in told]

    def _blocked(self, conversation: Conversation, sender_ids: Collection[str]) -> set[tuple[str, str]]:
        """Return who blocks which sender."""
        people = conversation.participant_ids
        if len(people) <= PAIR:
            return set()
        return {(one, sender) for sender in sender_ids for one in self.blocks.against(sender)}


@dataclass(frozen=True, slots=True)
class NoteChanges:
    """Bring the lists of both sides up to date after messages were edited or deleted."""

    conversations: Conversations
    messages: Messages
    change: ChangeMembership

    def __call__(self, conversation_id: str, message_ids: Collection[str]) -> None:
        """Take changes of one conversation, any number of times and in any order. Raises NotFound, StaleVersion."""
        conversation = self.conversations.get(conversation_id)
        if conversation is None:
            raise NotFound

        def as_it_is(current: Membership) -> Membership:
            latest_id = message_of(current.last_mark or "")
            latest = self.messages.get(conversation_id, latest_id) if latest_id in message_ids else None
            return replace(current, preview=Preview.of(latest)) if latest else current

        # Counted anew in any case: what was deleted is nothing that is left to read.
        self.change.all(self.conversations.memberships(conversation), as_it_is)


def _sent(
    message: Message, conversation: Conversation, muted: Collection[str], blocked: Collection[tuple[str, str]]
) -> MessageSentV1:
    sender_id = message.sender_id
    others = [one for one in conversation.participant_ids if one != sender_id]
    return MessageSentV1(
        conversation_id=message.conversation_id,
        message_id=message.message_id,
        sender_id=sender_id,
        recipient_ids=others,
        mentioned_ids=[one for one in message.mention_ids if one != sender_id and (one, sender_id) not in blocked],
        muted_ids=[one for one in others if one in muted or (one, sender_id) in blocked],
    )

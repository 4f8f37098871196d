"""The gatekeeper: a conversation and the right to it are loaded together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import NotFound
from guildhall.kernel.policy import Attribute, Gate, Resource, require
from guildhall.kernel.together import Together
from guildhall.messaging.errors import Blocked
from guildhall.messaging.models import Conversation, Message
from guildhall.messaging.ports import Blocks, Conversations

TO_KNOW = "messaging.view"


@dataclass(frozen=True, slots=True)
class AccessConversation:
    """Load a conversation for somebody who may do this to it."""

    conversations: Conversations
    gate: Gate

    def __call__(self, actor: Actor, conversation_id: str, action: str, *, is_fresh: bool = False) -> Conversation:
        """Return the conversation. Raises NotFound, for strangers as for absent ones.

        is_fresh: whether it is read at this moment in any case, as by a device that may have missed that it is gone.
        """
        read = self.conversations.now if is_fresh else self.conversations.get
        conversation = read(conversation_id)
        if conversation is None:
            raise NotFound
        participants = frozenset(conversation.participant_ids)
        resource = Resource("Conversation", conversation_id, {"participant_ids": participants})
        require(self.gate, actor, action, resource, to_know=TO_KNOW)
        return conversation

    def message(self, actor: Actor, conversation: Conversation, message: Message, action: str) -> None:
        """Let the actor do this to one message. Raises NotFound, Forbidden."""
        participants = frozenset(conversation.participant_ids)
        # Nobody wrote what a call left behind, so nobody edits it or takes it back.
        sender_id = "" if message.call else message.sender_id
        attributes: dict[str, Attribute] = {"participant_ids": participants, "sender_id": sender_id}
        resource = Resource("ChatMessage", message.message_id, attributes)
        require(self.gate, actor, action, resource, to_know=TO_KNOW)


@dataclass(frozen=True, slots=True)
class AccessForWriting:
    """Load a conversation for somebody who may say something there now."""

    access: AccessConversation
    blocks: Blocks
    together: Together

    def __call__(self, actor: Actor, conversation_id: str, action: str, *beside: Callable[[], object]) -> Conversation:
        """Return the conversation. Raises NotFound, Blocked if nobody there wants to hear from the actor.

        beside: what else is asked at the same time, whatever the answer here; its problems come after NotFound, so that
        strangers learn of none, and before Blocked.
        """
        mine = partial(self.access, actor, conversation_id, action)
        answers: list[Any] = self.together([mine, partial(self.blocks.against, actor.account_id), *beside])
        conversation: Conversation = answers[0]
        others = set(conversation.participant_ids) - {actor.account_id}
        if others and others <= answers[1]:
            raise Blocked
        return conversation


def inbox(account_id: str) -> Resource:
    """Return what the policies see of an account's own conversations and sockets."""
    return Resource("ChatInbox", account_id)


def blocked_by(blocks: Blocks, account_id: str, others: list[str]) -> set[str]:
    """Return which of the others an account blocks."""
    return {whom for _, whom in blocks.of([(account_id, one) for one in others if one != account_id])}

"""Opening, showing and listing conversations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.policy import Gate, require
from guildhall.messaging.events import ConversationOpenedV1
from guildhall.messaging.models import Conversation, Membership
from guildhall.messaging.ports import Conversations
from guildhall.messaging.use_cases.access import AccessConversation, inbox


@dataclass(frozen=True, slots=True)
class OpenConversation:
    """Give both sides of a signed contract a place to talk."""

    conversations: Conversations
    clock: Clock

    def __call__(self, contract_id: str, title: str, participant_ids: list[str]) -> bool:
        """Open the contract's conversation; False if it is open already, however often the event comes."""
        conversation = Conversation(
            conversation_id=conversation_of(contract_id),
            contract_id=contract_id,
            title=title,
            participant_ids=participant_ids,
            opened_at=self.clock.now(),
        )
        event = ConversationOpenedV1(
            conversation_id=conversation.conversation_id, contract_id=contract_id, participant_ids=participant_ids
        )
        return self.conversations.open(conversation, event)


@dataclass(frozen=True, slots=True)
class ShowConversation:
    """Show a conversation with how far each side has read."""

    access: AccessConversation
    conversations: Conversations

    def __call__(self, actor: Actor, conversation_id: str) -> list[Membership]:
        """Return the actor's own membership first, then the others'. Raises NotFound."""
        conversation = self.access(actor, conversation_id, "messaging.view")
        sides = self.conversations.memberships(conversation)
        return sorted(sides, key=lambda side: side.account_id != actor.account_id)


@dataclass(frozen=True, slots=True)
class ListConversations:
    """Show an account its conversations, latest activity first."""

    conversations: Conversations
    gate: Gate

    def __call__(
        self, actor: Actor, limit: int, position: dict[str, Any] | None, *, is_archived: bool
    ) -> tuple[list[Membership], dict[str, Any] | None]:
        """Return a page of what is archived, or of what is not, and where the next one starts. Raises Forbidden."""
        require(self.gate, actor, "messaging.list", inbox(actor.account_id))
        return self.conversations.list(actor.account_id, limit, position, is_archived=is_archived)


def conversation_of(contract_id: str) -> str:
    """Return the id of a contract's conversation: the contract's own ULID, so that no guard keeps them in step."""
    return "cnv_" + contract_id.rsplit("_", 1)[-1]

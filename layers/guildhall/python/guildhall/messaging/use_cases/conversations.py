"""Showing and listing conversations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.kernel.policy import Gate, require
from guildhall.messaging.models import Membership
from guildhall.messaging.ports import Conversations
from guildhall.messaging.use_cases.access import AccessConversation, inbox


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
    """Show an account its conversations: what it pinned, then the others, each latest activity first."""

    conversations: Conversations
    gate: Gate

    def __call__(
        self, actor: Actor, limit: int, position: dict[str, Any] | None, *, is_archived: bool
    ) -> tuple[list[Membership], dict[str, Any] | None]:
        """Return a page of what is archived, or of what is not, and where the next one starts. Raises Forbidden."""
        require(self.gate, actor, "messaging.list", inbox(actor.account_id))
        return self.conversations.list(actor.account_id, limit, position, is_archived=is_archived)

"""Keeping one's own side of a conversation: archive, mute, pin; and hearing nothing more from somebody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import NotFound
from guildhall.kernel.parts import go_on
from guildhall.messaging.models import Arrangement, Membership, OwnSide
from guildhall.messaging.ports import Blocks, Conversations, Delivery
from guildhall.messaging.ports.starting import AllBlocks
from guildhall.messaging.use_cases.access import AccessConversation, blocked_by
from guildhall.messaging.use_cases.receipts import ChangeMembership
from guildhall.messaging.use_cases.sockets import away


@dataclass(frozen=True, slots=True)
class ArrangeConversation:
    """Archive, mute or pin a conversation for oneself."""

    access: AccessConversation
    conversations: Conversations
    change: ChangeMembership
    delivery: Delivery

    def __call__(self, actor: Actor, conversation_id: str, arrangement: Arrangement) -> Membership:
        """Return the actor's side as it is kept, and show it to their other devices. Raises NotFound, StaleVersion."""
        self.access(actor, conversation_id, "messaging.arrange")
        before = self.conversations.membership(actor.account_id, conversation_id)
        if before is None:
            raise NotFound
        after = self.change(before, lambda current: replace(current, arrangement=arrangement))
        if after.arrangement != before.arrangement:
            self.delivery.tell([actor.account_id], OwnSide(after))
        return after


@dataclass(frozen=True, slots=True)
class BlockPerson:
    """Let somebody whom one talks with write no more, here or anywhere else; or let them again."""

    access: AccessConversation
    blocks: Blocks
    delivery: Delivery
    clock: Clock

    def __call__(self, actor: Actor, conversation_id: str, other_id: str, *, is_on: bool) -> set[str]:
        """Return whom of the conversation the actor blocks. Raises NotFound, for oneself and for strangers too."""
        conversation = self.access(actor, conversation_id, "messaging.block")
        if other_id == actor.account_id or other_id not in conversation.participant_ids:
            raise NotFound
        self.blocks.put(actor.account_id, other_id, self.clock.now(), is_on=is_on)
        if is_on:
            # They are not told any more that the actor goes.
            self.delivery.tell([other_id], away(actor.account_id))
        return blocked_by(self.blocks, actor.account_id, conversation.participant_ids)


@dataclass(frozen=True, slots=True)
class ListBlocked:
    """Show whom of a conversation one blocks; nobody sees by whom they are blocked."""

    access: AccessConversation
    blocks: Blocks

    def __call__(self, actor: Actor, conversation_id: str) -> set[str]:
        """Return account ids. Raises NotFound."""
        conversation = self.access(actor, conversation_id, "messaging.block")
        return blocked_by(self.blocks, actor.account_id, conversation.participant_ids)


@dataclass(frozen=True, slots=True)
class GatherBlocks:
    """Put who blocked somebody before there was a list of those with them; run by an operator, in parts."""

    blocks: AllBlocks

    def __call__(self, position: dict[str, Any] | None) -> tuple[int, dict[str, Any] | None]:
        """Go through a part of all blocks; return how many were missing, and where to go on, None at the end.

        position: as the part before gave it, None to begin. Beginning again, or twice at once, does no harm.
        Raises Unavailable.
        """
        return go_on(self._step, position)

    def _step(self, position: dict[str, Any] | None) -> tuple[int, dict[str, Any] | None]:
        found, further = self.blocks.page(position)
        return sum(self._is_missing(*pair) and self.blocks.gather(*pair) for pair in found), further

    def _is_missing(self, account_id: str, other_id: str) -> bool:
        return account_id not in self.blocks.against(other_id)

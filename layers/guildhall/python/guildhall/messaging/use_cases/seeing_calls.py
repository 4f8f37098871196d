"""Seeing the call of a conversation, and what rings at one."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import NotFound
from guildhall.kernel.policy import Gate, require
from guildhall.messaging.models.calls import Call, SeatState
from guildhall.messaging.ports.calls import Calls
from guildhall.messaging.use_cases.access import AccessConversation, inbox


@dataclass(frozen=True, slots=True)
class ShowCalls:
    """See the call of a conversation, and what rings at one."""

    access: AccessConversation
    calls: Calls
    gate: Gate
    clock: Clock

    def ringing(self, actor: Actor) -> list[Call]:
        """Return the call that rings at the actor at this moment: of several, the last. Raises Forbidden."""
        require(self.gate, actor, "messaging.list", inbox(actor.account_id))
        last = self.calls.rung_at(actor.account_id)
        call = last.settled(self.clock.now()) if last else None
        seat = call.seats.get(actor.account_id) if call and not call.is_over else None
        if call is None or seat is None or seat.state is not SeatState.INVITED:
            return []
        try:
            self.access(actor, call.conversation_id, "messaging.view")
        except NotFound:
            # Who has left the conversation since is called no more.
            return []
        return [call]

    def ongoing(self, actor: Actor, conversation_id: str) -> list[Call]:
        """Return the call that is not over, if there is one. Raises NotFound."""
        self.access(actor, conversation_id, "messaging.view")
        last = self.calls.latest(conversation_id)
        return [last] if last and not last.settled(self.clock.now()).is_over else []

    def one(self, actor: Actor, conversation_id: str, call_id: str) -> Call:
        """Return a call. Raises NotFound."""
        self.access(actor, conversation_id, "messaging.view")
        call = self.calls.get(conversation_id, call_id)
        if call is None:
            raise NotFound
        return call.settled(self.clock.now())

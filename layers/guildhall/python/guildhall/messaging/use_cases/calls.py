"""Calling the others of a conversation: ring, join, leave, and what devices say to each other on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Fault, NotFound, Problem, StaleVersion
from guildhall.kernel.rate_limits import RateLimits, take_for
from guildhall.messaging.errors import AnotherCall, CallIdTaken, CallOver, NotInCall
from guildhall.messaging.events import CallMissedV1, CallStartedV1
from guildhall.messaging.models import Medium
from guildhall.messaging.models.calls import CALLING, Admission, Call, CallChange, CallSignal, Seat, SeatState
from guildhall.messaging.ports import Connections, Conversations, Delivery
from guildhall.messaging.ports.calls import Calls, Meetings
from guildhall.messaging.use_cases.access import AccessConversation, AccessForWriting

ATTEMPTS = 5
"""Several may answer, decline and leave in one moment; whoever is late decides afresh."""
ACTION = "messaging.call"


@dataclass(frozen=True, slots=True)
class ChangeCall:
    """The one road from a call's state to the next: stored, told to everybody's devices, and given up when over."""

    calls: Calls
    meetings: Meetings
    delivery: Delivery
    clock: Clock

    def __call__(
        self,
        conversation_id: str,
        call_id: str,
        change: Callable[[Call, datetime], Call],
        *,
        joined: str | None = None,
    ) -> Call:
        """Return the call as it is kept; a change that changes nothing is neither kept nor told.

        Raises NotFound, StaleVersion, and what `change` raises.
        """
        for _ in range(ATTEMPTS):
            before, now = self.calls.get(conversation_id, call_id), self.clock.now()
            if before is None:
                raise NotFound
            after = change(before.settled(now), now)
            if after == before:
                return before
            missed = [who for who in after.missed_ids if who not in before.missed_ids]
            events = [_missed(after, missed)] if missed else []
            try:
                kept = self.calls.save(after, *events, joined=joined)
            except StaleVersion:
                continue
            if replace(kept, looked_at=before.looked_at, version=before.version) != before:
                self.tell(kept)
            return kept
        raise StaleVersion

    def tell(self, call: Call) -> None:
        """Tell everybody's devices what a call is now, and of one that is over what the conversation keeps of it."""
        self.delivery.tell(call.seats.keys(), CallChange(call))
        if call.is_over:
            self.delivery.tell(call.seats.keys(), call.entry())
            self.meetings.close(call)


@dataclass(frozen=True, slots=True)
class StartCall:
    """Ring at everybody else in a conversation."""

    access: AccessForWriting
    conversations: Conversations
    calls: Calls
    meetings: Meetings
    change: ChangeCall
    limits: RateLimits
    clock: Clock

    def __call__(
        self, actor: Actor, conversation_id: str, call_id: str, medium: Medium
    ) -> tuple[Call, Admission | None]:
        """Return the call and what the caller's device needs; the same again changes nothing.

        Raises NotFound, Blocked, TooMany, AnotherCall, CallIdTaken, Unavailable, StaleVersion if another was faster.
        """
        conversation = self.access(actor, conversation_id, ACTION)
        found = self.calls.get(conversation_id, call_id)
        if found:
            if (found.caller_id, found.medium) != (actor.account_id, medium):
                raise CallIdTaken("make a new id for another call")
            return found, None if found.is_over else self.meetings.admit(found, actor.account_id)
        take_for(self.limits, CALLING, actor)
        before = self._last(conversation_id)
        now = self.clock.now()
        silent = self.access.blocks.against(actor.account_id)
        seats = {other: Seat(SeatState.INVITED, now) for other in conversation.participant_ids if other not in silent}
        seats[actor.account_id] = Seat(SeatState.JOINED, now)
        call = Call(call_id, conversation_id, actor.account_id, medium, now, seats, looked_at=now)
        call = replace(call, meeting=self.meetings.open(call))
        sides = self.conversations.memberships(conversation)
        callee_ids = [one.account_id for one in sides if not one.arrangement.is_muted and one.account_id in seats]
        event = CallStartedV1(
            call_id=call_id,
            conversation_id=conversation_id,
            caller_id=actor.account_id,
            callee_ids=[one for one in callee_ids if one != actor.account_id],
            medium=medium,
        )
        # A place that is not used because another caller was faster is gone by itself in minutes.
        kept = self.calls.start(call, before, event)
        self.change.tell(kept)
        return kept, self.meetings.admit(kept, actor.account_id)

    def _last(self, conversation_id: str) -> Call | None:
        last = self.calls.latest(conversation_id)
        if last and not last.is_over:
            # The clock may not have looked yet at one that nobody answered.
            last = self.change(conversation_id, last.call_id, lambda call, _: call)
        if last and not last.is_over:
            raise _another(last)
        return last


@dataclass(frozen=True, slots=True)
class TakeSeat:
    """Join a call, leave it, or decline it."""

    access: AccessConversation
    meetings: Meetings
    change: ChangeCall

    def join(
        self,
        actor: Actor,
        conversation_id: str,
        call_id: str,
        connection_id: str | None = None,
        *,
        join_id: str | None = None,
    ) -> tuple[Call, Admission]:
        """Return the call and what the device needs; joining from another device moves one there.

        connection_id: the socket that joins, to which signals go. join_id: the device's own, which tells it from others
        that join over HTTP. Raises NotFound, CallOver, Unavailable, StaleVersion.
        """
        self.access(actor, conversation_id, ACTION)

        def join(call: Call, now: datetime) -> Call:
            return call.joined(actor.account_id, connection_id, join_id, now)

        call = self.change(conversation_id, call_id, join, joined=actor.account_id)
        return call, self.meetings.admit(call, actor.account_id)

    def give_up(
        self,
        actor: Actor,
        conversation_id: str,
        call_id: str,
        state: SeatState,
        connection_id: str | None = None,
        *,
        join_id: str | None = None,
        since: datetime | None = None,
    ) -> Call:
        """Return the call without the actor; giving up twice changes nothing. state: LEFT or DECLINED.

        connection_id: the socket that leaves; join_id and since: as which, and when, the device that leaves joined;
        while another device talks, that stays. Raises NotFound, StaleVersion.
        """
        self.access(actor, conversation_id, ACTION)

        def leave(call: Call, now: datetime) -> Call:
            seat = call.seats.get(actor.account_id)
            is_elsewhere = seat is not None and seat.is_of_another(connection_id, join_id, since)
            return call if is_elsewhere else call.without(actor.account_id, state, now)

        return self.change(conversation_id, call_id, leave)


@dataclass(frozen=True, slots=True)
class PassSignal:
    """Pass on what one device of a call says to another; nobody keeps it."""

    access: AccessConversation
    calls: Calls
    delivery: Delivery

    def __call__(
        self, actor: Actor, conversation_id: str, call_id: str, signal: dict[str, Any], *, to: str, connection_id: str
    ) -> None:
        """Write to the device that the other joined from. Raises NotFound, CallOver, NotInCall for either side."""
        self.access(actor, conversation_id, ACTION)
        call = self.calls.get(conversation_id, call_id)
        if call is None:
            raise NotFound
        if call.is_over:
            raise CallOver(f"it is {call.state}")
        if not call.holds(actor.account_id, connection_id):
            raise NotInCall
        seat = call.seats.get(to)
        if seat is None or seat.state is not SeatState.JOINED or to == actor.account_id:
            raise NotInCall("the other has not joined", faults=(Fault("/to", "has not joined", "unknown"),))
        said = CallSignal(call_id, conversation_id, actor.account_id, signal)
        if seat.connection_id:
            self.delivery.tell_socket(seat.connection_id, said)
        else:
            self.delivery.tell([to], said)


@dataclass(frozen=True, slots=True)
class LoseSocket:
    """Keep the seat of somebody whose socket broke, for a minute."""

    calls: Calls
    change: ChangeCall

    def __call__(self, account_id: str, connection_id: str) -> None:
        """Note that a socket is gone; one that talks in no call changes nothing. Raises StaleVersion."""
        place = self.calls.place_of(account_id)
        if place is None:
            return

        def lose(call: Call, now: datetime) -> Call:
            seat = call.seats.get(account_id)
            is_it = seat and seat.state is SeatState.JOINED and seat.connection_id == connection_id
            return call.without(account_id, SeatState.LOST, now) if is_it else call

        self.change(*place, lose)


@dataclass(frozen=True, slots=True)
class CheckCalls:
    """Let no wait be endless: who does not answer has missed the call, and who is gone has left it."""

    calls: Calls
    connections: Connections
    change: ChangeCall
    clock: Clock
    tell_of: Callable[[str, Problem], None]

    def __call__(self) -> int:
        """Return how many were looked at. One that fails is told of, and looked at again with the next call."""
        looked = 0
        for conversation_id, call_id in self.calls.due(self.clock.now()):
            try:
                self.change(conversation_id, call_id, self._look)
            except Problem as problem:
                self.tell_of(call_id, problem)
            else:
                looked += 1
        return looked

    def _look(self, call: Call, now: datetime) -> Call:
        if call.is_over:
            return call
        talking = {who: seat for who, seat in call.seats.items() if seat.state is SeatState.JOINED}
        online = {one.account_id: one.sockets for one in self.connections.of(talking)} if talking else {}
        gone = [who for who, seat in talking.items() if not _is_held(seat, online.get(who, {}))]
        return replace(call.settled(now, gone=gone), looked_at=now)


def _is_held(seat: Seat, sockets: dict[str, datetime]) -> bool:
    return seat.connection_id in sockets if seat.connection_id else bool(sockets)


def _another(call: Call) -> AnotherCall:
    refused = AnotherCall("join that one")
    refused.members["call_id"] = call.call_id
    return refused


def _missed(call: Call, missed_ids: list[str]) -> CallMissedV1:
    return CallMissedV1(
        call_id=call.call_id,
        conversation_id=call.conversation_id,
        caller_id=call.caller_id,
        missed_ids=missed_ids,
        medium=call.medium,
    )

"""Calls: a conversation that rings, is talked in, and is over; what of it a conversation keeps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from ulid import ULID

from guildhall.kernel.rate_limits import Limit
from guildhall.kernel.types import Instant
from guildhall.messaging.errors import CallOver
from guildhall.messaging.models.messages import CallEntry, Medium, Message

RINGING = timedelta(seconds=45)
"""How long somebody is waited for."""
LOST = timedelta(seconds=60)
"""How long a seat is kept for somebody whose socket broke."""
LOOKED_AT = timedelta(minutes=5)
"""How often the clock looks whether those who talk still have an open socket."""
CALLING = Limit("calls", quota=20, window_seconds=600)


class CallState(StrEnum):
    """How far a call is."""

    RINGING = "ringing"
    ONGOING = "ongoing"
    ENDED = "ended"
    MISSED = "missed"
    DECLINED = "declined"


class SeatState(StrEnum):
    """Where a participant is. LOST: the socket broke, which is forgiven for a minute."""

    INVITED = "invited"
    JOINED = "joined"
    LOST = "lost"
    LEFT = "left"
    DECLINED = "declined"
    MISSED = "missed"


OVER = frozenset({CallState.ENDED, CallState.MISSED, CallState.DECLINED})
EXPECTED = frozenset({SeatState.INVITED, SeatState.JOINED, SeatState.LOST})
"""Who talks, or may yet."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One participant's place in a call.

    since: of the state; of a second joining, from another device, too. connection_id: the socket that joined; None for
    whoever joined over HTTP, whom any open socket holds. join_id: what the device called its joining; None if nothing.
    """

    state: SeatState
    since: Instant
    connection_id: str | None = None
    join_id: str | None = None

    def is_of_another(self, connection_id: str | None, join_id: str | None, joined_at: datetime | None) -> bool:
        """Tell whether another device holds it than one, as far as its joining, its socket or its time is known."""
        if join_id and self.join_id:
            return join_id != self.join_id
        if connection_id and self.connection_id not in {None, connection_id}:
            return True
        return joined_at is not None and self.state is SeatState.JOINED and joined_at < self.since


@dataclass(frozen=True, slots=True)
class Call:
    """A call in a conversation; it has at most one that is not over. call_id: made by the caller's client, `cal_…`.

    seats: by account. meeting: what the provider of meetings knows it by. looked_at: when the clock last found those
    who talk connected.
    """

    call_id: str
    conversation_id: str
    caller_id: str
    medium: Medium
    started_at: Instant
    seats: dict[str, Seat]
    looked_at: Instant
    state: CallState = CallState.RINGING
    answered_at: Instant | None = None
    ended_at: Instant | None = None
    meeting: dict[str, Any] | None = None
    version: int = 0

    @property
    def rings_until(self) -> datetime:
        """When whoever has not answered has missed it."""
        return self.started_at + RINGING

    @property
    def is_over(self) -> bool:
        """Whether nobody can join any more."""
        return self.state in OVER

    @property
    def look_at(self) -> datetime:
        """When the clock has to look at it next: no wait is without an end."""
        waits = [one.since + LOST for one in self.seats.values() if one.state is SeatState.LOST]
        if any(one.state is SeatState.INVITED for one in self.seats.values()):
            waits.append(self.rings_until)
        return min([*waits, self.looked_at + LOOKED_AT])

    @property
    def missed_ids(self) -> list[str]:
        """Who did not answer."""
        return [who for who, seat in self.seats.items() if seat.state is SeatState.MISSED]

    def holds(self, account_id: str, connection_id: str | None) -> bool:
        """Tell whether somebody talks, from this socket or from any."""
        seat = self.seats.get(account_id)
        return seat is not None and seat.state is SeatState.JOINED and seat.connection_id in {None, connection_id}

    def joined(self, account_id: str, connection_id: str | None, join_id: str | None, now: datetime) -> Call:
        """Return it with somebody who talks, from this socket from now on; the same again changes nothing.

        Raises CallOver.
        """
        if self.is_over:
            raise CallOver(f"it is {self.state}")
        seat = self.seats.get(account_id)
        held = (SeatState.JOINED, connection_id, join_id)
        if seat and (seat.state, seat.connection_id, seat.join_id) == held:
            return self
        return self._with(account_id, Seat(SeatState.JOINED, now, connection_id, join_id), now)

    def without(self, account_id: str, state: SeatState, now: datetime) -> Call:
        """Return it with somebody gone: LEFT, DECLINED, or LOST. Who is not expected changes nothing.

        Nor does who declines after they answered: another of their devices has not heard of that yet.
        """
        seat = self.seats.get(account_id)
        if self.is_over or seat is None or seat.state not in EXPECTED:
            return self
        if state is SeatState.DECLINED and seat.state is not SeatState.INVITED:
            return self
        return self._with(account_id, Seat(state, now, join_id=seat.join_id), now)

    def settled(self, now: datetime, *, gone: Collection[str] = ()) -> Call:
        """Return it as it is at an instant: who did not answer in time has missed it, who is lost has left.

        gone: accounts that talk and have no socket any more.
        """
        if self.is_over:
            return self
        seats = {who: _settled(seat, self.rings_until, now, is_gone=who in gone) for who, seat in self.seats.items()}
        return self if seats == self.seats else _concluded(replace(self, seats=seats), now)

    def entry(self) -> Message:
        """Return what the conversation keeps of a call that is over: as a message of its end, whose id is its own."""
        ended_at = self.ended_at or self.started_at
        chance = ULID.from_str(self.call_id.partition("_")[2]).bytes[6:]
        milliseconds = int(ended_at.timestamp() * 1000)
        talked = ended_at - self.answered_at if self.answered_at else timedelta()
        return Message(
            conversation_id=self.conversation_id,
            message_id=f"msg_{ULID.from_bytes(milliseconds.to_bytes(6, 'big') + chance)}",
            sender_id=self.caller_id,
            text="",
            sent_at=ended_at,
            call=CallEntry(self.call_id, self.medium, str(self.state), round(talked.total_seconds())),
        )

    def _with(self, account_id: str, seat: Seat, now: datetime) -> Call:
        return _concluded(replace(self, seats={**self.seats, account_id: seat}), now)


def _concluded(call: Call, now: datetime) -> Call:
    """Return what follows from who is there now."""
    states = {who: seat.state for who, seat in call.seats.items()}
    expected = [who for who, state in states.items() if state in EXPECTED]
    if call.state is CallState.ONGOING:
        return call if len(expected) > 1 else _over(call, CallState.ENDED, now)
    if call.caller_id not in expected:
        # The caller gave up: nobody has answered yet.
        return _over(call, CallState.MISSED, now)
    if len(expected) == 1:
        is_missed = SeatState.MISSED in states.values()
        return _over(call, CallState.MISSED if is_missed else CallState.DECLINED, now)
    if list(states.values()).count(SeatState.JOINED) > 1:
        return replace(call, state=CallState.ONGOING, answered_at=now)
    return call


def _over(call: Call, state: CallState, now: datetime) -> Call:
    left = {SeatState.JOINED: SeatState.LEFT, SeatState.LOST: SeatState.LEFT, SeatState.INVITED: SeatState.MISSED}
    seats = {who: Seat(left[seat.state], now) if seat.state in left else seat for who, seat in call.seats.items()}
    return replace(call, state=state, seats=seats, ended_at=now)


def _settled(seat: Seat, rings_until: datetime, now: datetime, *, is_gone: bool) -> Seat:
    if seat.state is SeatState.INVITED and now >= rings_until:
        return Seat(SeatState.MISSED, now)
    if seat.state is SeatState.LOST and now >= seat.since + LOST:
        return Seat(SeatState.LEFT, now)
    if seat.state is SeatState.JOINED and is_gone:
        return Seat(SeatState.LOST, now, join_id=seat.join_id)
    return seat


@dataclass(frozen=True, slots=True)
class CallChange:
    """A call is not as it was."""

    call: Call


@dataclass(frozen=True, slots=True)
class IceServer:
    """A server that helps two devices to find a way to each other (RFC 8445)."""

    urls: tuple[str, ...]
    username: str | None = None
    credential: str | None = None


@dataclass(frozen=True, slots=True)
class Admission:
    """What one device needs to talk.

    kind: `peer`, the devices talk to each other and find each other by signals; `chime`, they talk to a meeting of
    Amazon Chime. meeting, attendee: as that answers, for its own client library.
    """

    kind: str
    ice_servers: tuple[IceServer, ...] = ()
    expires_at: Instant | None = None
    meeting: dict[str, Any] | None = None
    attendee: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class CallSignal:
    """What one device of a call says to another so that both find a way: passed on and kept nowhere.

    signal: of WebRTC, an offer, an answer or a candidate.
    """

    call_id: str
    conversation_id: str
    sender_id: str
    signal: dict[str, Any]

"""Shapes of calls, over HTTP and over the socket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from guildhall.kernel.actor import Actor
from guildhall.kernel.types import Instant, Moment
from guildhall.messaging.models import Medium
from guildhall.messaging.models.calls import Admission, Call, CallState, SeatState
from guildhall.messaging.schemas.messages import AccountId
from guildhall.messaging.use_cases.calls import PassSignal, TakeSeat
from guildhall.messaging.use_cases.seeing_calls import ShowCalls

LONGEST_DESCRIPTION = 16_000
"""Letters of a session description: video of several tracks takes six thousand, a frame thirty-two."""
CallId = Annotated[str, Field(pattern="^cal_[0-7][0-9A-HJKMNP-TV-Z]{25}$")]
JoinId = Annotated[
    str | None,
    Field(
        pattern="^[A-Za-z0-9_-]{1,64}$",
        description="Of your device's joining: make one whenever it joins anew, and say it again when it repeats that"
        " and when it leaves. Leaving by another than the seat's changes nothing: another device of yours talks.",
    ),
]


class CallIn(BaseModel):
    """A call to start."""

    model_config = ConfigDict(extra="forbid")

    medium: Medium


class SeatIn(BaseModel):
    """What you do about a call."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["joined", "left", "declined"] = Field(
        description="`declined` while it rings; once one of your devices has answered, it changes nothing."
    )
    since: Moment | None = Field(
        default=None,
        description="With `left`: of your seat as your device joined; another of yours that took over since stays.",
    )
    join_id: JoinId = None


class SeatOut(BaseModel):
    """Where a participant is."""

    account_id: str
    state: SeatState
    since: Instant = Field(description="Later than when your device joined: another of yours has taken over.")


class CallOut(BaseModel):
    """A call; of two copies, the one with the higher version is the later."""

    call_id: str
    conversation_id: str
    caller_id: str
    medium: Medium
    state: CallState
    started_at: Instant
    rings_until: Instant
    answered_at: Instant | None
    ended_at: Instant | None
    seats: list[SeatOut]
    version: int

    @classmethod
    def of(cls, call: Call) -> CallOut:
        """Shape it for the wire: which socket somebody talks from is nobody's business."""
        return cls(
            call_id=call.call_id,
            conversation_id=call.conversation_id,
            caller_id=call.caller_id,
            medium=call.medium,
            state=call.state,
            started_at=call.started_at,
            rings_until=call.rings_until,
            answered_at=call.answered_at,
            ended_at=call.ended_at,
            seats=[
                SeatOut(account_id=who, state=seat.state, since=seat.since) for who, seat in sorted(call.seats.items())
            ],
            version=call.version,
        )


class IceServerOut(BaseModel):
    """A server that helps, as `RTCConfiguration.iceServers` takes it."""

    urls: list[str]
    username: str | None
    credential: str | None


class AdmissionOut(BaseModel):
    """What your device needs to talk."""

    kind: Literal["peer", "chime"] = Field(
        description="`peer`: devices talk to each other and signal over the socket. `chime`: give `meeting` and"
        " `attendee` to the client library of the Amazon Chime SDK."
    )
    ice_servers: list[IceServerOut]
    expires_at: Instant | None = Field(description="Of the credentials.")
    meeting: dict[str, Any] | None
    attendee: dict[str, Any] | None

    @classmethod
    def of(cls, admission: Admission) -> AdmissionOut:
        """Shape it for the wire."""
        servers = [
            IceServerOut(urls=list(one.urls), username=one.username, credential=one.credential)
            for one in admission.ice_servers
        ]
        return cls.model_validate(
            {
                "kind": admission.kind,
                "ice_servers": servers,
                "expires_at": admission.expires_at,
                "meeting": admission.meeting,
                "attendee": admission.attendee,
            }
        )


class CallJoinedOut(BaseModel):
    """A call, and how to talk in it."""

    call: CallOut
    admission: AdmissionOut | None = Field(description="Null when you do not talk, or the call is over.")

    @classmethod
    def of_pair(cls, call: Call, admission: Admission | None) -> CallJoinedOut:
        """Shape both for the wire."""
        return cls(call=CallOut.of(call), admission=AdmissionOut.of(admission) if admission else None)


class CallsOut(BaseModel):
    """The call of a conversation, if there is one."""

    items: list[CallOut]


class DescriptionIn(BaseModel):
    """An offer or an answer, also one that adds a track such as a shared screen (RFC 8829)."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["offer", "answer"]
    sdp: str = Field(min_length=1, max_length=LONGEST_DESCRIPTION)


class CandidateIn(BaseModel):
    """A way to a device (RFC 8838); an empty one says that there are no more."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["candidate"]
    candidate: str = Field(max_length=1_000)
    sdp_mid: str | None = Field(default=None, max_length=64)
    sdp_m_line_index: int | None = Field(default=None, ge=0, le=1_000)
    username_fragment: str | None = Field(default=None, max_length=256)


SignalIn = Annotated[DescriptionIn | CandidateIn, Field(discriminator="type")]


class CallEvent(BaseModel):
    """A call rings, or is not as it was; keep it, unless you know a higher version of it."""

    event: Literal["call"] = "call"
    call: CallOut


class SignalEvent(BaseModel):
    """Another device of your call says something to yours."""

    event: Literal["signal"] = "signal"
    conversation_id: str
    call_id: str
    sender_id: str
    signal: DescriptionIn | CandidateIn


class AboutCall(BaseModel):
    """Which call a frame is about."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    request_id: str = Field(min_length=1, max_length=64)
    conversation_id: str = Field(min_length=1, max_length=64)
    call_id: CallId


class JoinCallFrame(AboutCall):
    """Answer a call from this device, or take it over from another of yours."""

    action: Literal["join_call"]
    join_id: JoinId = None


class LeaveCallFrame(AboutCall):
    """Hang up on this device."""

    action: Literal["leave_call"]
    join_id: JoinId = None


class SignalFrame(AboutCall):
    """Say something to the device of another who is in the call."""

    action: Literal["signal"]
    to: AccountId
    signal: SignalIn


class RingingFrame(BaseModel):
    """Ask which call rings at you: send one whenever the socket opens, for it may have begun before."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    request_id: str = Field(min_length=1, max_length=64)
    action: Literal["ringing"]


class Done(BaseModel):
    """It is done; there is nothing to say about it."""


CallFrame = JoinCallFrame | LeaveCallFrame | SignalFrame | RingingFrame


@dataclass(frozen=True, slots=True)
class CallFrames:
    """Carries out what devices ask over the socket."""

    seat: TakeSeat
    signal: PassSignal
    show: ShowCalls

    def __call__(
        self, actor: Actor, frame: CallFrame, connection_id: str
    ) -> CallJoinedOut | CallOut | list[CallOut] | Done:
        """Return the answer. Raises what the use cases raise."""
        if isinstance(frame, RingingFrame):
            return [CallOut.of(call) for call in self.show.ringing(actor)]
        which = (actor, frame.conversation_id, frame.call_id)
        if isinstance(frame, JoinCallFrame):
            return CallJoinedOut.of_pair(*self.seat.join(*which, connection_id, join_id=frame.join_id))
        if isinstance(frame, LeaveCallFrame):
            return CallOut.of(self.seat.give_up(*which, SeatState.LEFT, connection_id, join_id=frame.join_id))
        self.signal(*which, frame.signal.model_dump(), to=frame.to, connection_id=connection_id)
        return Done()

"""Calls: who makes the place to talk, and what the edges call."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.errors import Problem
from guildhall.messaging.gateways.meetings import ChimeMeetings, IceServers, PeerMeetings
from guildhall.messaging.ports import Delivery
from guildhall.messaging.ports.calls import Meetings
from guildhall.messaging.store.blocks import DynamoBlocks
from guildhall.messaging.store.calls import DynamoCalls
from guildhall.messaging.store.conversations import DynamoConversations
from guildhall.messaging.store.sockets import DynamoConnections
from guildhall.messaging.use_cases.access import AccessConversation, AccessForWriting
from guildhall.messaging.use_cases.calls import (
    ChangeCall,
    CheckCalls,
    LoseSocket,
    PassSignal,
    StartCall,
    TakeSeat,
)
from guildhall.messaging.use_cases.seeing_calls import ShowCalls
from guildhall.platform import aws
from guildhall.platform.assembly import Platform
from guildhall.platform.observe import logger
from guildhall.platform.parallel import together
from guildhall.platform.secrets import Secret


@dataclass(frozen=True, slots=True)
class CallSettings:
    """Where people meet.

    calls: `chime`, or `peer` for devices that talk to each other. stun_urls, turn_urls: for `peer`, divided by commas.
    turn_secret: ARN of what is shared with the TURN servers.
    """

    calls: str = "peer"
    stun_urls: str = ""
    turn_urls: str = ""
    turn_secret: str = ""


@dataclass(frozen=True, slots=True)
class Calling:
    """The use cases of those who call."""

    start: StartCall
    seat: TakeSeat
    show: ShowCalls
    signal: PassSignal
    lose: LoseSocket
    check: CheckCalls
    change: ChangeCall


def wire_calls(platform: Platform, delivery: Delivery | None = None) -> Calling:
    """Build the use cases on DynamoDB. delivery: the way to sockets, where the caller has one."""
    clock = platform.clock
    conversations, calls, connections = (
        DynamoConversations(platform.database),
        DynamoCalls(platform.database),
        DynamoConnections(clock),
    )
    meetings = _meetings(platform)
    change = ChangeCall(calls, meetings, delivery or _delivery(platform), clock)
    access = AccessConversation(conversations, platform.gate)
    return Calling(
        start=StartCall(
            AccessForWriting(access, DynamoBlocks(platform.database), together),
            conversations,
            calls,
            meetings,
            change,
            platform.limits,
            clock,
        ),
        seat=TakeSeat(access, meetings, change),
        show=ShowCalls(access, calls, platform.gate, clock),
        signal=PassSignal(access, calls, change.delivery),
        lose=LoseSocket(calls, change),
        check=CheckCalls(calls, connections, change, clock, _not_looked),
        change=change,
    )


def _delivery(platform: Platform) -> Delivery:
    from guildhall.messaging.gateways.sockets import SocketDelivery, chalice_sockets
    from guildhall.messaging.schemas.notices import event_frame

    clock = platform.clock
    return SocketDelivery(DynamoConnections(clock), chalice_sockets(platform.environ), event_frame, clock)


def _meetings(platform: Platform) -> Meetings:
    own = platform.settings(CallSettings)
    if own.calls == "chime":
        return ChimeMeetings(aws.client("chime-sdk-meetings"), aws.region())
    secret = Secret(own.turn_secret) if own.turn_secret else None
    return PeerMeetings(IceServers(_urls(own.stun_urls), _urls(own.turn_urls), secret, platform.clock))


def _urls(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in text.split(","))))


def _not_looked(call_id: str, problem: Problem) -> None:
    logger.warning("call not looked at", extra={"call": call_id, "problem": problem.slug})

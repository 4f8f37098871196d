"""What helps people to write: templates, and messages that are sent later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guildhall.messaging.store.answering import DynamoAnswers
from guildhall.messaging.store.blocks import DynamoBlocks
from guildhall.messaging.store.conversations import DynamoConversations, DynamoDirectTalks
from guildhall.messaging.store.messages import DynamoMessages
from guildhall.messaging.store.scheduled import DynamoScheduledMessages
from guildhall.messaging.store.sockets import DynamoConnections
from guildhall.messaging.store.templates import DynamoPeople, DynamoTemplates
from guildhall.messaging.use_cases.access import AccessConversation, AccessForWriting
from guildhall.messaging.use_cases.answering import HandOverLooks
from guildhall.messaging.use_cases.arranging import GatherBlocks
from guildhall.messaging.use_cases.calls import CheckCalls
from guildhall.messaging.use_cases.erasing import EraseRemains, SweepFiles
from guildhall.messaging.use_cases.participants import KeepConversation
from guildhall.messaging.use_cases.receipts import ChangeMembership, CountUnread
from guildhall.messaging.use_cases.scheduled import HandleScheduled, HandOverDue
from guildhall.messaging.use_cases.starting import NameTalks
from guildhall.messaging.use_cases.templates import HandleTemplates, RenderTemplate
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors
from guildhall.platform.parallel import together

if TYPE_CHECKING:
    from guildhall.platform.vault import Vault


@dataclass(frozen=True, slots=True)
class Writing:
    """The use cases of writers."""

    templates: HandleTemplates
    render: RenderTemplate
    scheduled: HandleScheduled
    cursors: Cursors


def wire_writing(platform: Platform) -> Writing:
    """Build the use cases on DynamoDB."""
    access = AccessConversation(DynamoConversations(platform.database), platform.gate)
    handle = HandleTemplates(DynamoTemplates(platform.database), platform.gate, platform.clock, platform.ids)
    writing = AccessForWriting(access, DynamoBlocks(platform.database), together)
    waiting = DynamoScheduledMessages(platform.database)
    return Writing(
        templates=handle,
        render=RenderTemplate(handle, access, DynamoPeople(), platform.clock),
        scheduled=HandleScheduled(waiting, writing, platform.gate, platform.limits, platform.clock),
        cursors=platform.cursors,
    )


@dataclass(frozen=True, slots=True)
class Timers:
    """One use case a timer, and one a task of operators."""

    hand_over_due: HandOverDue
    check_calls: CheckCalls
    erase_remains: EraseRemains
    sweep_files: SweepFiles
    hand_over_looks: HandOverLooks
    name_talks: NameTalks
    gather_blocks: GatherBlocks


def wire_timers(platform: Platform, vault: Vault | None = None) -> Timers:
    """Build what the clock asks, on DynamoDB and the sockets of this stage. vault: instead of S3, for tests."""
    from guildhall.messaging.gateways.sockets import SocketDelivery, chalice_sockets
    from guildhall.messaging.schemas.notices import event_frame
    from guildhall.messaging.wiring.calls import wire_calls
    from guildhall.messaging.wiring.files import sweep

    clock = platform.clock
    delivery = SocketDelivery(DynamoConnections(clock), chalice_sockets(platform.environ), event_frame, clock)
    conversations = DynamoConversations(platform.database)
    change = ChangeMembership(conversations, CountUnread(DynamoMessages(platform.database), clock))
    return Timers(
        HandOverDue(DynamoScheduledMessages(platform.database), clock),
        wire_calls(platform, delivery).check,
        *sweep(platform, vault),
        HandOverLooks(DynamoAnswers(platform.database), clock),
        NameTalks(DynamoDirectTalks(), KeepConversation(conversations, change, delivery, clock), DynamoPeople()),
        GatherBlocks(DynamoBlocks(platform.database)),
    )

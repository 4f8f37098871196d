"""What keeps conversations safe: reports and moderators."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.messaging.store.blocks import DynamoBlocks
from guildhall.messaging.store.conversations import DynamoConversations
from guildhall.messaging.store.messages import DynamoMessages
from guildhall.messaging.store.reports import DynamoReports
from guildhall.messaging.store.sockets import DynamoConnections
from guildhall.messaging.use_cases.access import AccessConversation
from guildhall.messaging.use_cases.safety import AccessReport, DecideReport, MakeReport
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors


@dataclass(frozen=True, slots=True)
class Safety:
    """The use cases of reporters and moderators."""

    make: MakeReport
    access: AccessReport
    decide: DecideReport
    cursors: Cursors


def wire_safety(platform: Platform) -> Safety:
    """Build the use cases on DynamoDB and the sockets of this stage."""
    from guildhall.messaging.gateways.sockets import SocketDelivery, chalice_sockets
    from guildhall.messaging.schemas.notices import event_frame

    clock = platform.clock
    conversations, messages = DynamoConversations(platform.database), DynamoMessages(platform.database)
    reports = DynamoReports(platform.database)
    delivery = SocketDelivery(DynamoConnections(clock), chalice_sockets(platform.environ), event_frame, clock)
    access = AccessReport(reports, platform.gate)
    return Safety(
        make=MakeReport(
            AccessConversation(conversations, platform.gate), messages, reports, platform.limits, clock, platform.ids
        ),
        access=access,
        decide=DecideReport(access, conversations, messages, DynamoBlocks(platform.database), delivery, clock),
        cursors=platform.cursors,
    )

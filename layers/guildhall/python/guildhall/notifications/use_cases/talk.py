"""What is told of conversations, calls and reports, and what is not."""

from __future__ import annotations

from guildhall.kernel.events import DomainEvent
from guildhall.messaging.events import (
    AbuseReportDecidedV1,
    AbuseReportedV1,
    CallMissedV1,
    CallStartedV1,
    ConversationOpenedV1,
    DataCopyReadyV1,
    MessageSentV1,
    MessageSignalledV1,
    ResponseTimeMeasuredV1,
    ScheduledMessageRefusedV1,
)
from guildhall.notifications.models import Notice, Type
from guildhall.notifications.use_cases.decisions import Decision, Silent, notice_of, tells, to_owner


def _message(event: MessageSentV1) -> list[Notice]:
    # Who is called by name hears of that instead of any message.
    kinds = dict.fromkeys(event.mentioned_ids, Type.MESSAGE_MENTIONED)
    return [
        notice_of(one, kinds.get(one, Type.MESSAGE_RECEIVED), event, "conversation_id")
        for one in event.recipient_ids
        if one != event.sender_id and (one in kinds or one not in event.muted_ids)
    ]


def _ruling(event: AbuseReportDecidedV1) -> list[Notice]:
    told: list[Notice] = []
    if event.reporter_id:
        told.append(notice_of(event.reporter_id, Type.REPORT_DECIDED, event, "conversation_id"))
    if event.decision == "warn" and event.reported_id:
        told.append(notice_of(event.reported_id, Type.CONDUCT_WARNED, event, "conversation_id"))
    return told


TALK: list[tuple[type[DomainEvent], Decision]] = [
    tells(
        CallStartedV1,
        lambda e: [notice_of(one, Type.CALL_STARTED, e, "conversation_id", "call_id") for one in e.callee_ids],
    ),
    tells(
        CallMissedV1,
        lambda e: [notice_of(one, Type.CALL_MISSED, e, "conversation_id", "call_id") for one in e.missed_ids],
    ),
    (ConversationOpenedV1, Silent("what it is about is told already, and so is its first message")),
    tells(MessageSentV1, _message),
    (MessageSignalledV1, Silent("a hint stands beside the message itself; nobody is accused by letter")),
    (AbuseReportedV1, Silent("moderators work from their queue; who reported sees that it was taken")),
    tells(AbuseReportDecidedV1, _ruling),
    (ResponseTimeMeasuredV1, Silent("it stands in the expert's profile; an hour more or less is no news to anybody")),
    tells(
        ScheduledMessageRefusedV1,
        lambda e: [notice_of(e.sender_id, Type.MESSAGE_NOT_SENT, e, "conversation_id")],
    ),
    to_owner(DataCopyReadyV1, Type.DATA_COPY_READY),
]

"""What messaging tells the world."""

from typing import ClassVar

from pydantic import Field

from guildhall.kernel.events import DomainEvent
from guildhall.kernel.types import Instant


class ConversationOpenedV1(DomainEvent):
    """A conversation exists and these accounts are in it.

    contract_id: empty if it is about something else. subject: what it is about, `contract`, `project`, `dispute`,
    `reservation`, `case`, `ticket` or `direct`; subject_id: which one. Consumers: partners.
    """

    source: ClassVar[str] = "guildhall.messaging"
    detail_type: ClassVar[str] = "ConversationOpened.v1"

    conversation_id: str
    contract_id: str
    participant_ids: list[str]
    subject: str = Field(default="contract")
    subject_id: str = Field(default="")


class MessageSentV1(DomainEvent):
    """A message is stored; sent once per message, never with its text.

    mentioned_ids: those of the recipients whom it calls by name. muted_ids: those who want to hear of nothing else in
    this conversation, or of nothing from this sender. Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.messaging"
    detail_type: ClassVar[str] = "MessageSent.v1"

    conversation_id: str
    message_id: str
    sender_id: str
    recipient_ids: list[str]
    mentioned_ids: list[str] = Field(default=[])
    muted_ids: list[str] = Field(default=[])


class ScheduledMessageRefusedV1(DomainEvent):
    """A message that waited for its instant was not sent, and will not be.

    reason: `blocked`, the other side blocks its writer; `left`, the writer takes no part in the conversation any more;
    `refused`, what is true of any message that is refused. Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.messaging"
    detail_type: ClassVar[str] = "ScheduledMessageRefused.v1"

    scheduled_id: str
    conversation_id: str
    sender_id: str
    reason: str


class MessageSignalledV1(DomainEvent):
    """A message, as it was sent or as it was changed, shows something of payment elsewhere or of extortion.

    signals: `email`, `phone`, `iban`, `payment_handle`, `pay_outside`, `extortion`: reasons to look, no verdicts. Never
    with its text. Consumers: none yet; for whoever rates risks.
    """

    source: ClassVar[str] = "guildhall.messaging"
    detail_type: ClassVar[str] = "MessageSignalled.v1"

    conversation_id: str
    message_id: str
    sender_id: str
    recipient_ids: list[str]
    signals: list[str]


class AbuseReportedV1(DomainEvent):
    """A participant told moderators of a message, a person or a whole conversation, or a message shows extortion.

    reporter_id: empty where the platform raised it itself. reported_id: whom it is about, where it is about one.
    Consumers: notifications; and for whoever rates risks.
    """

    source: ClassVar[str] = "guildhall.messaging"
    detail_type: ClassVar[str] = "AbuseReported.v1"

    report_id: str
    conversation_id: str
    reporter_id: str
    reported_id: str | None = Field(default=None)
    message_id: str | None = Field(default=None)
    reason: str


class AbuseReportDecidedV1(DomainEvent):
    """A moderator decided about a report.

    reporter_id: empty where the platform raised the report itself. decision: `dismiss`, `hide_message`, `warn`, or
    `block`. Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.messaging"
    detail_type: ClassVar[str] = "AbuseReportDecided.v1"

    report_id: str
    conversation_id: str
    reporter_id: str
    reported_id: str | None = Field(default=None)
    decision: str


class CallStartedV1(DomainEvent):
    """Somebody calls the others of a conversation.

    callee_ids: those who want to hear of it. medium: `voice` or `video`. Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.messaging"
    detail_type: ClassVar[str] = "CallStarted.v1"

    call_id: str
    conversation_id: str
    caller_id: str
    callee_ids: list[str]
    medium: str


class CallMissedV1(DomainEvent):
    """These did not answer a call before it stopped ringing.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.messaging"
    detail_type: ClassVar[str] = "CallMissed.v1"

    call_id: str
    conversation_id: str
    caller_id: str
    missed_ids: list[str]
    medium: str


class DataCopyReadyV1(DomainEvent):
    """A person can download the copy of their data that they asked for, until `kept_until`.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.messaging"
    detail_type: ClassVar[str] = "DataCopyReady.v1"

    copy_id: str
    account_id: str
    kept_until: Instant


class ResponseTimeMeasuredV1(DomainEvent):
    """Within which time an account usually answers is now another, or is so still after a month.

    within_seconds: one of seven steps from 900 to 604800, the least in which half of the answers of the last 90 days
    came; null where there are fewer than ten, or in fewer than three conversations, or where it takes longer.
    measured_at: of two, the later one is right. Consumers: profiles.
    """

    source: ClassVar[str] = "guildhall.messaging"
    detail_type: ClassVar[str] = "ResponseTimeMeasured.v1"

    account_id: str
    within_seconds: int | None
    answers: int
    measured_at: Instant

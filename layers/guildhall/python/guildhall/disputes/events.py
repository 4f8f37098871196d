"""What disputes tells the world."""

from typing import ClassVar, Literal

from pydantic import Field

from guildhall.kernel.events import DomainEvent
from guildhall.kernel.types import AmountMinor, CurrencyCode, Instant

StageName = Literal["response", "mediation", "arbitration", "appeal_window", "appeal"]
Desk = Literal["mediator", "arbitrator"]
Outcome = Literal["agreed", "decided", "withdrawn"]


class DisputeOpenedV1(DomainEvent):
    """One side disputes the held money of a milestone: until the end it goes nowhere.

    Sent once per dispute. Consumers: payments, messaging, notifications, partners.
    """

    source: ClassVar[str] = "guildhall.disputes"
    detail_type: ClassVar[str] = "DisputeOpened.v1"

    dispute_id: str
    contract_id: str
    milestone_id: str
    client_id: str
    expert_id: str
    opened_by: str = Field(description="Account of the side that filed it.")
    amount_minor: AmountMinor = Field(description="What was held when it was filed, in minor units of `currency`.")
    currency: CurrencyCode


class DisputeStageEnteredV1(DomainEvent):
    """A dispute came to a stage, by what somebody did or because a window passed.

    Sent once per stage and dispute. Consumers: notifications, partners.
    """

    source: ClassVar[str] = "guildhall.disputes"
    detail_type: ClassVar[str] = "DisputeStageEntered.v1"

    dispute_id: str
    contract_id: str
    milestone_id: str
    client_id: str
    expert_id: str
    opened_by: str
    stage: StageName
    is_by_silence: bool = Field(description="A window passed without an answer; that costs nobody the dispute.")
    deadline_at: Instant = Field(description="When the dispute moves on at the latest.")


class DisputeTakenV1(DomainEvent):
    """A mediator or an arbitrator took a dispute, and talks with its sides from now on.

    Consumers: messaging.
    """

    source: ClassVar[str] = "guildhall.disputes"
    detail_type: ClassVar[str] = "DisputeTaken.v1"

    dispute_id: str
    contract_id: str
    milestone_id: str
    client_id: str
    expert_id: str
    desk: Desk
    staff_id: str = Field(description="Account of the mediator or arbitrator.")


class DisputeLeftV1(DomainEvent):
    """A mediator or an arbitrator has a dispute no more: it went back into the queue, or to another by appeal.

    Consumers: messaging.
    """

    source: ClassVar[str] = "guildhall.disputes"
    detail_type: ClassVar[str] = "DisputeLeft.v1"

    dispute_id: str
    contract_id: str
    milestone_id: str
    client_id: str
    expert_id: str
    desk: Desk
    staff_id: str = Field(description="Account of the mediator or arbitrator.")


class DisputeResolvedV1(DomainEvent):
    """A dispute is over; what was held for the milestone is to be split so.

    Sent once per dispute. Withdrawn: both parts are 0, and the money is held as before. Otherwise the parts add up to
    what was disputed. Consumers: payments, notifications, partners.
    """

    source: ClassVar[str] = "guildhall.disputes"
    detail_type: ClassVar[str] = "DisputeResolved.v1"

    dispute_id: str
    contract_id: str
    milestone_id: str
    client_id: str
    expert_id: str
    outcome: Outcome
    to_expert_minor: AmountMinor
    to_client_minor: AmountMinor
    currency: CurrencyCode
    cost_from_expert_minor: AmountMinor = Field(
        default=0, description="Of the expert's part, what the platform keeps for the decision."
    )
    cost_from_client_minor: AmountMinor = Field(
        default=0, description="Of the client's part, what the platform keeps for the decision."
    )


class DisputeReminderDueV1(DomainEvent):
    """A dispute still waits for somebody, and its window is about to pass.

    Sent once a stage, in its last quarter. Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.disputes"
    detail_type: ClassVar[str] = "DisputeReminderDue.v1"

    dispute_id: str
    contract_id: str
    milestone_id: str
    client_id: str
    expert_id: str
    stage: StageName
    waits_for: list[str] = Field(min_length=1, description="Accounts of the sides that are awaited.")
    deadline_at: Instant

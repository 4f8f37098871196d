"""What contracts tells the world."""

from datetime import date
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from guildhall.kernel.events import DomainEvent
from guildhall.kernel.types import AmountMinor, CurrencyCode, Instant


class AgreedMilestone(BaseModel):
    """A milestone as both sides signed it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    milestone_id: str
    title: str
    amount_minor: AmountMinor
    due_on: date


class ContractOpenedV1(DomainEvent):
    """A contract waits for both signatures.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.contracts"
    detail_type: ClassVar[str] = "ContractOpened.v1"

    contract_id: str
    client_id: str
    expert_id: str
    title: str
    project_id: str
    proposal_id: str


class ContractSignatureGivenV1(DomainEvent):
    """One side signed; the other's signature is still awaited.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.contracts"
    detail_type: ClassVar[str] = "ContractSignatureGiven.v1"

    contract_id: str
    account_id: str = Field(description="Who signed.")


class ContractSignedV1(DomainEvent):
    """Both sides signed the same terms.

    Consumers: payments, messaging, notifications, partners.
    """

    source: ClassVar[str] = "guildhall.contracts"
    detail_type: ClassVar[str] = "ContractSigned.v1"

    contract_id: str
    client_id: str
    expert_id: str
    title: str
    currency: CurrencyCode
    milestones: list[AgreedMilestone] = Field(min_length=1)
    category: str | None = Field(default=None, description="What kind of work it is; commission may differ by it.")


class MilestoneCancelledV1(DomainEvent):
    """A milestone will not be done; its money, if it was held or arrives later, goes back to the client.

    Sent again when money arrives for it after all. Consumers: payments, notifications.
    """

    source: ClassVar[str] = "guildhall.contracts"
    detail_type: ClassVar[str] = "MilestoneCancelled.v1"

    contract_id: str
    milestone_id: str
    client_id: str
    expert_id: str
    milestone_title: str
    cancelled_by: str = Field(description="The side that cancelled, or `system` if money arrived afterwards.")


class WorkDeliveredV1(DomainEvent):
    """The expert handed work in; the review window is open.

    Consumers: payments, notifications, partners.
    """

    source: ClassVar[str] = "guildhall.contracts"
    detail_type: ClassVar[str] = "WorkDelivered.v1"

    contract_id: str
    milestone_id: str
    client_id: str
    expert_id: str
    milestone_title: str
    delivery: int = Field(ge=1, description="Counts the deliveries of this milestone.")
    remind_at: Instant
    release_at: Instant = Field(description="Silence until then approves the work.")


class ReviewReminderDueV1(DomainEvent):
    """A delivery still waits for the client, and silence will soon count as approval.

    Sent at `remind_at`, once a delivery. Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.contracts"
    detail_type: ClassVar[str] = "ReviewReminderDue.v1"

    contract_id: str
    milestone_id: str
    client_id: str
    expert_id: str
    milestone_title: str
    delivery: int = Field(ge=1)
    release_at: Instant


class ChangesRequestedV1(DomainEvent):
    """The client asked for changes; the review window is closed.

    Consumers: payments, notifications, partners.
    """

    source: ClassVar[str] = "guildhall.contracts"
    detail_type: ClassVar[str] = "ChangesRequested.v1"

    contract_id: str
    milestone_id: str
    client_id: str
    expert_id: str
    milestone_title: str
    delivery: int = Field(ge=1)
    reason: str


class WorkApprovedV1(DomainEvent):
    """The work of a milestone is approved, by the client or by silence.

    Consumers: payments, notifications, partners.
    """

    source: ClassVar[str] = "guildhall.contracts"
    detail_type: ClassVar[str] = "WorkApproved.v1"

    contract_id: str
    milestone_id: str
    client_id: str
    expert_id: str
    milestone_title: str
    delivery: int = Field(ge=1)
    is_automatic: bool

"""What projects tells the world."""

from datetime import date
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from guildhall.kernel.events import DomainEvent
from guildhall.kernel.types import AmountMinor, CurrencyCode


class ProposedMilestone(BaseModel):
    """A part of the work with its price."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    amount_minor: AmountMinor
    due_on: date


class ProjectPostedV1(DomainEvent):
    """A project is open for proposals.

    Consumers: notifications, partners.
    """

    source: ClassVar[str] = "guildhall.projects"
    detail_type: ClassVar[str] = "ProjectPosted.v1"

    project_id: str
    client_id: str
    title: str
    skills: list[str]


class ProposalSubmittedV1(DomainEvent):
    """An expert offered to do a project.

    Consumers: notifications, partners.
    """

    source: ClassVar[str] = "guildhall.projects"
    detail_type: ClassVar[str] = "ProposalSubmitted.v1"

    project_id: str
    proposal_id: str
    client_id: str
    expert_id: str
    project_title: str


class ProposalWithdrawnV1(DomainEvent):
    """An expert took a proposal back before it was accepted.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.projects"
    detail_type: ClassVar[str] = "ProposalWithdrawn.v1"

    project_id: str
    proposal_id: str
    client_id: str
    expert_id: str
    project_title: str


class ProposalShortlistedV1(DomainEvent):
    """The client put a proposal on the short list.

    Consumers: messaging, notifications.
    """

    source: ClassVar[str] = "guildhall.projects"
    detail_type: ClassVar[str] = "ProposalShortlisted.v1"

    project_id: str
    proposal_id: str
    client_id: str
    expert_id: str
    project_title: str


class ProposalAcceptedV1(DomainEvent):
    """The client chose a proposal; its milestones become a contract.

    Consumers: contracts, messaging, notifications, partners.
    """

    source: ClassVar[str] = "guildhall.projects"
    detail_type: ClassVar[str] = "ProposalAccepted.v1"

    project_id: str
    proposal_id: str
    client_id: str
    expert_id: str
    project_title: str
    currency: CurrencyCode
    milestones: list[ProposedMilestone] = Field(min_length=1)
    category: str | None = Field(default=None, description="What kind of work it is; commission may differ by it.")

"""Request and response shapes of contracts' HTTP API."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guildhall.contracts.machine import MilestoneState
from guildhall.contracts.models import (
    Activity,
    ActivityKind,
    Card,
    Contract,
    Delivery,
    Milestone,
    Signature,
    is_completed,
)
from guildhall.kernel.types import Day, Instant

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000)]
Number = Annotated[int, Field(strict=True, ge=1, le=10**6)]


class SignIn(BaseModel):
    """Which terms the side agrees to."""

    model_config = ConfigDict(extra="forbid")

    terms_version: Number


class DeliverIn(BaseModel):
    """What is handed in."""

    model_config = ConfigDict(extra="forbid")

    note: Sentence
    file_ids: list[Annotated[str, Field(max_length=40)]] = Field(default=[], max_length=20)


class ApproveIn(BaseModel):
    """Which delivery is approved: the one that was looked at."""

    model_config = ConfigDict(extra="forbid")

    delivery: Number


class RequestChangesIn(BaseModel):
    """Which delivery goes back, and why."""

    model_config = ConfigDict(extra="forbid")

    delivery: Number
    reason: Sentence


class CancelIn(BaseModel):
    """Why a milestone will not be done."""

    model_config = ConfigDict(extra="forbid")

    reason: Sentence


class SignatureOut(BaseModel):
    """One side's signature."""

    account_id: str
    terms_version: int
    terms_digest: str
    signed_at: Instant

    @classmethod
    def of(cls, signature: Signature | None) -> SignatureOut | None:
        """Shape a signature for the wire."""
        if signature is None:
            return None
        return cls(
            account_id=signature.account_id,
            terms_version=signature.terms_version,
            terms_digest=signature.terms_digest,
            signed_at=signature.signed_at,
        )


class MilestoneOut(BaseModel):
    """A milestone. remind_at and release_at: of the open review, else null."""

    milestone_id: str
    contract_id: str
    number: int
    title: str
    amount_minor: int
    currency: str
    due_on: Day
    state: MilestoneState
    delivery: int
    remind_at: Instant | None
    release_at: Instant | None
    change_reason: str | None
    is_frozen: bool = Field(description="A cardholder's bank decides about its money; silence approves nothing.")
    version: int

    @classmethod
    def of(cls, milestone: Milestone) -> MilestoneOut:
        """Shape a milestone for the wire."""
        return cls(
            milestone_id=milestone.milestone_id,
            contract_id=milestone.contract_id,
            number=milestone.number,
            title=milestone.title,
            amount_minor=milestone.amount_minor,
            currency=milestone.currency,
            due_on=milestone.due_on,
            state=milestone.state,
            delivery=milestone.delivery,
            remind_at=milestone.remind_at,
            release_at=milestone.release_at,
            change_reason=milestone.change_reason,
            is_frozen=milestone.is_frozen,
            version=milestone.version,
        )


class ContractOut(BaseModel):
    """A contract with its milestones by number."""

    contract_id: str
    project_id: str
    proposal_id: str
    client_id: str
    expert_id: str
    title: str
    currency: str
    total_minor: int
    terms_version: int
    terms_digest: str
    client_signature: SignatureOut | None
    expert_signature: SignatureOut | None
    is_signed: bool
    is_completed: bool
    opened_at: Instant
    milestones: list[MilestoneOut]
    version: int

    @classmethod
    def of(cls, contract: Contract, milestones: list[Milestone]) -> ContractOut:
        """Shape a contract for the wire."""
        return cls(
            contract_id=contract.contract_id,
            project_id=contract.project_id,
            proposal_id=contract.proposal_id,
            client_id=contract.client_id,
            expert_id=contract.expert_id,
            title=contract.title,
            currency=contract.currency,
            total_minor=contract.total_minor,
            terms_version=contract.terms_version,
            terms_digest=contract.terms_digest,
            client_signature=SignatureOut.of(contract.client_signature),
            expert_signature=SignatureOut.of(contract.expert_signature),
            is_signed=contract.is_signed,
            is_completed=is_completed(milestones),
            opened_at=contract.opened_at,
            milestones=[MilestoneOut.of(milestone) for milestone in milestones],
            version=contract.version,
        )


class ContractCardOut(BaseModel):
    """A contract in a list."""

    contract_id: str
    client_id: str
    expert_id: str
    title: str
    currency: str
    total_minor: int
    is_signed: bool
    opened_at: Instant

    @classmethod
    def of(cls, card: Card) -> ContractCardOut:
        """Shape a card for the wire."""
        return cls(
            contract_id=card.contract_id,
            client_id=card.client_id,
            expert_id=card.expert_id,
            title=card.title,
            currency=card.currency,
            total_minor=card.total_minor,
            is_signed=card.is_signed,
            opened_at=card.opened_at,
        )


class ContractsOut(BaseModel):
    """A page of one's contracts on one side."""

    items: list[ContractCardOut]
    next_cursor: str | None


class ActivityOut(BaseModel):
    """Something that happened. actor_id: `system` for timers and payments."""

    activity_id: str
    type: ActivityKind
    actor_id: str
    at: Instant
    milestone_id: str | None
    milestone_title: str | None
    delivery: int | None
    note: str | None

    @classmethod
    def of(cls, activity: Activity) -> ActivityOut:
        """Shape a line for the wire."""
        return cls(
            activity_id=activity.activity_id,
            type=activity.type,
            actor_id=activity.actor_id,
            at=activity.at,
            milestone_id=activity.milestone_id,
            milestone_title=activity.milestone_title,
            delivery=activity.delivery,
            note=activity.note,
        )


class ActivitiesOut(BaseModel):
    """A page of what happened, newest first."""

    items: list[ActivityOut]
    next_cursor: str | None


class DeliveryOut(BaseModel):
    """Work handed in."""

    number: int
    note: str
    file_ids: list[str]
    delivered_at: Instant
    release_at: Instant

    @classmethod
    def of(cls, delivery: Delivery) -> DeliveryOut:
        """Shape a delivery for the wire."""
        return cls(
            number=delivery.number,
            note=delivery.note,
            file_ids=list(delivery.file_ids),
            delivered_at=delivery.delivered_at,
            release_at=delivery.release_at,
        )


class DeliveriesOut(BaseModel):
    """What was handed in for a milestone: the last 100, newest first."""

    items: list[DeliveryOut]

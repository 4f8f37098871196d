"""Request and response shapes of disputes' HTTP API."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guildhall.disputes.machine import Stage
from guildhall.disputes.models import (
    Countdown,
    Decision,
    Dispute,
    Filing,
    Reason,
    Split,
    countdown_of,
)
from guildhall.kernel.types import AmountMinor, Instant

Story = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5_000)]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000)]
Reasons = Annotated[str, StringConstraints(strip_whitespace=True, min_length=50, max_length=10_000)]
Remark = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1_000)]


class FilingIn(BaseModel):
    """What the opener has filled in so far; every field may still be missing."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason | None = None
    account: Story = ""
    to_expert_minor: AmountMinor | None = Field(default=None, description="What is asked to go to the expert.")

    def filing(self) -> Filing:
        """Return the filing."""
        return Filing(self.reason, self.account, self.to_expert_minor)


class BeginIn(FilingIn):
    """The milestone whose money is disputed, and what is filled in so far."""

    milestone_id: Annotated[str, Field(min_length=1, max_length=60)]


class TextIn(BaseModel):
    """What somebody says."""

    model_config = ConfigDict(extra="forbid")

    text: Said


class SplitIn(BaseModel):
    """How to share the money: two parts that make up the disputed amount."""

    model_config = ConfigDict(extra="forbid")

    to_expert_minor: AmountMinor
    to_client_minor: AmountMinor
    note: Remark = ""


class DecisionIn(BaseModel):
    """How the money is shared, and why: both sides read it."""

    model_config = ConfigDict(extra="forbid")

    to_expert_minor: AmountMinor
    to_client_minor: AmountMinor
    reasons: Reasons


class FilingOut(BaseModel):
    """What the opener says and asks for."""

    reason: Reason | None
    account: str
    to_expert_minor: int | None


class CostsOut(BaseModel):
    """What a decision costs: `total_minor` at most; agreements and withdrawals cost nothing.

    from_expert_minor, from_client_minor: once it was decided, what the platform keeps of each side's part. A side bears
    what corresponds to the other side's part, and never more than its own; the rest is waived.
    """

    basis_points: int
    total_minor: int
    from_expert_minor: int
    from_client_minor: int


class CountdownOut(BaseModel):
    """The one countdown: whose turn it is, until when, and which stage comes then if nobody does anything.

    waits_for: account ids of sides, or `arbitrator`.
    """

    deadline_at: Instant
    waits_for: list[str]
    then: Stage

    @classmethod
    def of(cls, countdown: Countdown | None) -> CountdownOut | None:
        """Shape a countdown for the wire."""
        if countdown is None:
            return None
        return cls(deadline_at=countdown.deadline_at, waits_for=list(countdown.waits_for), then=countdown.then)


class SplitOut(BaseModel):
    """A way to share the money that was proposed. The last one is on the table."""

    number: int
    proposed_by: str
    to_expert_minor: int
    to_client_minor: int
    note: str
    proposed_at: Instant
    accepted_by: list[str]

    @classmethod
    def of(cls, split: Split) -> SplitOut:
        """Shape a split for the wire."""
        return cls(
            number=split.number,
            proposed_by=split.proposed_by,
            to_expert_minor=split.to_expert_minor,
            to_client_minor=split.to_client_minor,
            note=split.note,
            proposed_at=split.proposed_at,
            accepted_by=list(split.accepted_by),
        )


class DecisionOut(BaseModel):
    """What was decided, why, and on which evidence: `evidence_digest` is the manifest's last digest then."""

    arbitrator_id: str
    to_expert_minor: int
    to_client_minor: int
    reasons: str
    decided_at: Instant
    is_final: bool
    evidence_digest: str

    @classmethod
    def of(cls, decision: Decision) -> DecisionOut:
        """Shape a decision for the wire."""
        return cls(
            arbitrator_id=decision.arbitrator_id,
            to_expert_minor=decision.to_expert_minor,
            to_client_minor=decision.to_client_minor,
            reasons=decision.reasons,
            decided_at=decision.decided_at,
            is_final=decision.is_final,
            evidence_digest=decision.evidence_digest,
        )


class DisputeOut(BaseModel):
    """A dispute as both sides and the staff see it."""

    dispute_id: str
    contract_id: str
    milestone_id: str
    milestone_title: str
    client_id: str
    expert_id: str
    opened_by: str
    amount_minor: int
    currency: str
    stage: Stage
    filing: FilingOut
    submitted_at: Instant | None
    countdown: CountdownOut | None
    is_overdue: bool
    answer: str | None
    splits: list[SplitOut]
    wants_decision: list[str]
    mediator_id: str | None
    arbitrator_id: str | None
    decisions: list[DecisionOut]
    appealed_by: str | None
    grounds: str | None
    outcome: str | None
    to_expert_minor: int
    to_client_minor: int
    costs: CostsOut
    resolved_at: Instant | None
    settled_at: Instant | None
    version: int

    @classmethod
    def of(cls, it: Dispute) -> DisputeOut:
        """Shape a dispute for the wire."""
        return cls(
            dispute_id=it.dispute_id,
            contract_id=it.contract_id,
            milestone_id=it.milestone_id,
            milestone_title=it.milestone_title,
            client_id=it.client_id,
            expert_id=it.expert_id,
            opened_by=it.opened_by,
            amount_minor=it.amount_minor,
            currency=it.currency,
            stage=it.stage,
            filing=FilingOut(
                reason=it.filing.reason, account=it.filing.account, to_expert_minor=it.filing.to_expert_minor
            ),
            submitted_at=it.submitted_at,
            countdown=CountdownOut.of(countdown_of(it)),
            is_overdue=it.is_overdue,
            answer=it.answer.text if it.answer else None,
            splits=[SplitOut.of(split) for split in it.splits],
            wants_decision=list(it.wants_decision),
            mediator_id=it.mediator_id,
            arbitrator_id=it.arbitrator_id,
            decisions=[DecisionOut.of(decision) for decision in it.decisions],
            appealed_by=it.appealed_by,
            grounds=it.grounds,
            outcome=it.outcome,
            to_expert_minor=it.to_expert_minor,
            to_client_minor=it.to_client_minor,
            costs=CostsOut(
                basis_points=it.costs.basis_points,
                total_minor=it.costs.total_minor,
                from_expert_minor=it.costs.from_expert_minor,
                from_client_minor=it.costs.from_client_minor,
            ),
            resolved_at=it.resolved_at,
            settled_at=it.settled_at,
            version=it.version,
        )

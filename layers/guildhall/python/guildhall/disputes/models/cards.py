"""A dispute as lists show it."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.disputes.machine import Stage
from guildhall.disputes.models.dispute import Dispute
from guildhall.kernel.types import Instant


@dataclass(frozen=True, slots=True)
class Card:
    """A dispute as lists show it."""

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
    created_at: Instant
    submitted_at: Instant | None = None
    deadline_at: Instant | None = None
    mediator_id: str | None = None
    arbitrator_id: str | None = None
    outcome: str | None = None
    is_overdue: bool = False
    trouble: str | None = None

    def matches(self, stage: Stage | None, assignee: str | None) -> bool:
        """Tell whether a filter of the queue lets it through. assignee: an account, or empty for nobody."""
        has_it = self.arbitrator_id if self.stage in {Stage.ARBITRATION, Stage.APPEAL} else self.mediator_id
        return (stage is None or self.stage is stage) and (assignee is None or (has_it or "") == assignee)


def card_of(dispute: Dispute) -> Card:
    """Return what lists show of a dispute."""
    return Card(
        dispute_id=dispute.dispute_id,
        contract_id=dispute.contract_id,
        milestone_id=dispute.milestone_id,
        milestone_title=dispute.milestone_title,
        client_id=dispute.client_id,
        expert_id=dispute.expert_id,
        opened_by=dispute.opened_by,
        amount_minor=dispute.amount_minor,
        currency=dispute.currency,
        stage=dispute.stage,
        created_at=dispute.created_at,
        submitted_at=dispute.submitted_at,
        deadline_at=dispute.deadline_at,
        mediator_id=dispute.mediator_id,
        arbitrator_id=dispute.arbitrator_id,
        outcome=dispute.outcome,
        is_overdue=dispute.is_overdue,
        trouble=dispute.trouble,
    )

"""The gatekeeper: a dispute and the right to it are loaded together."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.disputes.errors import DisputeUnknown
from guildhall.disputes.machine import Stage
from guildhall.disputes.models import Dispute
from guildhall.disputes.ports import Disputes
from guildhall.kernel.actor import Actor
from guildhall.kernel.policy import Gate, Resource, require

VIEW = "disputes.view"


def resource_of(dispute: Dispute) -> Resource:
    """Return a dispute as the policies see it."""
    return Resource(
        "Dispute",
        dispute.dispute_id,
        {
            "client_id": dispute.client_id,
            "expert_id": dispute.expert_id,
            "opened_by": dispute.opened_by,
            "respondent_id": dispute.respondent_id,
            "is_draft": dispute.stage is Stage.DRAFT,
            "mediator_id": dispute.mediator_id or "",
            "arbitrator_id": dispute.arbitrator_id or "",
        },
    )


@dataclass(frozen=True, slots=True)
class AccessDispute:
    """Load a dispute and let the actor pass, or tell them no more than they may know."""

    disputes: Disputes
    gate: Gate

    def __call__(self, actor: Actor, dispute_id: str, action: str = VIEW) -> Dispute:
        """Return the dispute. Raises DisputeUnknown, Forbidden."""
        dispute = self.disputes.get(dispute_id)
        if dispute is None or not self.gate.allows(actor, VIEW, resource_of(dispute)):
            raise DisputeUnknown
        require(self.gate, actor, action, resource_of(dispute))
        return dispute

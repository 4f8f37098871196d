"""What clients, experts and venues hear of work and its money; see `tests.support.told`."""

from __future__ import annotations

from enum import StrEnum

from guildhall.contracts.events import (
    ChangesRequestedV1,
    ContractOpenedV1,
    ContractSignedV1,
    MilestoneCancelledV1,
    WorkApprovedV1,
    WorkDeliveredV1,
)
from guildhall.contracts.machine import MilestoneState
from guildhall.disputes.events import DisputeOpenedV1, DisputeResolvedV1, DisputeStageEnteredV1
from guildhall.disputes.machine import HearingState, Stage
from guildhall.notifications.models import Type
from guildhall.payments.events import (
    ChargebackClosedV1,
    ChargebackOpenedV1,
    DepositChargebackClosedV1,
    DepositChargebackOpenedV1,
    FundsHeldV1,
    FundsRefundedV1,
    FundsReleasedV1,
    PaymentFailedV1,
    PayoutFailedV1,
    PayoutPaidV1,
)
from guildhall.payments.machine import PaymentState
from guildhall.projects.events import (
    ProposalAcceptedV1,
    ProposalShortlistedV1,
    ProposalSubmittedV1,
    ProposalWithdrawnV1,
)
from guildhall.projects.machine import ProjectState, ProposalState
from tests.support.told import CLIENT_AND_EXPERT, OWN_ACT, OWNER, Told, Workflow


class ContractState(StrEnum):
    """A contract has signatures, and no word of its own for them."""

    OPENED = "opened"
    SIGNED = "signed"


class PayoutState(StrEnum):
    """The provider's words."""

    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"


def _stage(stage: str, kind: Type) -> dict[str, Told | str]:
    told = Told(DisputeStageEnteredV1, kind, {"stage": stage}, "deadline_at")
    return {"client": told, "expert": told}


WORK: dict[type[StrEnum], Workflow] = {
    ProjectState: Workflow(
        {"client": "client_id"},
        {
            ProjectState.DRAFT: "nobody but its writer knows of it",
            ProjectState.OPEN: "its client posted it; experts are matched with it",
            ProjectState.AWARDED: "its client did it; experts hear of it, whoever was chosen (matching.py)",
        },
    ),
    ProposalState: Workflow(
        CLIENT_AND_EXPERT,
        {
            ProposalState.DRAFT: "nobody but its writer knows of it",
            ProposalState.SUBMITTED: {
                "client": Told(ProposalSubmittedV1, Type.PROPOSAL_SUBMITTED),
                "expert": OWN_ACT,
            },
            ProposalState.SHORTLISTED: {
                "client": OWN_ACT,
                "expert": Told(ProposalShortlistedV1, Type.PROPOSAL_SHORTLISTED),
            },
            ProposalState.WITHDRAWN: {
                "client": Told(ProposalWithdrawnV1, Type.PROPOSAL_WITHDRAWN),
                "expert": OWN_ACT,
            },
            ProposalState.ACCEPTED: {
                "client": OWN_ACT,
                "expert": Told(ProposalAcceptedV1, Type.PROPOSAL_ACCEPTED),
            },
        },
    ),
    ContractState: Workflow(
        CLIENT_AND_EXPERT,
        {
            ContractState.OPENED: {
                "client": Told(ContractOpenedV1, Type.CONTRACT_TO_SIGN),
                "expert": Told(ContractOpenedV1, Type.CONTRACT_TO_SIGN),
            },
            ContractState.SIGNED: {
                "client": Told(ContractSignedV1, Type.CONTRACT_SIGNED),
                "expert": Told(ContractSignedV1, Type.CONTRACT_SIGNED),
            },
        },
    ),
    MilestoneState: Workflow(
        CLIENT_AND_EXPERT,
        {
            MilestoneState.AGREED: "the signed contract is told, to both",
            MilestoneState.FUNDED: {
                "client": Told(FundsHeldV1, Type.PAYMENT_PROTECTED),
                "expert": Told(FundsHeldV1, Type.MILESTONE_FUNDED),
            },
            MilestoneState.DELIVERED: {
                "client": Told(WorkDeliveredV1, Type.WORK_DELIVERED, deadline="release_at"),
                "expert": OWN_ACT,
            },
            MilestoneState.CHANGES_REQUESTED: {
                "client": OWN_ACT,
                "expert": Told(ChangesRequestedV1, Type.CHANGES_REQUESTED),
            },
            MilestoneState.APPROVED: {
                "client": Told(WorkApprovedV1, Type.APPROVED_BY_SILENCE, {"is_automatic": True}),
                "expert": Told(WorkApprovedV1, Type.WORK_APPROVED),
            },
            MilestoneState.RELEASED: {
                "client": Told(FundsReleasedV1, Type.PAYMENT_RECEIPT),
                "expert": Told(FundsReleasedV1, Type.EARNINGS_RELEASED),
            },
            MilestoneState.REFUNDED: {
                "client": Told(FundsRefundedV1, Type.PAYMENT_REFUNDED),
                "expert": Told(FundsRefundedV1, Type.MILESTONE_REFUNDED),
            },
            MilestoneState.LOST: {
                "client": "their own bank tells them",
                "expert": Told(ChargebackClosedV1, Type.CHARGEBACK_LOST, {"outcome": "lost"}),
            },
            MilestoneState.CANCELLED: {
                "client": Told(MilestoneCancelledV1, Type.MILESTONE_CANCELLED, {"cancelled_by": "expert_id"}),
                "expert": Told(MilestoneCancelledV1, Type.MILESTONE_CANCELLED, {"cancelled_by": "client_id"}),
            },
        },
    ),
    PaymentState: Workflow(
        CLIENT_AND_EXPERT,
        {
            PaymentState.UNFUNDED: {
                "client": Told(PaymentFailedV1, Type.PAYMENT_FAILED),
                "expert": "nothing has changed for them; they hear when the money is there",
            },
            PaymentState.FUNDING: "its client is about to pay",
            PaymentState.CLOSING: "what comes of it is told in a moment",
            PaymentState.HELD: {
                "client": Told(FundsHeldV1, Type.PAYMENT_PROTECTED),
                "expert": Told(FundsHeldV1, Type.MILESTONE_FUNDED),
            },
            PaymentState.PARTIAL: "each release and each refund is told for itself",
            PaymentState.RELEASING: {
                "client": Told(FundsReleasedV1, Type.PAYMENT_RECEIPT),
                "expert": Told(FundsReleasedV1, Type.EARNINGS_RELEASED),
            },
            PaymentState.RELEASED: "told as it became the expert's; the payout to their bank is told too",
            PaymentState.REFUNDING: "told once the provider gave it back",
            PaymentState.REFUNDED: {
                "client": Told(FundsRefundedV1, Type.PAYMENT_REFUNDED),
                "expert": Told(FundsRefundedV1, Type.MILESTONE_REFUNDED),
            },
            PaymentState.CREDITED: {
                "client": Told(FundsRefundedV1, Type.PAYMENT_REFUNDED),
                "expert": Told(FundsRefundedV1, Type.MILESTONE_REFUNDED),
            },
            PaymentState.LOST: {
                "client": "their own bank tells them",
                "expert": Told(ChargebackClosedV1, Type.CHARGEBACK_LOST, {"outcome": "lost"}),
            },
            PaymentState.SETTLED: "each release and each refund is told for itself",
            PaymentState.CANCELLED: "the milestone's cancellation is told",
        },
    ),
    PayoutState: Workflow(
        OWNER,
        {
            PayoutState.PENDING: "nothing to do before the bank answers; the earnings page shows it",
            PayoutState.PAID: {"owner": Told(PayoutPaidV1, Type.PAYOUT_PAID)},
            PayoutState.FAILED: {"owner": Told(PayoutFailedV1, Type.PAYOUT_FAILED)},
        },
    ),
    Stage: Workflow(
        CLIENT_AND_EXPERT,
        {
            Stage.DRAFT: "nobody but its writer knows of it",
            Stage.RESPONSE: {
                "client": Told(DisputeOpenedV1, Type.DISPUTE_FILED, {"opened_by": "client_id"}),
                "expert": Told(
                    DisputeStageEnteredV1,
                    Type.DISPUTE_ANSWER_DUE,
                    {"stage": "response", "opened_by": "client_id"},
                    "deadline_at",
                ),
            },
            Stage.MEDIATION: _stage("mediation", Type.DISPUTE_MEDIATION),
            Stage.ARBITRATION: _stage("arbitration", Type.DISPUTE_ARBITRATION),
            Stage.APPEAL_WINDOW: _stage("appeal_window", Type.DISPUTE_DECISION),
            Stage.APPEAL: _stage("appeal", Type.DISPUTE_APPEAL),
            Stage.RESOLVED: {
                "client": Told(DisputeResolvedV1, Type.DISPUTE_RESOLVED),
                "expert": Told(DisputeResolvedV1, Type.DISPUTE_RESOLVED),
            },
            Stage.SETTLED: "the release and the refund are told each for itself",
        },
    ),
    HearingState: Workflow(
        {"expert": "expert_id", "venue": "venue_account_id"},
        {
            HearingState.OPEN: {
                "expert": Told(ChargebackOpenedV1, Type.CHARGEBACK_OPENED),
                "venue": Told(DepositChargebackOpenedV1, Type.CHARGEBACK_OPENED),
            },
            HearingState.SUBMITTED: "operators hand it in; the page says so, and the bank's decision is told",
            HearingState.CLOSED: {
                "expert": Told(ChargebackClosedV1, Type.CHARGEBACK_WON, {"outcome": "won"}),
                "venue": Told(DepositChargebackClosedV1, Type.CHARGEBACK_WON, {"outcome": "won"}),
            },
        },
    ),
}

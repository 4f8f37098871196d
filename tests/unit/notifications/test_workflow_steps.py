"""Each state of a milestone and each stage of a dispute: who hears of it, and by when they have to act."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guildhall.contracts.events import (
    ChangesRequestedV1,
    ContractSignedV1,
    MilestoneCancelledV1,
    WorkApprovedV1,
    WorkDeliveredV1,
)
from guildhall.contracts.machine import MilestoneState
from guildhall.disputes.events import DisputeResolvedV1, DisputeStageEnteredV1
from guildhall.disputes.machine import Stage
from guildhall.kernel.events import DomainEvent
from guildhall.notifications.models import Type
from guildhall.notifications.use_cases.catalogue import notices
from guildhall.payments.events import ChargebackClosedV1, FundsHeldV1, FundsRefundedV1, FundsReleasedV1
from tests.support.messages import SAMPLES

Step = tuple[type[DomainEvent], dict[str, str], list[Type], str]
"""The event that brings it there, what differs from its sample, as what it is told, and the name of the deadline."""

STEPS: dict[MilestoneState | Stage, Step | str] = {
    MilestoneState.AGREED: (ContractSignedV1, {}, [Type.CONTRACT_SIGNED] * 2, ""),
    MilestoneState.FUNDED: (FundsHeldV1, {}, [Type.PAYMENT_PROTECTED, Type.MILESTONE_FUNDED], ""),
    MilestoneState.DELIVERED: (WorkDeliveredV1, {}, [Type.WORK_DELIVERED], "release_at"),
    MilestoneState.CHANGES_REQUESTED: (ChangesRequestedV1, {}, [Type.CHANGES_REQUESTED], ""),
    MilestoneState.APPROVED: (WorkApprovedV1, {}, [Type.WORK_APPROVED], ""),
    MilestoneState.RELEASED: (FundsReleasedV1, {}, [Type.EARNINGS_RELEASED, Type.PAYMENT_RECEIPT], ""),
    MilestoneState.REFUNDED: (FundsRefundedV1, {}, [Type.PAYMENT_REFUNDED, Type.MILESTONE_REFUNDED], ""),
    MilestoneState.LOST: (ChargebackClosedV1, {"outcome": "lost"}, [Type.CHARGEBACK_LOST], ""),
    MilestoneState.CANCELLED: (MilestoneCancelledV1, {}, [Type.MILESTONE_CANCELLED], ""),
    Stage.DRAFT: "nobody but its writer knows of it",
    Stage.RESPONSE: (DisputeStageEnteredV1, {"stage": "response"}, [Type.DISPUTE_ANSWER_DUE], "deadline_at"),
    Stage.MEDIATION: (DisputeStageEnteredV1, {"stage": "mediation"}, [Type.DISPUTE_MEDIATION] * 2, "deadline_at"),
    Stage.ARBITRATION: (DisputeStageEnteredV1, {"stage": "arbitration"}, [Type.DISPUTE_ARBITRATION] * 2, "deadline_at"),
    Stage.APPEAL_WINDOW: (
        DisputeStageEnteredV1,
        {"stage": "appeal_window"},
        [Type.DISPUTE_DECISION] * 2,
        "deadline_at",
    ),
    Stage.APPEAL: (DisputeStageEnteredV1, {"stage": "appeal"}, [Type.DISPUTE_APPEAL] * 2, "deadline_at"),
    Stage.RESOLVED: (DisputeResolvedV1, {}, [Type.DISPUTE_RESOLVED] * 2, ""),
    Stage.SETTLED: "the release and the refund are told each for itself",
}


def test_every_state_has_a_decision() -> None:
    assert set(STEPS) == {*MilestoneState, *Stage}


@pytest.mark.parametrize("state", sorted(state for state, step in STEPS.items() if not isinstance(step, str)))
def test_who_is_concerned_hears_of_a_step_with_its_deadline(state: MilestoneState | Stage) -> None:
    step = STEPS[state]
    assert not isinstance(step, str)
    event, differs, kinds, deadline = step
    data: dict[str, Any] = json.loads((SAMPLES / f"{event.detail_type}.json").read_text())["data"]

    told = notices(event.read({**data, **differs}))

    assert [each.type for each in told] == kinds
    assert len({each.account_id for each in told}) == len(kinds)
    assert all(not deadline or each.params[deadline] for each in told)

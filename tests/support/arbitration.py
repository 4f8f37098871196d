"""What disputes tells payments: one is open, one is over."""

from __future__ import annotations

from typing import Any

from guildhall.disputes.events import DisputeOpenedV1, DisputeResolvedV1
from tests.support.payments import PaymentsHouse


def about(house: PaymentsHouse, milestone: str, dispute: str) -> dict[str, Any]:
    """What both events name."""
    return {
        "dispute_id": dispute, "contract_id": house.contract, "milestone_id": milestone,
        "client_id": house.client.account_id, "expert_id": house.expert.account_id, "currency": "EUR",
    }  # fmt: skip


def opened(house: PaymentsHouse, milestone: str, dispute: str = "dsp_1") -> list[dict[str, str]]:
    """The client files a dispute; return what should be delivered again."""
    said = about(house, milestone, dispute)
    return house.hear(DisputeOpenedV1(**said, opened_by=house.client.account_id, amount_minor=100_00))


def resolved(
    house: PaymentsHouse, milestone: str, to_expert: int, to_client: int, dispute: str = "dsp_1",
    costs: tuple[int, int] = (0, 0),
) -> list[dict[str, str]]:  # fmt: skip
    """The dispute is over, withdrawn if nobody gets anything. costs: from the expert's part, from the client's."""
    outcome = "decided" if to_expert + to_client else "withdrawn"
    event = DisputeResolvedV1(
        **about(house, milestone, dispute), outcome=outcome, to_expert_minor=to_expert, to_client_minor=to_client,
        cost_from_expert_minor=costs[0], cost_from_client_minor=costs[1],
    )  # fmt: skip
    return house.hear(event)

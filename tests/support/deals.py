"""A contract between two people, taken to any state through the edges that lead there."""

from __future__ import annotations

from datetime import date
from typing import Any

from functions.contracts.api import create_app
from functions.contracts.events import subscribe
from functions.contracts.tasks import choose
from guildhall.contracts import wiring
from guildhall.contracts.models import Milestone
from guildhall.kernel.actor import Actor
from guildhall.payments.events import (
    ChargebackClosedV1,
    ChargebackOpenedV1,
    FundsHeldV1,
    FundsRefundedV1,
    FundsReleasedV1,
)
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.tasks import dispatch
from guildhall.projects.events import ProposalAcceptedV1, ProposedMilestone
from tests.support.http import Answer, Client
from tests.support.messages import Bus
from tests.support.vault import MemoryVault

CLEO = Actor("acc_cleo", frozenset({"client"}))
ADA = Actor("acc_ada", frozenset({"expert"}))
STRANGER = Actor("acc_eve", frozenset({"client", "expert"}))
ADMIN = Actor("acc_admin", frozenset({"administrator"}))
PARTNER = Actor("cli_x", frozenset({"partner"}), frozenset({"contracts"}))
PROPOSAL_ID = "pro_01KJQ000000000000000000001"
CONTRACT_ID = "ctr_01KJQ000000000000000000001"


def accepted(**changes: Any) -> ProposalAcceptedV1:
    known: dict[str, Any] = {
        "project_id": "prj_1",
        "proposal_id": PROPOSAL_ID,
        "client_id": "acc_cleo",
        "expert_id": "acc_ada",
        "project_title": "A booking page",
        "currency": "EUR",
        "milestones": [
            ProposedMilestone(title="Design", amount_minor=40_000, due_on=date(2026, 4, 1)),
            ProposedMilestone(title="Build", amount_minor=60_000, due_on=date(2026, 5, 1)),
        ],
    }
    return ProposalAcceptedV1(**{**known, **changes})


class Deal:
    """Contracts with all its edges, and one contract that an accepted proposal opened."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.vault = MemoryVault()
        self.contracts = wiring.wire(platform, self.vault)
        self.bus = Bus(subscribe(self.contracts), platform.clock)
        self.call = Client(create_app, self.contracts, platform)
        self._tasks = dispatch(choose(self.contracts), platform.ids)
        self.path = f"/v1/contracts/{CONTRACT_ID}"

    def opened(self) -> Deal:
        """Accept the proposal."""
        self.bus.deliver(accepted())
        return self

    def signed(self) -> Deal:
        """Let both sides sign."""
        self.opened()
        for side in (CLEO, ADA):
            assert self.sign(side).status == 200
        return self

    def sign(self, by: Actor, terms_version: int = 1) -> Answer:
        """Sign as one side."""
        return self.call("POST", f"{self.path}/sign", by=by, body={"terms_version": terms_version})

    def milestone(self, number: int = 1) -> Milestone:
        """Return a milestone as it is stored."""
        _, milestones = self.contracts.access.with_milestones(CLEO, CONTRACT_ID)
        return milestones[number - 1]

    def money(self, number: int = 1) -> dict[str, Any]:
        """Return what every event of payments about a milestone carries."""
        milestone = self.milestone(number)
        return {
            "contract_id": CONTRACT_ID,
            "milestone_id": milestone.milestone_id,
            "client_id": "acc_cleo",
            "expert_id": "acc_ada",
            "amount_minor": milestone.amount_minor,
            "currency": milestone.currency,
        }

    def held(self, number: int = 1) -> FundsHeldV1:
        """Return the news that a milestone's money is held."""
        return FundsHeldV1(**self.money(number))

    def released(self, number: int = 1) -> FundsReleasedV1:
        """Return the news that a milestone's money was released."""
        return FundsReleasedV1(**self.money(number), release_id="rel_1", fee_minor=0, net_minor=0, is_automatic=False)

    def refunded(self, number: int = 1) -> FundsRefundedV1:
        """Return the news that a milestone's money went back."""
        return FundsRefundedV1(**self.money(number))

    def charged_back(self, number: int = 1) -> ChargebackOpenedV1:
        """Return the news that a cardholder's bank asks about a milestone's money."""
        asked = {"chargeback_id": f"du_{number}", "reason": "general", "evidence_due_at": None}
        return ChargebackOpenedV1(**self.money(number), **asked)

    def judged(self, outcome: str, number: int = 1, *, held: int = 0, released: int = 0) -> ChargebackClosedV1:
        """Return the news that the bank decided. held, released: what is so of the milestone afterwards."""
        left = {"outcome": outcome, "held_minor": held, "released_minor": released}
        return ChargebackClosedV1(**self.money(number), chargeback_id=f"du_{number}", **left)

    def funded(self) -> Deal:
        """Sign, and hold the money of the first milestone."""
        self.signed()
        self.bus.deliver(self.held())
        return self

    def delivered(self) -> Deal:
        """Fund, and hand the first milestone in."""
        self.funded()
        assert self.do("deliver", by=ADA, body={"note": "Here it is."}).status == 200
        return self

    def do(self, verb: str, *, by: Actor, body: Any, number: int = 1, **options: Any) -> Answer:
        """Act on a milestone over HTTP."""
        milestone_id = self.milestone(number).milestone_id
        return self.call("POST", f"{self.path}/milestones/{milestone_id}/{verb}", by=by, body=body, **options)

    def task(self, name: str, delivery: int = 1) -> Any:
        """Run a task as the workflow does."""
        milestone = self.milestone()
        given = {"contract_id": CONTRACT_ID, "milestone_id": milestone.milestone_id, "delivery": delivery}
        return self._tasks({"task": name, "input": given}, None)

    def happened(self) -> list[str]:
        """Return the types of the activity feed, oldest first."""
        items = self.call("GET", f"{self.path}/activity", by=CLEO, query={"limit": "100"}).body["items"]
        return [item["type"] for item in reversed(items)]

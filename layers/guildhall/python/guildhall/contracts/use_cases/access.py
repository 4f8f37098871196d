"""Gatekeepers of contracts, and what all its use cases share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from guildhall.contracts.errors import ContractUnknown, MilestoneUnknown
from guildhall.contracts.models import Activity, ActivityKind, Contract, Milestone
from guildhall.contracts.ports import Contracts
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Gate, Resource, require

T = TypeVar("T")
ATTEMPTS = 3


def resource_of(it: Contract | Milestone) -> Resource:
    """Return a contract as the policies see it; a milestone knows enough of its contract."""
    return Resource("Contract", it.contract_id, {"client_id": it.client_id, "expert_id": it.expert_id})


def decided(decide: Callable[[], T]) -> T:
    """Decide, and decide anew on what is there now when someone was faster.

    The two sides, timers and events change the same milestone, and none of them read a version first: what they say is
    about a delivery or about terms, which the decision compares. Raises StaleVersion when it does not end.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return decide()
        except StaleVersion:
            continue
    return decide()


@dataclass(frozen=True, slots=True)
class AccessContract:
    """Load a contract and let the actor pass, or tell them no more than they may know."""

    contracts: Contracts
    gate: Gate

    def __call__(self, actor: Actor, contract_id: str, action: str = "contracts.view") -> Contract:
        """Return the contract. Raises ContractUnknown, Forbidden."""
        contract = self.contracts.get(contract_id)
        if contract is None or not self.gate.allows(actor, "contracts.view", resource_of(contract)):
            raise ContractUnknown
        require(self.gate, actor, action, resource_of(contract))
        return contract

    def with_milestones(self, actor: Actor, contract_id: str) -> tuple[Contract, list[Milestone]]:
        """Return the contract and its milestones by number. Raises ContractUnknown."""
        found = self.contracts.read(contract_id)
        if found is None or not self.gate.allows(actor, "contracts.view", resource_of(found[0])):
            raise ContractUnknown
        return found


@dataclass(frozen=True, slots=True)
class AccessMilestone:
    """Load a milestone and let the actor pass, or tell them no more than they may know."""

    contracts: Contracts
    gate: Gate

    def __call__(self, actor: Actor, contract_id: str, milestone_id: str, action: str = "contracts.view") -> Milestone:
        """Return the milestone. Raises MilestoneUnknown, Forbidden."""
        milestone = self.contracts.get_milestone(contract_id, milestone_id)
        if milestone is None or not self.gate.allows(actor, "contracts.view", resource_of(milestone)):
            raise MilestoneUnknown
        require(self.gate, actor, action, resource_of(milestone))
        return milestone


@dataclass(frozen=True, slots=True)
class Scribe:
    """Writes lines of the activity feed."""

    clock: Clock
    ids: Ids

    def line(self, contract_id: str, kind: ActivityKind, actor: Actor, note: str | None = None) -> Activity:
        """Return a line about the contract as a whole."""
        return Activity(self.ids.new("act"), contract_id, kind, actor.account_id, self.clock.now(), note=note)

    def milestone_line(
        self, milestone: Milestone, kind: ActivityKind, actor: Actor, note: str | None = None
    ) -> Activity:
        """Return a line about a milestone."""
        return Activity(
            self.ids.new("act"),
            milestone.contract_id,
            kind,
            actor.account_id,
            self.clock.now(),
            milestone_id=milestone.milestone_id,
            milestone_title=milestone.title,
            delivery=milestone.delivery or None,
            note=note,
        )


def what(milestone: Milestone) -> dict[str, str]:
    """Return the fields that every event about a milestone carries."""
    return {
        "contract_id": milestone.contract_id,
        "milestone_id": milestone.milestone_id,
        "client_id": milestone.client_id,
        "expert_id": milestone.expert_id,
        "milestone_title": milestone.title,
    }

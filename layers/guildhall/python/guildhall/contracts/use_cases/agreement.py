"""From an accepted proposal to terms that both sides signed."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.contracts import models
from guildhall.contracts.events import AgreedMilestone, ContractOpenedV1, ContractSignatureGivenV1, ContractSignedV1
from guildhall.contracts.models import Activity, ActivityKind, Card, Contract, Delivery, Milestone, Side
from guildhall.contracts.ports import Contracts
from guildhall.contracts.use_cases.access import AccessContract, AccessMilestone, Scribe, decided
from guildhall.kernel.actor import SYSTEM, Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.projects.events import ProposalAcceptedV1

REGISTER = Resource("ContractRegister", "all")
FIRST_TERMS = 1


def contract_id_of(proposal_id: str) -> str:
    """Return the id of the contract that a proposal becomes: one from the other, so that there is never a second."""
    return "ctr_" + proposal_id.rpartition("_")[2]


@dataclass(frozen=True, slots=True)
class OpenContract:
    """Turn an accepted proposal into terms to sign. The client's acceptance is not a signature."""

    contracts: Contracts
    scribe: Scribe
    clock: Clock
    ids: Ids

    def __call__(self, accepted: ProposalAcceptedV1) -> None:
        """Open the contract, unless the event came before."""
        contract_id = contract_id_of(accepted.proposal_id)
        agreed = [
            AgreedMilestone(
                milestone_id=self.ids.new("mil"), title=part.title, amount_minor=part.amount_minor, due_on=part.due_on
            )
            for part in accepted.milestones
        ]
        contract = Contract(
            contract_id=contract_id,
            project_id=accepted.project_id,
            proposal_id=accepted.proposal_id,
            client_id=accepted.client_id,
            expert_id=accepted.expert_id,
            title=accepted.project_title,
            currency=accepted.currency,
            total_minor=sum(part.amount_minor for part in agreed),
            terms_version=FIRST_TERMS,
            terms_digest=models.digest(accepted.client_id, accepted.expert_id, accepted.currency, agreed),
            opened_at=self.clock.now(),
            category=accepted.category,
        )
        event = ContractOpenedV1(
            contract_id=contract_id,
            client_id=contract.client_id,
            expert_id=contract.expert_id,
            title=contract.title,
            project_id=contract.project_id,
            proposal_id=contract.proposal_id,
        )
        milestones = [_milestone(contract, number, part) for number, part in enumerate(agreed, start=1)]
        line = self.scribe.line(contract_id, ActivityKind.CONTRACT_OPENED, SYSTEM)
        self.contracts.open(contract, milestones, line, event)


@dataclass(frozen=True, slots=True)
class SignContract:
    """Bind one side to the terms; with the second signature the contract is in force."""

    contracts: Contracts
    access: AccessContract
    scribe: Scribe
    clock: Clock

    def __call__(self, actor: Actor, contract_id: str, terms_version: int) -> tuple[Contract, list[Milestone]]:
        """Return the contract; who has signed already changes nothing.

        terms_version: of the terms that the actor read. Raises ContractUnknown, Forbidden, TermsChanged.
        """
        decided(lambda: self._sign(actor, contract_id, terms_version))
        return self.access.with_milestones(actor, contract_id)

    def _sign(self, actor: Actor, contract_id: str, terms_version: int) -> None:
        contract = self.access(actor, contract_id, "contracts.sign")
        signed = contract.signed_by(actor.account_id, terms_version, self.clock.now())
        if signed == contract:
            return
        lines = [self.scribe.line(contract_id, ActivityKind.SIGNATURE_GIVEN, actor)]
        events: list[DomainEvent] = []
        if signed.is_signed:
            lines.append(self.scribe.line(contract_id, ActivityKind.CONTRACT_SIGNED, actor))
            events.append(self._announcement(actor, signed))
        else:
            events.append(ContractSignatureGivenV1(contract_id=contract_id, account_id=actor.account_id))
        self.contracts.save("contracts.sign", signed, lines, *events)

    def _announcement(self, actor: Actor, contract: Contract) -> ContractSignedV1:
        _, milestones = self.access.with_milestones(actor, contract.contract_id)
        return ContractSignedV1(
            contract_id=contract.contract_id,
            client_id=contract.client_id,
            expert_id=contract.expert_id,
            title=contract.title,
            currency=contract.currency,
            milestones=[
                AgreedMilestone(
                    milestone_id=milestone.milestone_id,
                    title=milestone.title,
                    amount_minor=milestone.amount_minor,
                    due_on=milestone.due_on,
                )
                for milestone in milestones
            ],
            category=contract.category,
        )


@dataclass(frozen=True, slots=True)
class ListContracts:
    """Show an account the contracts in which it is on one side."""

    contracts: Contracts
    gate: Gate

    def __call__(self, actor: Actor, side: Side, *, limit: int, cursor: str | None) -> tuple[list[Card], str | None]:
        """Return a page, newest first, and the next cursor. Raises Forbidden, CursorForged."""
        require(self.gate, actor, "contracts.list", REGISTER)
        return self.contracts.list_of(actor.account_id, side, limit=limit, cursor=cursor)


@dataclass(frozen=True, slots=True)
class ListActivity:
    """Show both sides what happened in their contract."""

    contracts: Contracts
    access: AccessContract

    def __call__(
        self, actor: Actor, contract_id: str, *, limit: int, cursor: str | None
    ) -> tuple[list[Activity], str | None]:
        """Return a page, newest first, and the next cursor. Raises ContractUnknown, CursorForged."""
        self.access(actor, contract_id)
        return self.contracts.list_activity(contract_id, limit=limit, cursor=cursor)


@dataclass(frozen=True, slots=True)
class ListDeliveries:
    """Show both sides what was handed in for a milestone."""

    contracts: Contracts
    access: AccessMilestone

    def __call__(self, actor: Actor, contract_id: str, milestone_id: str) -> list[Delivery]:
        """Return the last 100 deliveries, newest first. Raises MilestoneUnknown."""
        self.access(actor, contract_id, milestone_id)
        return self.contracts.list_deliveries(contract_id, milestone_id)


def _milestone(contract: Contract, number: int, part: AgreedMilestone) -> Milestone:
    return Milestone(
        milestone_id=part.milestone_id,
        contract_id=contract.contract_id,
        client_id=contract.client_id,
        expert_id=contract.expert_id,
        number=number,
        title=part.title,
        amount_minor=part.amount_minor,
        currency=contract.currency,
        due_on=part.due_on,
    )

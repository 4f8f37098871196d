"""Agreements with outside contributors: proposed by one person, approved by another, and told month by month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from guildhall.billing.errors import AgreementUnknown, AgreementUnsound, OwnRuleChange
from guildhall.billing.models.agreements import MOVES, Agreement, AgreementState, ContributorStatement
from guildhall.billing.ports.agreements import Accruals, Agreements
from guildhall.billing.ports.commission import Holders
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import LEEWAY, Clock
from guildhall.kernel.errors import Fault, NotFound
from guildhall.kernel.policy import Attribute, Gate, Resource, require

APPROVE = "billing.approve_agreement"
LONGEST = timedelta(days=3 * 366)
"""A contributor's part ends some day: three years, as agreements of agents commonly do."""


@dataclass(frozen=True, slots=True)
class AgreementGate:
    """Asks the policies about agreements; they are told who holds the permission to approve."""

    gate: Gate
    holders: Holders

    def __call__(self, actor: Actor, action: str, agreement: Agreement | None = None) -> None:
        """Let the actor pass. Raises NotFound to who may not know the agreement, else Forbidden."""
        to_know = "billing.view_agreement" if agreement else None
        require(self.gate, actor, action, _resource(self.approvers(), agreement), to_know=to_know)

    def approvers(self) -> frozenset[str]:
        """Return who holds the permission to approve."""
        return self.holders(APPROVE)

    def moves(
        self, actor: Actor, agreements: Iterable[Agreement], approvers: frozenset[str]
    ) -> frozenset[tuple[str, AgreementState]]:
        """Return the ids of agreements with each state to which the actor may move them now.

        approvers: read before anything is written, so that no answer of a write that is done can fail by them.
        """
        open_ones = [(each, target) for each in agreements for target in MOVES[each.state]]
        return frozenset(
            (each.agreement_id, target)
            for each, target in open_ones
            if self.gate.allows(actor, _action(target), _resource(approvers, each))
        )


def _action(target: AgreementState) -> str:
    return "billing.end_agreement" if target is AgreementState.ENDED else APPROVE


def _resource(approvers: frozenset[str], agreement: Agreement | None) -> Resource:
    known: dict[str, Attribute] = {
        "approver_ids": approvers,
        "proposer_id": agreement.proposed_by if agreement else "",
        "contributor_id": agreement.contributor_id if agreement else "",
    }
    return Resource("Agreement", agreement.agreement_id if agreement else "all", known)


@dataclass(frozen=True, slots=True)
class ManageAgreements:
    """Propose, decide on and end agreements."""

    agreements: Agreements
    allow: AgreementGate
    clock: Clock

    def propose(self, actor: Actor, wanted: Agreement) -> Agreement:
        """Return the agreement, which waits for somebody else. Raises Forbidden, AgreementUnsound."""
        self.allow(actor, "billing.propose_agreement")
        faults = []
        if wanted.contributor_id == wanted.brought_id:
            faults.append(Fault("/contributor_id", "nobody brings themselves", "same_person"))
        if not wanted.valid_from < wanted.valid_to <= wanted.valid_from + LONGEST:
            faults.append(Fault("/valid_to", f"after valid_from, by at most {LONGEST.days} days", "period"))
        if wanted.valid_from < self.clock.now() - LEEWAY:
            faults.append(Fault("/valid_from", "not in the past", "period"))
        if faults:
            raise AgreementUnsound(faults=tuple(faults))
        return self.agreements.save(wanted, "propose")

    def list(
        self, actor: Actor, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[Agreement], dict[str, Any] | None]:
        """Return a page, newest first. Raises Forbidden."""
        self.allow(actor, "billing.view_agreements")
        return self.agreements.list(limit, position)

    def get(self, actor: Actor, agreement_id: str, action: str = "billing.view_agreement") -> Agreement:
        """Return an agreement for an action. Raises AgreementUnknown, Forbidden."""
        agreement = self.agreements.get(agreement_id)
        if agreement is None:
            raise AgreementUnknown
        try:
            self.allow(actor, action, agreement)
        except NotFound:
            raise AgreementUnknown from None
        return agreement

    def decide(self, actor: Actor, agreement_id: str, target: AgreementState) -> Agreement:
        """Return the agreement as approved, rejected or ended; what was quoted before keeps its own terms.

        Raises AgreementUnknown, Forbidden, OwnRuleChange, AgreementMoveNotAllowed, StaleVersion.
        """
        agreement = self.get(actor, agreement_id)
        if target is not AgreementState.ENDED and agreement.proposed_by == actor.account_id:
            raise OwnRuleChange
        self.allow(actor, _action(target), agreement)
        return self.agreements.save(agreement.moved(target, actor.account_id, self.clock.now()), target.value)


@dataclass(frozen=True, slots=True)
class ShowContributorStatement:
    """Tell a contributor, and finance, what a month brought."""

    manage: ManageAgreements
    accruals: Accruals

    def __call__(self, actor: Actor, agreement_id: str, month: date) -> ContributorStatement:
        """Return the statement of a calendar month, UTC. month: any of its days. Raises AgreementUnknown."""
        agreement = self.manage.get(actor, agreement_id)
        first = month.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        currency = agreement.currency
        return ContributorStatement(
            agreement,
            first,
            self.accruals.balance_at(agreement_id, currency, first - timedelta(days=1)),
            self.accruals.month(agreement_id, currency, first, last),
            self.accruals.balance_at(agreement_id, currency, last),
        )

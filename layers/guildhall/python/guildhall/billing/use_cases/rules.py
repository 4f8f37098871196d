"""How commission rules change: one person proposes, another decides, and a date says from when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from guildhall.billing.errors import OwnRuleChange, RuleBackdated, RuleChangeUnknown, RuleUnknown
from guildhall.billing.events import RuleChangeDecidedV1, RuleChangeProposedV1
from guildhall.billing.models import rules
from guildhall.billing.models.changes import ChangeState, RuleChange
from guildhall.billing.models.quotes import BUILT_IN, Quote
from guildhall.billing.models.rules import Deal, Rule
from guildhall.billing.ports.commission import Holders, Rules
from guildhall.billing.use_cases.quoting import QuoteDeal, RulesInForce
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import LEEWAY, Clock
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Attribute, Gate, Resource, require

APPROVE = "billing.approve_rule_change"
"""The permission that is granted as data (administration), and the action of the policy that asks for it."""


@dataclass(frozen=True, slots=True)
class RulesGate:
    """Asks the policies about commission rules; they are told who holds the permission to approve."""

    gate: Gate
    holders: Holders

    def __call__(self, actor: Actor, action: str, change: RuleChange | None = None) -> None:
        """Let the actor pass. Raises Forbidden."""
        require(self.gate, actor, action, _resource(self.holders(APPROVE), change))

    def decidable(self, actor: Actor, changes: Iterable[RuleChange]) -> frozenset[str]:
        """Return the ids of those changes that wait, and about which the actor may decide."""
        waiting = [change for change in changes if change.state is ChangeState.PROPOSED]
        approvers = self.holders(APPROVE) if waiting else frozenset()
        return frozenset(
            change.change_id for change in waiting if self.gate.allows(actor, APPROVE, _resource(approvers, change))
        )


def _resource(approvers: frozenset[str], change: RuleChange | None) -> Resource:
    known: dict[str, Attribute] = {"approver_ids": approvers, "proposer_id": change.proposed_by if change else ""}
    return Resource("CommissionRules", "all", known)


@dataclass(frozen=True, slots=True)
class ListRules:
    """Show which rules govern, and how each came about."""

    rules: Rules
    in_force: RulesInForce
    allow: RulesGate

    def __call__(self, actor: Actor) -> tuple[list[Rule], list[Rule]]:
        """Return the rules in force now, and those approved to begin later. Raises Forbidden."""
        self.allow(actor, "billing.view_rules")
        now = self.in_force.clock.now()
        later = [rule for rule in self.rules.versions() if rule.valid_from > now]
        return self.in_force(), later

    def history(self, actor: Actor, rule_id: str) -> list[Rule]:
        """Return every version of one rule, oldest first. Raises Forbidden, RuleUnknown."""
        self.allow(actor, "billing.view_rules")
        built_in = [rule for rule in self.in_force.built_in() if rule.rule_id == rule_id]
        found = [*built_in, *self.rules.of(rule_id)]
        if not found:
            raise RuleUnknown
        return found


@dataclass(frozen=True, slots=True)
class ProposeRuleChange:
    """Ask for a new rule, or for a new version of one: other terms, another end."""

    rules: Rules
    allow: RulesGate
    clock: Clock
    ids: Ids

    def __call__(self, actor: Actor, wanted: Rule, reason: str) -> RuleChange:
        """Return the change, which waits for somebody else.

        wanted: without id for a new rule; its version is not looked at.
        Raises Forbidden, RuleUnknown, RuleContradictory, RuleBackdated.
        """
        self.allow(actor, "billing.propose_rule_change")
        now = self.clock.now()
        if wanted.valid_from < now - LEEWAY:
            raise RuleBackdated(f"it is {now:%Y-%m-%d %H:%M} UTC")
        rules.check(wanted)
        change = RuleChange(self.ids.new("rch"), self._numbered(wanted), reason, actor.account_id, proposed_at=now)
        told = RuleChangeProposedV1(
            change_id=change.change_id, rule_id=change.rule.rule_id, name=wanted.name, proposed_by=actor.account_id,
            approver_ids=sorted(self.allow.holders(APPROVE) - {actor.account_id}),
        )  # fmt: skip
        return self.rules.save(change, told)

    def _numbered(self, wanted: Rule) -> Rule:
        if not wanted.rule_id:
            return replace(wanted, rule_id=self.ids.new("rul"), version=1)
        versions = self.rules.of(wanted.rule_id)
        if not versions and wanted.rule_id not in BUILT_IN:
            raise RuleUnknown
        return replace(wanted, version=versions[-1].version + 1 if versions else 1)


@dataclass(frozen=True, slots=True)
class ReadRuleChanges:
    """Show what was proposed, and what became of it."""

    rules: Rules
    quote: QuoteDeal
    allow: RulesGate

    def __call__(
        self, actor: Actor, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[RuleChange], dict[str, Any] | None]:
        """Return a page, newest first. Raises Forbidden."""
        self.allow(actor, "billing.view_rules")
        return self.rules.changes(limit, position)

    def one(self, actor: Actor, change_id: str) -> RuleChange:
        """Return a change. Raises Forbidden, RuleChangeUnknown."""
        self.allow(actor, "billing.view_rules")
        change = self.rules.change(change_id)
        if change is None:
            raise RuleChangeUnknown
        return change

    def preview(self, actor: Actor, change_id: str, deal: Deal) -> tuple[Quote, Quote]:
        """Return what becomes of an example by the present rules, and what would by the change.

        The change counts as in force, whenever it begins. Raises Forbidden, RuleChangeUnknown.
        """
        wanted = self.one(actor, change_id).rule
        present = self.quote.in_force()
        now = self.quote.in_force.clock.now()
        is_over = wanted.valid_to is not None and wanted.valid_to <= now
        others = [rule for rule in present if rule.rule_id != wanted.rule_id]
        return self.quote.under(present, deal), self.quote.under(others if is_over else [*others, wanted], deal)


@dataclass(frozen=True, slots=True)
class DecideRuleChange:
    """Approve, reject or withdraw a change."""

    rules: Rules
    allow: RulesGate
    clock: Clock

    def approve(self, actor: Actor, change_id: str, version: int, note: str | None) -> RuleChange:
        """Return the change, whose rule will govern from its date on; what was quoted before keeps its own terms.

        version: of the change, as the actor read it. Raises Forbidden, OwnRuleChange, RuleChangeUnknown,
        RuleChangeDecided, StaleVersion (also if the rule has a newer version by now).
        """
        return self._by_somebody_else(actor, change_id, version, ChangeState.APPROVED, note)

    def reject(self, actor: Actor, change_id: str, version: int, note: str | None) -> RuleChange:
        """Return the change as refused. Raises as `approve`."""
        return self._by_somebody_else(actor, change_id, version, ChangeState.REJECTED, note)

    def withdraw(self, actor: Actor, change_id: str, version: int) -> RuleChange:
        """Return the change as taken back by who proposed it. Raises as `approve`."""
        change = self._known(change_id)
        self.allow(actor, "billing.withdraw_rule_change", change)
        return self._save(change, actor, version, ChangeState.WITHDRAWN, None)

    def _by_somebody_else(
        self, actor: Actor, change_id: str, version: int, state: ChangeState, note: str | None
    ) -> RuleChange:
        change = self._known(change_id)
        if change.proposed_by == actor.account_id:
            self.allow(actor, "billing.view_rules")
            raise OwnRuleChange
        self.allow(actor, APPROVE, change)
        return self._save(change, actor, version, state, note)

    def _known(self, change_id: str) -> RuleChange:
        change = self.rules.change(change_id)
        if change is None:
            raise RuleChangeUnknown
        return change

    def _save(self, change: RuleChange, actor: Actor, version: int, state: ChangeState, note: str | None) -> RuleChange:
        decided = replace(change.decided(state, actor.account_id, self.clock.now(), note), version=version)
        told = RuleChangeDecidedV1(
            change_id=change.change_id, rule_id=change.rule.rule_id, rule_version=change.rule.version,
            name=change.rule.name, outcome=state.value, proposed_by=change.proposed_by, decided_by=actor.account_id,
            valid_from=decided.rule.valid_from,
        )  # fmt: skip
        return self.rules.save(decided, told)

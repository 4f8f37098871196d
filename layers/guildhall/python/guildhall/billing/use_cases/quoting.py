"""What becomes of a price: asked before every click, and kept when a client pays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from guildhall.billing.models.quotes import BUILT_IN_BROUGHT, BUILT_IN_DEFAULT, Quote, compute
from guildhall.billing.models.rules import Deal, FeeKind, FeeSide, Relation, Rule, Scope, in_force
from guildhall.billing.ports.agreements import Shares
from guildhall.billing.ports.commission import Counted, Relations, Rules, Taxes
from guildhall.billing.ports.documents import Settings
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.money import Money
from guildhall.kernel.policy import Gate, Resource, require

SETTING = "commission_basis_points"
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RulesInForce:
    """Tell which rules govern now: those that were approved, and the two that are built in."""

    rules: Rules
    settings: Settings
    clock: Clock

    def __call__(self) -> list[Rule]:
        """Return them by id; a stored rule with the id of a built-in one takes its place."""
        stored = in_force(self.rules.versions(), self.clock.now())
        names = {rule.rule_id for rule in stored}
        return [*stored, *(rule for rule in self.built_in() if rule.rule_id not in names)]

    def built_in(self) -> tuple[Rule, ...]:
        """Return the rule that is the platform's setting, and the promise to experts who bring their clients."""
        setting = self.settings(SETTING)
        return (
            Rule(
                BUILT_IN_DEFAULT, setting.version, "Commission", FeeSide.EXPERT, FeeKind.PERCENT, ALWAYS,
                basis_points=setting.value,
            ),
            Rule(
                BUILT_IN_BROUGHT, 0, "No commission from clients whom the expert brought", FeeSide.EXPERT,
                FeeKind.PERCENT, ALWAYS, Scope(relation=Relation.BROUGHT),
            ),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class QuoteDeal:
    """Say what becomes of the price of a deal."""

    in_force: RulesInForce
    counted: Counted
    relations: Relations
    shares: Shares
    taxes: Taxes

    def __call__(self, deal: Deal) -> Quote:
        """Return the quote by the rules of this moment. Whoever pays by it keeps it: later rules do not touch it."""
        return self.under(self.in_force(), deal)

    def of(self, price: Money, expert_id: str, client_id: str | None, *, country: str | None = None) -> Quote:
        """Return the quote for a payment; as the call, in words that other capabilities have too."""
        return self(Deal(price, expert_id, client_id, country=country))

    def under(self, rules: list[Rule], deal: Deal) -> Quote:
        """Return the quote as it would be by other rules."""
        if deal.client_id is not None and deal.relation is None:
            deal = replace(deal, relation=self.relations.between(deal.expert_id, deal.client_id))
        volumes = self.counted.volumes(deal.expert_id, deal.client_id, deal.price.currency)
        lines = compute(deal, rules, volumes, self.shares.of(deal))
        return Quote(deal.price, (*lines, *self.taxes(deal, lines)))


@dataclass(frozen=True, slots=True)
class AskQuote:
    """Tell one side of a possible deal what it would pay or receive, before an offer is written or accepted."""

    quote: QuoteDeal
    gate: Gate

    def __call__(self, actor: Actor, deal: Deal) -> Quote:
        """Return the quote. Raises Forbidden unless the actor would be one of the two sides."""
        sides = {"expert_id": deal.expert_id, "client_id": deal.client_id or ""}
        require(self.gate, actor, "billing.ask_quote", Resource("Deal", deal.expert_id, sides))
        return self.quote(deal)

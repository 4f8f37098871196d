"""What becomes of a price: asked before every click, and kept when a client pays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from guildhall.billing.errors import CannotInvoiceYet, Why
from guildhall.billing.models.documents import today_in
from guildhall.billing.models.quoted_taxes import TAXED, with_taxes, with_withholding
from guildhall.billing.models.quotes import (
    BUILT_IN_BROUGHT,
    BUILT_IN_BROUGHT_CLIENT,
    BUILT_IN_DEFAULT,
    LineKind,
    Quote,
    QuoteLine,
    TaxNote,
    compute,
)
from guildhall.billing.models.rules import Deal, FeeKind, FeeSide, Relation, Rule, Scope, in_force
from guildhall.billing.models.tax import PLATFORM, Service, TaxRule
from guildhall.billing.models.withholding import Withholding, WithholdingTable, withheld
from guildhall.billing.ports.agreements import Shares
from guildhall.billing.ports.commission import Counted, PlanOf, Relations, Rules, Taxes
from guildhall.billing.ports.documents import Settings
from guildhall.billing.use_cases.tax import TaxOf
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
        setting, brought = self.settings(SETTING), Scope(relation=Relation.BROUGHT)
        return (
            Rule(
                BUILT_IN_DEFAULT, setting.version, "Commission", FeeSide.EXPERT, FeeKind.PERCENT, ALWAYS,
                basis_points=setting.value,
            ),
            Rule(
                BUILT_IN_BROUGHT, 0, "No commission from clients whom the expert brought", FeeSide.EXPERT,
                FeeKind.PERCENT, ALWAYS, brought,
            ),
            Rule(
                BUILT_IN_BROUGHT_CLIENT, 0, "No fee for clients whom the expert brought", FeeSide.CLIENT,
                FeeKind.PERCENT, ALWAYS, brought,
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
    plans: PlanOf

    def __call__(self, deal: Deal) -> Quote:
        """Return the quote by the rules of this moment. Whoever pays by it keeps it: later rules do not touch it."""
        return self.under(self.in_force(), deal)

    def of(
        self, price: Money, expert_id: str, client_id: str | None, *, country: str | None = None,
        category: str | None = None, contract_id: str | None = None, is_work: bool = True,
    ) -> Quote:  # fmt: skip
        """Return the quote for a payment; as the call, in words that other capabilities have too."""
        about = Deal(price, expert_id, client_id, country=country, category=category, contract_id=contract_id)
        return self(replace(about, is_work=is_work))

    def under(self, rules: list[Rule], deal: Deal) -> Quote:
        """Return the quote as it would be by other rules."""
        if deal.client_id is not None and deal.relation is None:
            deal = replace(deal, relation=self.relations.between(deal.expert_id, deal.client_id))
        if deal.plan is None and deal.expert_id:
            deal = replace(deal, plan=self.plans(deal.expert_id))
        volumes = self.counted.volumes(deal.expert_id, deal.client_id, deal.price.currency)
        lines, notes = self.taxes(deal, compute(deal, rules, volumes, self.shares.of(deal)))
        return Quote(deal.price, lines, notes)


@dataclass(frozen=True, slots=True)
class QuoteTaxes:
    """The port `Taxes`: add the tax on each side's fee, by what is known now; nobody waits for a register here.

    zone: of the platform, in which days begin. withholding: what is held back from experts, and withholds_in: where.
    """

    tax: TaxOf
    zone: str
    withholding: WithholdingTable
    withholds_in: frozenset[str] = frozenset()

    def __call__(self, deal: Deal, lines: Iterable[QuoteLine]) -> tuple[tuple[QuoteLine, ...], tuple[TaxNote, ...]]:
        """Return the lines with their taxes, and a note for each side that bears a fee."""
        known, day = list(lines), today_in(self.zone, self.tax.clock.now())
        borne = {line.kind for line in known if line.money}
        rules: dict[LineKind, TaxRule | Why] = {}
        for kind, service, payer in (
            (LineKind.CLIENT_TAX, Service.CLIENT_FEE, deal.client_id),
            (LineKind.COMMISSION_TAX, Service.COMMISSION, deal.expert_id),
        ):
            if borne.intersection(TAXED[kind]):
                rules[kind] = self._rule(service, payer, day)
        notes = tuple(TaxNote.of(kind, rule) for kind, rule in rules.items())
        taxed, held_back = with_taxes(deal.price, known, rules, day), self._held_back(deal, day)
        if held_back is None:
            return taxed, notes
        if not isinstance(held_back, Why):
            taxed = with_withholding(deal.price, taxed, held_back, day)
        return taxed, (*notes, TaxNote.of_withholding(held_back))

    def _held_back(self, deal: Deal, day: date) -> Withholding | Why | None:
        """Say what is held back from the expert. Without a tax profile, where they are paid says where they are."""
        if not deal.is_work or not self.withholds_in:
            return None
        payee = self.tax.profiles.get(deal.expert_id) if deal.expert_id else None
        if (payee.country if payee else deal.country) not in self.withholds_in:
            return None
        if payee is None:
            return Why.SUPPLIER_UNKNOWN
        payer = self.tax.profiles.get(deal.client_id) if deal.client_id else None
        return withheld(self.withholding, payee, payer, deal.category, day)

    def of_decision(self, payer_id: str) -> tuple[int, str] | None:
        """Return the tax that is in what a dispute's decision costs a side: basis points, and whose tax it is.

        None where none is due, or nobody knows yet: then the invoice waits with its reason.
        """
        rule = self._rule(Service.DISPUTE_DECISION, payer_id, today_in(self.zone, self.tax.clock.now()))
        if isinstance(rule, Why) or not rule.basis_points:
            return None
        return rule.basis_points, rule.place

    def _rule(self, service: Service, payer: str | None, day: date) -> TaxRule | Why:
        try:
            return self.tax(service, PLATFORM, payer or "", day)
        except CannotInvoiceYet as reason:
            return reason.why


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

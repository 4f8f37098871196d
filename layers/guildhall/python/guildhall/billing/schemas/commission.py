"""Request and response shapes of commission: rules, changes, quotes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from guildhall.billing.models.changes import ChangeState, RuleChange
from guildhall.billing.models.quotes import ON_TOP, LineKind, Quote, QuoteLine
from guildhall.billing.models.rules import (
    MOST_BASIS_POINTS,
    MOST_TIERS,
    FeeKind,
    FeeSide,
    Relation,
    Rule,
    Scope,
    Tier,
    VolumeOf,
)
from guildhall.billing.models.tax import Category, Mention
from guildhall.kernel.types import AmountMinor, CurrencyCode, Instant

BasisPoints = Annotated[int, Field(strict=True, ge=0, le=MOST_BASIS_POINTS, description="Hundredths of a percent.")]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Id = Annotated[str, Field(min_length=1, max_length=100)]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2.", examples=["PK"])]
Reason = Annotated[str, Field(min_length=3, max_length=1_000)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ScopeIn(_In):
    """Which deals a rule is for; what is absent matches all."""

    contract_id: Id | None = Field(default=None, description="Of one project: its own commission.")
    expert_id: Id | None = None
    client_id: Id | None = None
    relation: Relation | None = Field(default=None, description="brought: the client came by the expert's invitation.")
    category: Name | None = None
    country: Country | None = Field(default=None, description="Where the expert is paid.")
    plan: Name | None = None
    currency: CurrencyCode | None = None


class TierIn(_In):
    """A rate from a volume upwards."""

    from_minor: AmountMinor
    basis_points: BasisPoints


class RuleChangeIn(_In):
    """A rule as it should be, and why."""

    rule_id: Id | None = Field(default=None, description="Absent for a new rule.")
    name: Name
    side: FeeSide = Field(
        description="expert: it comes out of what the expert receives. client: it is paid on top of the price."
    )
    kind: FeeKind
    scope: ScopeIn = ScopeIn()
    basis_points: BasisPoints = 0
    fixed_minor: AmountMinor = 0
    tiers: list[TierIn] = Field(default=[], max_length=MOST_TIERS)
    volume: VolumeOf | None = None
    minimum_minor: AmountMinor | None = None
    maximum_minor: AmountMinor | None = None
    valid_from: Instant | None = Field(default=None, description="Default: as soon as it is approved.")
    valid_to: Instant | None = Field(default=None, description="The first instant at which it no longer governs.")
    priority: int = Field(default=0, strict=True, ge=-1_000, le=1_000)
    reason: Reason

    def rule(self, now: datetime) -> Rule:
        """Shape for the inside; the version is given later."""
        return Rule(
            self.rule_id or "",
            0,
            self.name,
            self.side,
            self.kind,
            self.valid_from or now,
            Scope(**self.scope.model_dump()),
            basis_points=self.basis_points,
            fixed_minor=self.fixed_minor,
            tiers=tuple(Tier(tier.from_minor, tier.basis_points) for tier in self.tiers),
            volume=self.volume,
            minimum_minor=self.minimum_minor,
            maximum_minor=self.maximum_minor,
            valid_to=self.valid_to,
            priority=self.priority,
        )


class RuleDecisionIn(_In):
    """What whoever decides says about it."""

    note: Reason | None = None


class ScopeOut(BaseModel):
    """Which deals a rule is for; null matches all."""

    contract_id: str | None
    expert_id: str | None
    client_id: str | None
    relation: Relation | None
    category: str | None
    country: str | None
    plan: str | None
    currency: str | None


class TierOut(BaseModel):
    """A rate from a volume upwards."""

    from_minor: AmountMinor
    basis_points: int


class RuleOut(BaseModel):
    """One version of a commission rule."""

    rule_id: str
    version: int = Field(description="Of a built-in rule: of the setting that it is made from, 0 at its default.")
    name: str
    side: FeeSide
    kind: FeeKind
    scope: ScopeOut
    basis_points: int
    fixed_minor: AmountMinor
    tiers: list[TierOut]
    volume: VolumeOf | None
    minimum_minor: AmountMinor | None
    maximum_minor: AmountMinor | None
    valid_from: Instant
    valid_to: Instant | None
    priority: int

    @classmethod
    def of(cls, rule: Rule) -> RuleOut:
        """Shape a rule for the wire."""
        return cls.model_validate(rule, from_attributes=True)

    model_config = ConfigDict(from_attributes=True)


class RulesOut(BaseModel):
    """What governs now, and what was approved to govern later."""

    items: list[RuleOut]
    later: list[RuleOut]


class RuleHistoryOut(BaseModel):
    """Every version of one rule, oldest first."""

    items: list[RuleOut]


class RuleChangeOut(BaseModel):
    """A change that somebody proposed."""

    change_id: str
    rule: RuleOut
    reason: str
    state: ChangeState
    proposed_by: str
    proposed_at: Instant
    decided_by: str | None
    decided_at: Instant | None
    note: str | None
    may_decide: bool = Field(description="Whether whoever asks may approve or reject it now.")

    @classmethod
    def of(cls, change: RuleChange, decidable: Collection[str]) -> RuleChangeOut:
        """Shape a change for the wire. decidable: ids of changes about which the actor may decide."""
        known = {name: getattr(change, name) for name in cls.model_fields.keys() - {"rule", "may_decide"}}
        return cls(rule=RuleOut.of(change.rule), may_decide=change.change_id in decidable, **known)


class RuleChangesOut(BaseModel):
    """A page of changes, newest first."""

    items: list[RuleChangeOut]
    next_cursor: str | None


class FeeLineOut(BaseModel):
    """One line of a quote, with the rule that it follows from."""

    kind: LineKind
    amount_minor: AmountMinor
    basis_points: int | None
    rule_id: str
    rule_version: int

    @classmethod
    def of(cls, line: QuoteLine) -> FeeLineOut:
        """Shape a line for the wire."""
        return cls(
            kind=line.kind,
            amount_minor=line.money.minor,
            basis_points=line.basis_points,
            rule_id=line.rule_id,
            rule_version=line.rule_version,
        )


class TaxNoteOut(BaseModel):
    """Why a fee bears the tax that it bears."""

    model_config = ConfigDict(from_attributes=True)

    category: Category | None = Field(description="Of EN 16931; null while it is not known.")
    basis_points: int
    place: str | None = Field(description="Whose tax it is.")
    mention: Mention | None = Field(description="What the invoice will have to say about it.")
    is_provisional: bool = Field(description="Charged only because a register was silent; corrected when it answers.")
    unknown: str | None = Field(
        description="Why nobody can tell yet, and what to do. The fee contains its tax; nothing is added later."
    )
    is_by_bank: bool = Field(description="Of tax held back from the expert: their bank does it, it is no line here.")


class ClientPartOut(BaseModel):
    """What the client pays: price + lines = total, exactly."""

    price_minor: AmountMinor
    lines: list[FeeLineOut]
    tax: TaxNoteOut | None = Field(description="On the fee; null where there is none.")
    total_minor: AmountMinor


class ExpertPartOut(BaseModel):
    """What the expert receives: gross - lines = net, exactly."""

    gross_minor: AmountMinor
    lines: list[FeeLineOut]
    tax: TaxNoteOut | None = Field(description="On the commission; null where there is none.")
    withholding: TaxNoteOut | None = Field(description="Tax held back from the expert; null where there is none.")
    net_minor: AmountMinor


class DealQuoteOut(BaseModel):
    """What becomes of a price, for both sides. Nothing else is taken later."""

    currency: CurrencyCode
    client: ClientPartOut
    expert: ExpertPartOut

    @classmethod
    def of(cls, quote: Quote) -> DealQuoteOut:
        """Shape a quote for the wire."""
        price = quote.price.minor
        lines = [(line.kind in ON_TOP, FeeLineOut.of(line)) for line in quote.lines if line.money]
        notes = {note.kind: TaxNoteOut.model_validate(note) for note in quote.notes}
        return cls(
            currency=quote.price.currency,
            client=ClientPartOut(
                price_minor=price,
                lines=[line for on_top, line in lines if on_top],
                tax=notes.get(LineKind.CLIENT_TAX),
                total_minor=quote.total.minor,
            ),
            expert=ExpertPartOut(
                gross_minor=price,
                lines=[line for on_top, line in lines if not on_top],
                tax=notes.get(LineKind.COMMISSION_TAX),
                withholding=notes.get(LineKind.WITHHOLDING),
                net_minor=quote.net.minor,
            ),
        )


class RulePreviewOut(BaseModel):
    """What becomes of an example by the present rules, and what would by the change."""

    before: DealQuoteOut
    after: DealQuoteOut

"""Commission rules: data with versions and dates, and the pure choice and computation of a fee."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from itertools import pairwise

from guildhall.billing.errors import RuleContradictory
from guildhall.kernel.errors import Fault
from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant

MOST_BASIS_POINTS = 5_000
"""Half of the price; the setting has the same bound. Below a whole, rounding can never take more than there is."""
MOST_TIERS = 10


class FeeSide(StrEnum):
    """Who bears a fee: the expert from the price, or the client on top of it."""

    EXPERT = "expert"
    CLIENT = "client"


class FeeKind(StrEnum):
    """How a fee follows from a price.

    tiered_marginal: each slice of the volume pays the rate of its own tier, as income tax does. tiered_whole: the
    tier that the volume had reached before this payment sets the rate of all of it.
    """

    PERCENT = "percent"
    FIXED = "fixed"
    TIERED_MARGINAL = "tiered_marginal"
    TIERED_WHOLE = "tiered_whole"


TIERED = frozenset({FeeKind.TIERED_MARGINAL, FeeKind.TIERED_WHOLE})


class VolumeOf(StrEnum):
    """Which counter tiers look at: all that this client ever paid this expert, or the expert's last twelve months."""

    PAIR = "pair"
    YEAR = "year"


class Relation(StrEnum):
    """How the two sides of a deal met. brought: the client signed up by an invitation link of this expert."""

    BROUGHT = "brought"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which deals a rule is for; what is absent matches all. contract_id: the rule is one project's own."""

    contract_id: str | None = None
    expert_id: str | None = None
    client_id: str | None = None
    relation: Relation | None = None
    category: str | None = None
    country: str | None = None
    plan: str | None = None
    currency: str | None = None


ORDER = ("relation", "contract_id", "expert_id", "client_id", "category", "country", "plan", "currency")
"""From the most specific to the least: what stands earlier outweighs all that stands later. A relation is about one
pair of people and keeps a promise made to the expert, so it comes before rates agreed with either of them."""


@dataclass(frozen=True, slots=True)
class Tier:
    """A rate from a volume upwards. from_minor: 0 in the first tier."""

    from_minor: int
    basis_points: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a commission rule. Never changed: a change is a version of its own.

    Amounts are minor units of the scope's currency; a rule with amounts names one. minimum_minor, maximum_minor: bounds
    of the fee of one payment. valid_to: absent while no end is known; half-open. priority: decides between rules that
    are equally specific, the higher wins.
    """

    rule_id: str
    version: int
    name: str
    side: FeeSide
    kind: FeeKind
    valid_from: Instant
    scope: Scope = field(default_factory=Scope)
    basis_points: int = 0
    fixed_minor: int = 0
    tiers: tuple[Tier, ...] = ()
    volume: VolumeOf | None = None
    minimum_minor: int | None = None
    maximum_minor: int | None = None
    valid_to: Instant | None = None
    priority: int = 0

    @property
    def rank(self) -> tuple[tuple[bool, ...], int, datetime, str]:
        """What decides between rules that match; the greatest wins."""
        named = tuple(getattr(self.scope, name) is not None for name in ORDER)
        return named, self.priority, self.valid_from, self.rule_id


@dataclass(frozen=True, slots=True)
class Deal:
    """Between whom and about what a fee is computed: all that rules look at. price: what the work costs.

    contract_id: absent before there is a contract. is_work: whether somebody works for it; what a venue keeps of a
    deposit is no pay for work.
    """

    price: Money
    expert_id: str
    client_id: str | None = None
    relation: Relation | None = None
    category: str | None = None
    country: str | None = None
    plan: str | None = None
    contract_id: str | None = None
    is_work: bool = True

    def matches(self, scope: Scope) -> bool:
        """Tell whether the scope says nothing that is not so."""
        own = {name: getattr(self, name, None) for name in ORDER} | {"currency": self.price.currency}
        return all(getattr(scope, name) in {None, own[name]} for name in ORDER)


@dataclass(frozen=True, slots=True)
class Volumes:
    """What was released before this payment, in minor units of the deal's currency."""

    pair_minor: int = 0
    year_minor: int = 0

    def of(self, counter: VolumeOf | None) -> int:
        """Return the counter that a rule looks at."""
        return self.year_minor if counter is VolumeOf.YEAR else self.pair_minor


def in_force(versions: Iterable[Rule], at: datetime) -> list[Rule]:
    """Return the version of each rule that governs at an instant, if the rule has not ended, by rule id."""
    governing: dict[str, Rule] = {}
    for rule in sorted(versions, key=lambda each: (each.rule_id, each.version)):
        if rule.valid_from <= at:
            governing[rule.rule_id] = rule
    return [rule for rule in governing.values() if rule.valid_to is None or at < rule.valid_to]


def choose(rules: Iterable[Rule], side: FeeSide, deal: Deal) -> Rule | None:
    """Return the rule for one side of a deal, the most specific of those that match, or None."""
    matching = [rule for rule in rules if rule.side is side and deal.matches(rule.scope)]
    return max(matching, key=lambda rule: rule.rank, default=None)


def fee_of(rule: Rule, price: Money, volumes: Volumes) -> Money:
    """Compute the fee of one payment: never negative, never more than the price, never falling when the price rises."""
    exact = Decimal(rule.fixed_minor)
    if rule.kind is FeeKind.PERCENT:
        exact = Decimal(price.minor * rule.basis_points) / 10_000
    elif rule.kind is FeeKind.TIERED_WHOLE:
        reached = [tier for tier in rule.tiers if tier.from_minor <= volumes.of(rule.volume)]
        exact = Decimal(price.minor * reached[-1].basis_points) / 10_000
    elif rule.kind is FeeKind.TIERED_MARGINAL:
        before = volumes.of(rule.volume)
        exact = Decimal(_slices(rule, before + price.minor) - _slices(rule, before)) / 10_000
    minor = int(exact.to_integral_value(ROUND_HALF_EVEN))
    minor = max(minor, rule.minimum_minor or 0)
    if rule.maximum_minor is not None:
        minor = min(minor, rule.maximum_minor)
    return Money(min(minor, price.minor), price.currency)


def _slices(rule: Rule, volume: int) -> int:
    """Return what a volume pays from its first unit on, in ten-thousandths of a minor unit."""
    ends = [tier.from_minor for tier in rule.tiers[1:]]
    return sum(
        max(0, min(volume, end if end is not None else volume) - tier.from_minor) * tier.basis_points
        for tier, end in zip(rule.tiers, [*ends, None], strict=True)
    )


def check(rule: Rule) -> None:
    """Refuse a rule that contradicts itself. Raises RuleContradictory with every fault."""
    faults = [Fault(f"/{name}", detail, "contradiction") for name, detail in _faults(rule)]
    if faults:
        raise RuleContradictory(faults=tuple(faults))


def _faults(rule: Rule) -> Iterable[tuple[str, str]]:
    is_tiered = rule.kind in TIERED
    amounts = (rule.fixed_minor, rule.minimum_minor, rule.maximum_minor, *(tier.from_minor for tier in rule.tiers))
    if any(amounts) and rule.scope.currency is None:
        yield "scope/currency", "a rule with amounts names their currency"
    if (rule.kind is FeeKind.FIXED) != bool(rule.fixed_minor):
        yield "fixed_minor", "positive for a fixed fee, and for no other"
    if rule.kind is not FeeKind.PERCENT and rule.basis_points:
        yield "basis_points", "only a percentage has one rate"
    if is_tiered != bool(rule.tiers) or is_tiered != (rule.volume is not None):
        yield "tiers", "a tiered rule has tiers and says which volume they look at; another has neither"
    if rule.tiers and rule.tiers[0].from_minor:
        yield "tiers/0/from_minor", "the first tier begins at 0"
    if any(later.from_minor <= earlier.from_minor for earlier, later in pairwise(rule.tiers)):
        yield "tiers", "each tier begins above the one before"
    if rule.minimum_minor and rule.maximum_minor is not None and rule.minimum_minor > rule.maximum_minor:
        yield "maximum_minor", "not below the minimum"
    if rule.valid_to is not None and rule.valid_to <= rule.valid_from:
        yield "valid_to", "after valid_from"

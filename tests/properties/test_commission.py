"""Whatever the rules say: nothing is lost, nobody is left below zero, parts add up to the whole."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from guildhall.billing.models.quoted_taxes import with_taxes
from guildhall.billing.models.quotes import ON_TOP, ContributorShare, LineKind, Quote, compute
from guildhall.billing.models.rules import TIERED, Deal, FeeKind, FeeSide, Rule, Scope, Tier, VolumeOf, Volumes, check
from guildhall.billing.models.tax import Category, TaxRule
from guildhall.kernel.money import Money
from guildhall.kernel.shares import first_units

START = datetime(2026, 1, 1, tzinfo=UTC)
AMOUNT = st.integers(0, 10**9)
RATE = st.integers(0, 5_000)


@st.composite
def rules(draw: st.DrawFn, side: FeeSide) -> Rule:
    kind = draw(st.sampled_from(FeeKind))
    steps = sorted({0, *draw(st.lists(st.integers(1, 10**7), max_size=4))}) if kind in TIERED else []
    low, high = sorted((draw(st.integers(0, 10**5)), draw(st.integers(0, 10**7))))
    made = Rule(
        "rul_1",
        draw(st.integers(1, 9)),
        "Any",
        side,
        kind,
        START,
        Scope(currency="EUR"),
        basis_points=draw(RATE) if kind is FeeKind.PERCENT else 0,
        fixed_minor=draw(st.integers(1, 10**6)) if kind is FeeKind.FIXED else 0,
        tiers=tuple(Tier(step, draw(RATE)) for step in steps),
        volume=draw(st.sampled_from(VolumeOf)) if kind in TIERED else None,
        minimum_minor=draw(st.none() | st.just(low)),
        maximum_minor=draw(st.none() | st.just(high)),
    )
    check(made)
    return made


VOLUMES = st.builds(Volumes, st.integers(0, 10**7), st.integers(0, 10**7))
SHARES = st.lists(
    st.builds(ContributorShare, st.just("agr_1"), st.just(1), RATE, st.booleans(), st.none() | st.integers(0, 10**6)),
    max_size=3,
)


def quoted(price: int, own: list[Rule], volumes: Volumes, shares: list[ContributorShare]) -> Quote:
    deal = Deal(Money(price, "EUR"), "acc_e", "acc_c")
    return Quote(deal.price, compute(deal, own, volumes, shares))


@given(
    price=AMOUNT, expert=rules(FeeSide.EXPERT), client=rules(FeeSide.CLIENT), volumes=VOLUMES, shares=SHARES,
    rate=st.integers(0, 2_700),
)  # fmt: skip
def test_with_tax_every_unit_is_still_somebodys_and_an_invoice_finds_the_same_tax(
    price: int, expert: Rule, client: Rule, volumes: Volumes, shares: list[ContributorShare], rate: int
) -> None:
    untaxed = quoted(price, [expert, client], volumes, shares)
    rule = TaxRule(Category.STANDARD, rate, "FR")
    rules_ = dict.fromkeys((LineKind.CLIENT_TAX, LineKind.COMMISSION_TAX), rule)

    quote = Quote(untaxed.price, with_taxes(untaxed.price, untaxed.lines, rules_, START.date()))

    assert all(line.money.minor >= 0 for line in quote.lines)
    assert quote.net.minor >= 0
    assert quote.net + quote.sum_of(*(set(LineKind) - ON_TOP)) == quote.price
    for fee, tax in (
        (quote.commission, LineKind.COMMISSION_TAX),
        (quote.sum_of(LineKind.CLIENT_FEE), LineKind.CLIENT_TAX),
    ):
        total = fee + quote.sum_of(tax)
        assert rule.within(total).tax == quote.sum_of(tax)
    if untaxed.commission.minor * (10_000 + rate) <= price * 10_000:
        assert quote.commission == untaxed.commission


@given(price=AMOUNT, expert=rules(FeeSide.EXPERT), client=rules(FeeSide.CLIENT), volumes=VOLUMES, shares=SHARES)
def test_every_unit_of_the_price_is_somebodys_and_nobody_is_below_zero(
    price: int, expert: Rule, client: Rule, volumes: Volumes, shares: list[ContributorShare]
) -> None:
    quote = quoted(price, [expert, client], volumes, shares)

    assert quote.net + quote.commission == quote.price
    assert quote.total == quote.price + quote.sum_of(LineKind.CLIENT_FEE)
    assert quote.net.minor >= 0
    assert all(line.money.minor >= 0 for line in quote.lines)
    assert expert.maximum_minor is None or quote.commission.minor <= expert.maximum_minor
    assert quote.commission.minor >= min(expert.minimum_minor or 0, price)


@given(price=AMOUNT, expert=rules(FeeSide.EXPERT), volumes=VOLUMES, shares=SHARES)
def test_contributors_are_paid_by_the_platform_and_never_by_the_expert(
    price: int, expert: Rule, volumes: Volumes, shares: list[ContributorShare]
) -> None:
    with_them, without = quoted(price, [expert], volumes, shares), quoted(price, [expert], volumes, [])

    assert with_them.net == without.net
    assert with_them.commission == without.commission


@given(price=AMOUNT, more=st.integers(1, 10**6), expert=rules(FeeSide.EXPERT), volumes=VOLUMES)
def test_a_higher_price_never_costs_less_and_never_leaves_the_expert_with_less(
    price: int, more: int, expert: Rule, volumes: Volumes
) -> None:
    lower, higher = quoted(price, [expert], volumes, []), quoted(price + more, [expert], volumes, [])

    assert lower.commission <= higher.commission
    # With a maximum, a minimum or no bound alike: half of what is more is the expert's, give or take the rounding.
    assert lower.net.minor <= higher.net.minor


@given(shares=st.lists(st.integers(0, 10**6), min_size=1, max_size=6), cuts=st.lists(st.integers(0, 100), max_size=8))
def test_parts_add_up_to_the_whole_whatever_the_parts(shares: list[int], cuts: list[int]) -> None:
    whole, before, given_out = sum(shares), [0] * len(shares), 0
    for units in [*sorted(whole * cut // 100 for cut in cuts), whole]:
        now = first_units(units, shares)
        assert sum(now) == units >= given_out
        assert all(later >= earlier for later, earlier in zip(now, before, strict=True))
        before, given_out = now, units

    assert before == shares


@given(shares=st.lists(st.integers(0, 30), min_size=1, max_size=5))
def test_unit_by_unit_no_share_ever_shrinks(shares: list[int]) -> None:
    steps = [first_units(units, shares) for units in range(sum(shares) + 1)]

    for earlier, later in pairwise(steps):
        assert sum(b - a for a, b in zip(earlier, later, strict=True)) == 1
        assert min(b - a for a, b in zip(earlier, later, strict=True)) >= 0

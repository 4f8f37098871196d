"""The tax on our fees, as a quote tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from guildhall.billing.errors import Why
from guildhall.billing.models.quotes import ON_TOP, LineKind, QuoteLine
from guildhall.billing.models.tax import TaxRule
from guildhall.billing.models.withholding import Withholding
from guildhall.kernel.money import Money

TAXED = {
    LineKind.CLIENT_TAX: (LineKind.CLIENT_FEE,),
    LineKind.COMMISSION_TAX: (LineKind.COMMISSION, LineKind.CONTRIBUTOR),
}
"""Which lines a tax is on. Contributors are paid out of the commission: the tax is on all of it."""


def with_taxes(
    price: Money, lines: Iterable[QuoteLine], rules: Mapping[LineKind, TaxRule | Why], day: date
) -> tuple[QuoteLine, ...]:
    """Return the lines with the taxes on them, each after the lines that it is on.

    What the expert bears never exceeds the price: a commission that would with its tax is made smaller. day: on which
    the rates were looked up; it is the version of the lines that follow from them.
    """
    known = list(lines)
    for kind, bases in TAXED.items():
        rule, own = rules.get(kind), [line for line in known if line.kind in bases and line.money]
        if not isinstance(rule, TaxRule) or not own or not rule.basis_points:
            continue
        base = sum((line.money for line in own), Money(0, price.currency))
        taxed = rule.on(base)
        if kind is LineKind.COMMISSION_TAX and taxed.total.minor > price.minor:
            taxed = rule.within(price)
            known = _lessened(known, bases, (base - taxed.net).minor)
        made = QuoteLine(
            kind, taxed.tax, f"rate_{rule.place}", int(f"{day:%Y%m%d}"), rule.basis_points, rule.place
        )  # fmt: skip
        last = max(place for place, line in enumerate(known) if line.kind in bases)
        known.insert(last + 1, made)
    return tuple(known)


def with_withholding(
    price: Money, lines: tuple[QuoteLine, ...], found: Withholding, day: date
) -> tuple[QuoteLine, ...]:
    """Return the lines with what is held back from the expert, of the whole price, never more than is left to them."""
    left = price.minor - sum(line.money.minor for line in lines if line.kind not in ON_TOP)
    minor = min(price.share(found.basis_points).minor, left)
    if found.is_by_bank or not minor:
        return lines
    rule_id = f"withholding_{found.country}_{found.case}"
    money, version = Money(minor, price.currency), int(f"{day:%Y%m%d}")
    return (*lines, QuoteLine(LineKind.WITHHOLDING, money, rule_id, version, found.basis_points, found.authority))


def _lessened(lines: list[QuoteLine], bases: Iterable[LineKind], by_minor: int) -> list[QuoteLine]:
    """Take from the platform's own line first, then from those of contributors."""
    kept, left = list(lines), by_minor
    for place, line in enumerate(lines):
        if line.kind in bases:
            less = min(left, line.money.minor)
            kept[place] = replace(line, money=Money(line.money.minor - less, line.money.currency))
            left -= less
    return kept

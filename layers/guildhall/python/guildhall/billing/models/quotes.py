"""What becomes of a price, line by line: the answer that is kept when a client pays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from guildhall.billing.errors import Why
from guildhall.billing.models.rules import Deal, FeeSide, Rule, Volumes, choose, fee_of
from guildhall.billing.models.tax import Category, Mention, TaxRule
from guildhall.billing.models.withholding import Withholding
from guildhall.kernel.money import Money

BUILT_IN_DEFAULT = "rule_default"
"""The setting `commission_basis_points`, for a deal that no stored rule is for."""
BUILT_IN_BROUGHT = "rule_brought"
"""No commission from a client whom the expert brought; a stored rule of this id takes its place."""
BUILT_IN_BROUGHT_CLIENT = "rule_brought_client"
"""No fee on top for a client whom the expert brought, whatever rule there is for other clients."""
BUILT_IN = frozenset({BUILT_IN_DEFAULT, BUILT_IN_BROUGHT, BUILT_IN_BROUGHT_CLIENT})


class LineKind(StrEnum):
    """What a line of a quote is for, in the order in which they are computed."""

    CLIENT_FEE = "client_fee"
    CLIENT_TAX = "client_tax"
    COMMISSION = "commission"
    COMMISSION_TAX = "commission_tax"
    CONTRIBUTOR = "contributor"
    WITHHOLDING = "withholding"


ON_TOP = frozenset({LineKind.CLIENT_FEE, LineKind.CLIENT_TAX})
"""What the client pays besides the price; everything else comes out of the price."""


ACCOUNTS = {
    LineKind.CLIENT_FEE: "platform_fee",
    LineKind.CLIENT_TAX: "tax_payable",
    LineKind.COMMISSION: "platform_fee",
    LineKind.COMMISSION_TAX: "tax_payable",
    LineKind.CONTRIBUTOR: "external_commission_payable",
    LineKind.WITHHOLDING: "withholding_payable",
}


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line.

    rule_id, rule_version: what it follows from, an agreement for a contributor, the dated rate for a tax.
    basis_points: the rate, where there is one. payee: who gets it, if not the platform: an agreement, an authority.
    """

    kind: LineKind
    money: Money
    rule_id: str
    rule_version: int
    basis_points: int | None = None
    payee: str | None = None

    @property
    def account_class(self) -> str:
        """The ledger's class of account that it goes to."""
        return ACCOUNTS[self.kind]


@dataclass(frozen=True, slots=True)
class TaxNote:
    """Why a fee bears the tax that it bears.

    kind: of the tax line. unknown: why nobody can tell yet; the fee then contains whatever tax it will bear, and
    nothing is added later. is_provisional: tax is charged only because a register was silent. is_by_bank: of tax that
    is held back from the payee: their bank does it, and no line of the quote.
    """

    kind: LineKind
    category: Category | None = None
    basis_points: int = 0
    place: str | None = None
    mention: Mention | None = None
    is_provisional: bool = False
    unknown: Why | None = None
    is_by_bank: bool = False

    @classmethod
    def of(cls, kind: LineKind, rule: TaxRule | Why) -> TaxNote:
        """Return the note of a rule, or of why there is none."""
        if isinstance(rule, Why):
            return cls(kind, unknown=rule)
        return cls(kind, rule.category, rule.basis_points, rule.place, rule.mention, rule.is_provisional)

    @classmethod
    def of_withholding(cls, found: Withholding | Why) -> TaxNote:
        """Return the note of what is held back from the payee, or of why nobody can tell."""
        if isinstance(found, Why):
            return cls(LineKind.WITHHOLDING, unknown=found)
        return cls(
            LineKind.WITHHOLDING, basis_points=found.basis_points, place=found.country, is_by_bank=found.is_by_bank
        )


@dataclass(frozen=True, slots=True)
class Quote:
    """What becomes of a price: the client pays total, the expert gets net.

    total = price + what is on top; net = price - everything else. A contributor's line comes out of the commission and
    not out of what is left to the expert, so `commission` is what the expert bears and the platform's own part of it
    is smaller by the contributors' lines. notes: on the tax of each side's fee.
    """

    price: Money
    lines: tuple[QuoteLine, ...]
    notes: tuple[TaxNote, ...] = ()

    def sum_of(self, *kinds: LineKind) -> Money:
        """Add up the lines of some kinds."""
        minor = sum(line.money.minor for line in self.lines if line.kind in kinds)
        return Money(minor, self.price.currency)

    @property
    def commission(self) -> Money:
        """The platform's commission, contributors' parts included."""
        return self.sum_of(LineKind.COMMISSION, LineKind.CONTRIBUTOR)

    @property
    def withheld(self) -> Money:
        """What of the price is held back from the expert for a tax office."""
        return self.sum_of(LineKind.WITHHOLDING)

    @property
    def total(self) -> Money:
        """What the client pays."""
        return self.price + self.sum_of(*ON_TOP)

    @property
    def net(self) -> Money:
        """What the expert gets when all is released."""
        return Money(self.price.minor - sum(line.money.minor for line in self.taken), self.price.currency)

    @property
    def on_top(self) -> tuple[QuoteLine, ...]:
        """What the client pays besides the price, less what comes to nothing."""
        return tuple(line for line in self.lines if line.kind in ON_TOP and line.money)

    @property
    def taken(self) -> tuple[QuoteLine, ...]:
        """What comes out of the price, less what comes to nothing."""
        return tuple(line for line in self.lines if line.kind not in ON_TOP and line.money)

    @property
    def rate(self) -> QuoteLine | None:
        """The commission's line, which names rule and rate; none if no commission is taken."""
        return next((line for line in self.lines if line.kind is LineKind.COMMISSION), None)


@dataclass(frozen=True, slots=True)
class ContributorShare:
    """What an agreement gives somebody outside for a deal, before it is held against the commission.

    money: computed by the agreement's own terms, its remaining cap included.
    """

    agreement_id: str
    agreement_version: int
    basis_points: int
    is_of_price: bool
    room_minor: int | None

    def of(self, price: Money, commission: Money) -> int:
        """Return minor units: the share of its base, within what the cap still allows."""
        share = (price if self.is_of_price else commission).share(self.basis_points).minor
        return share if self.room_minor is None else max(0, min(share, self.room_minor))


def compute(
    deal: Deal, rules: Iterable[Rule], volumes: Volumes, shares: Iterable[ContributorShare] = ()
) -> tuple[QuoteLine, ...]:
    """Compute the lines that follow from rules and agreements; taxes come after, from who knows them.

    rules: those in force. The order is fixed: client fee, commission, contributors out of the commission.
    """
    known = list(rules)
    lines: list[QuoteLine] = []
    for side, kind in ((FeeSide.CLIENT, LineKind.CLIENT_FEE), (FeeSide.EXPERT, LineKind.COMMISSION)):
        rule = choose(known, side, deal)
        if rule is not None:
            fee = fee_of(rule, deal.price, volumes)
            lines.append(QuoteLine(kind, fee, rule.rule_id, rule.version, rule.basis_points or None))
    return _with_contributors(deal.price, lines, shares)


def _with_contributors(
    price: Money, lines: list[QuoteLine], shares: Iterable[ContributorShare]
) -> tuple[QuoteLine, ...]:
    own = next((line for line in lines if line.kind is LineKind.COMMISSION), None)
    if own is None:
        return tuple(lines)
    left, given = own.money, []
    for share in shares:
        part = Money(min(share.of(price, own.money), left.minor), price.currency)
        if part:
            left -= part
            given.append(
                QuoteLine(
                    LineKind.CONTRIBUTOR,
                    part,
                    share.agreement_id,
                    share.agreement_version,
                    share.basis_points,
                    share.agreement_id,
                )
            )
    kept = QuoteLine(own.kind, left, own.rule_id, own.rule_version, own.basis_points)
    return (*(kept if line is own else line for line in lines), *given)

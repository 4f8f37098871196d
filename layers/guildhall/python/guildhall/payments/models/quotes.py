"""The quote by which a client paid, and how each release follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.shares import first_units
from guildhall.ledger.models import account

PLATFORM = "guildhall"
"""Owner of the platform's own accounts."""
WITHHOLDING = "withholding"
"""The line that a tax office gets out of what is the expert's."""
ON_TOP = frozenset({"client_fee", "client_tax"})
"""Lines that the client pays besides the price; they are held, earned and given back in step with it."""


@dataclass(frozen=True, slots=True)
class KeptLine:
    """What somebody other than the expert gets of the price when all of it is released.

    account: of the ledger, where it goes. rule_id, rule_version: why.
    """

    kind: str
    minor: int
    account: str
    rule_id: str
    rule_version: int
    basis_points: int | None = None


@dataclass(frozen=True, slots=True)
class KeptTax:
    """Why the commission bears the tax that it bears; unknown: why nobody could tell.

    is_by_bank: of tax that is held back from the expert: their bank does it, and not we.
    """

    category: str | None = None
    basis_points: int = 0
    place: str | None = None
    is_provisional: bool = False
    unknown: str | None = None
    is_by_bank: bool = False


@dataclass(frozen=True, slots=True)
class ReleaseShares:
    """How one release parts: to the expert, and to each line that gets something."""

    net_minor: int
    lines: tuple[KeptLine, ...]

    @property
    def taken_minor(self) -> int:
        """All that comes out of the price and is the platform's or its contributors', tax included."""
        return sum(line.minor for line in self.lines if line.kind not in ON_TOP | {WITHHOLDING})

    @property
    def withheld(self) -> KeptLine | None:
        """What is held back from the expert for a tax office."""
        return next((line for line in self.lines if line.kind == WITHHOLDING), None)

    @property
    def on_top_minor(self) -> int:
        """What of it the client paid on top of the price, tax included."""
        return sum(line.minor for line in self.lines if line.kind in ON_TOP)

    @property
    def on_top_tax_minor(self) -> int:
        """What of that is tax."""
        return sum(line.minor for line in self.lines if line.kind == "client_tax")

    @property
    def tax_minor(self) -> int:
        """What of it is tax on the commission."""
        return sum(line.minor for line in self.lines if line.kind == "commission_tax")


@dataclass(frozen=True, slots=True)
class KeptQuote:
    """The quote as it was given when the client paid; later rules do not touch it. Minor units.

    gross is the price: gross = commission + withheld + net, and lines say whose each of them is, taxes and shares of
    contributors included. on_top: what the client pays besides; what is held is the price and it, so that every part
    that is released or given back takes its share of the fee along.
    basis_points, setting_version: of the commission's own rule, for people; the amounts are what counts. tax: on the
    commission, None if there is none of either. withholding: why something is held back from the expert, or not.
    """

    gross_minor: int
    commission_minor: int
    net_minor: int
    basis_points: int
    setting_version: int
    lines: tuple[KeptLine, ...] = ()
    tax: KeptTax | None = None
    on_top: tuple[KeptLine, ...] = ()
    client_tax: KeptTax | None = None
    withholding: KeptTax | None = None

    @property
    def withheld_minor(self) -> int:
        """What is held back from the expert when all is released."""
        return sum(line.minor for line in self.lines if line.kind == WITHHOLDING)

    @property
    def on_top_minor(self) -> int:
        """What the client pays besides the price."""
        return sum(line.minor for line in self.on_top)

    @property
    def taken(self) -> tuple[KeptLine, ...]:
        """The lines; those who paid before there were lines have one."""
        own = account("platform_fee", PLATFORM)
        whole = KeptLine("commission", self.commission_minor, own, "rule_default", self.setting_version)
        return self.lines or (whole,)

    def shares(self, released_minor: int, amount_minor: int) -> ReleaseShares:
        """Say how a release parts. amount_minor: of what is held, fee on top included. released_minor: before it.

        Taken from cumulative totals: several releases cost exactly what one would, and nobody's share is ever negative.
        """
        shared = (*self.taken, *self.on_top)
        weights = [self.net_minor, *(line.minor for line in shared)]
        before = first_units(released_minor, weights)
        after = first_units(released_minor + amount_minor, weights)
        net, *parts = (later - earlier for later, earlier in zip(after, before, strict=True))
        lines = (
            KeptLine(line.kind, part, line.account, line.rule_id, line.rule_version, line.basis_points)
            for line, part in zip(shared, parts, strict=True)
        )
        return ReleaseShares(net, tuple(line for line in lines if line.minor))

"""The platform's take rate: what of released money it keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from guildhall.ledger.models.accounts import class_of
from guildhall.ledger.models.days import DayEntry

RELEASES = frozenset({"release", "split", "unsent"})
"""First words of the ids of entries by which held money becomes somebody's, or is taken back before it was sent."""
OWN, CONTRIBUTORS, TAXES = "platform_fee", "external_commission_payable", "tax_payable"
SHARES = frozenset({"expert_payable", "expert_receivable", "withholding_payable", OWN, CONTRIBUTORS, TAXES})
"""Whose a release becomes; what goes back to a client in the same entry is none."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the money that was released in a time, in minor units.

    released: fees on top included. own: the platform's. contributors: whom the platform pays out of its commission.
    """

    when: str
    currency: str
    released_minor: int
    own_minor: int
    contributors_minor: int
    tax_minor: int

    @property
    def basis_points(self) -> int | None:
        """The platform's own part in hundredths of a percent, rounded half to even; None if nothing was released."""
        if self.released_minor <= 0:
            return None
        return int((Decimal(self.own_minor * 10_000) / self.released_minor).to_integral_value(ROUND_HALF_EVEN))


def taken_of(when: str, entries: Iterable[DayEntry]) -> list[Taken]:
    """Add the releases among some entries up, by currency."""
    sums: dict[str, dict[str, int]] = {}
    for line in (line for each in entries if each.entry_id.partition(":")[0] in RELEASES for line in each.lines):
        name = class_of(line.account).name
        if name in SHARES:
            # In an entry a credit is negative, and all that becomes somebody's is a credit.
            own = sums.setdefault(line.money.currency, {})
            own[name] = own.get(name, 0) - line.money.minor
    return [
        Taken(when, currency, sum(own.values()), own.get(OWN, 0), own.get(CONTRIBUTORS, 0), own.get(TAXES, 0))
        for currency, own in sorted(sums.items())
    ]

"""Tax that is held back from a payee: pure rules over the dated table. Whatever they do not know, they refuse.

| payee                | payer                          | rule                                                      |
|----------------------|--------------------------------|-----------------------------------------------------------|
| where we do not withhold | anybody                    | nothing                                                   |
| where we do          | has not said where they are    | not known yet                                             |
| where we do          | in another country             | the rate of exports; the payee's bank withholds, not we   |
| where we do          | private, same country          | nothing: only businesses have to                          |
| where we do          | business, same country         | the rate of the kind of service and of the payee's status |

Where we withhold is said by those who run the platform, with their adviser; a country without confirmed rows is not
known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from guildhall.billing.errors import Why
from guildhall.billing.models.rates import is_in_force
from guildhall.billing.models.tax import TaxProfile

EXPORT, EXPORT_REGISTERED = "export", "export_registered"


@dataclass(frozen=True, slots=True)
class WithholdingRate:
    """The rate of one kind of payment. It serves from starts_on until ends_on, and in no case after review_by.

    case: kind of service, or one of the two of exports. unlisted_basis_points: of payees who are not on the list of
    active taxpayers. section: of the law.
    """

    country: str
    case: str
    section: str
    basis_points: int
    unlisted_basis_points: int
    starts_on: date
    is_confirmed: bool
    source: str
    reviewed_on: date
    review_by: date
    ends_on: date | None = None
    note: str | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the rate was reviewed for this day and in force."""
        return is_in_force(self, day)


@dataclass(frozen=True, slots=True)
class Withholding:
    """What is held back of a payment. authority: whose it is. is_by_bank: the payee's bank does it, and not we."""

    country: str
    authority: str
    case: str
    section: str
    basis_points: int
    is_by_bank: bool = False


@dataclass(frozen=True, slots=True)
class WithholdingTable:
    """authorities: by country. services: which case a category of work is, by country; absent where nobody decided."""

    authorities: Mapping[str, str]
    services: Mapping[str, Mapping[str, str]]
    rates: tuple[WithholdingRate, ...]

    def rate_of(self, country: str, case: str, day: date) -> WithholdingRate | Why:
        """Return the confirmed rate of a case on a day, or why there is none."""
        rows = [rate for rate in self.rates if (rate.country, rate.case) == (country, case)]
        if not rows:
            return Why.WITHHOLDING_NOT_COVERED
        covering = next((rate for rate in rows if rate.covers(day)), None)
        if covering is None:
            return Why.DAY_NOT_COVERED
        return covering if covering.is_confirmed else Why.RATE_NOT_CONFIRMED


def withheld(
    table: WithholdingTable, payee: TaxProfile, payer: TaxProfile | None, category: str | None, day: date
) -> Withholding | Why | None:  # fmt: skip
    """Return what is held back of a payment for work, why nobody can tell yet, or None where nothing is.

    payee: in a country where we withhold. payer: None if they have not said where they are taxed.
    """
    country = payee.country
    if country not in table.authorities:
        return Why.WITHHOLDING_NOT_COVERED
    if payer is None:
        return Why.CUSTOMER_UNKNOWN
    if payer.country != country:
        return _of(table, payee, EXPORT_REGISTERED if payee.exporter_number else EXPORT, day, is_export=True)
    if not payer.is_business:
        return None
    case = table.services.get(country, {}).get(category or "")
    return _of(table, payee, case, day, is_export=False) if case else Why.SERVICE_NOT_DECIDED


def _of(table: WithholdingTable, payee: TaxProfile, case: str, day: date, *, is_export: bool) -> Withholding | Why:
    """Return the rate of a case. Exports are not taxed twice as much for those who are on no list."""
    if payee.is_listed_taxpayer is None and not is_export:
        return Why.TAXPAYER_STATUS_UNKNOWN
    rate = table.rate_of(payee.country, case, day)
    if isinstance(rate, Why):
        return rate
    points = rate.basis_points if is_export or payee.is_listed_taxpayer else rate.unlisted_basis_points
    return Withholding(
        payee.country, table.authorities[payee.country], case, rate.section, points, is_by_bank=is_export
    )

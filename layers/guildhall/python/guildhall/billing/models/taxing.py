"""Which tax a supply bears: pure rules over the rate table. Whatever they do not know, they refuse.

| supplier                 | customer                             | rule                                             |
|--------------------------|--------------------------------------|--------------------------------------------------|
| not registered           | anywhere                             | no tax (O); small business: exempt (E)           |
| registered in the EU     | same member state                    | its rate (S)                                     |
| registered in the EU     | business elsewhere in the EU, proven | reverse charge (AE), articles 44 and 196         |
| registered in the EU     | elsewhere in the EU, otherwise       | electronic and one-stop shop: customer's rate,   |
|                          |                                      | two pieces of evidence (article 58); else        |
|                          |                                      | supplier's rate (articles 45 and 59c)            |
| registered in the EU     | outside the EU                       | outside scope (O), articles 44, 58 and 59        |
| registered elsewhere     | same place                           | its rate (S)                                     |
| registered elsewhere     | any other place                      | refused: an adviser must say                     |

Articles are of Directive 2006/112/EC.
"""

from __future__ import annotations

from guildhall.billing.errors import CannotInvoiceYet, Why
from guildhall.billing.models.rates import EUROPEAN_UNION, Rate, RateTable
from guildhall.billing.models.tax import (
    Category,
    Finding,
    Mention,
    Registration,
    Service,
    Supply,
    TaxProfile,
    TaxRule,
)

BY_PEOPLE = frozenset({Service.EXPERT_WORK, Service.DISPUTE_DECISION})
"""Services that are not supplied electronically: private customers pay the supplier's rate (article 45)."""


def rule_for(table: RateTable, supply: Supply) -> TaxRule:
    """Return the tax on a supply. Raises CannotInvoiceYet with the reason and whose turn it is."""
    supplier, customer = supply.supplier, supply.customer
    if supplier is None:
        raise CannotInvoiceYet(Why.SUPPLIER_UNKNOWN)
    _require_known_place(table, supplier)
    if supplier.registration is not Registration.REGISTERED:
        return _untaxed(supplier)
    if customer is None:
        raise CannotInvoiceYet(Why.CUSTOMER_UNKNOWN)
    _require_known_place(table, customer)
    if supplier.country == customer.country:
        if supplier.place != customer.place:
            raise CannotInvoiceYet(Why.TWO_PROVINCES, f"{supplier.place} and {customer.place}")
        return _standard(table.rate_of(supplier.place, supply.day), f"both in {supplier.place}")
    if table.union_of(supplier.country) != EUROPEAN_UNION:
        raise CannotInvoiceYet(Why.BORDER_NOT_COVERED, f"{supplier.country} to {customer.country}")
    if table.union_of(customer.country) != EUROPEAN_UNION:
        return _outside_union(customer)
    return _across_the_union(table, supply, supplier, customer)


def _require_known_place(table: RateTable, profile: TaxProfile) -> None:
    if profile.country not in table.countries:
        raise CannotInvoiceYet(Why.NO_RATE, profile.country)
    if table.is_special(profile.country, profile.postcode):
        raise CannotInvoiceYet(Why.SPECIAL_TERRITORY, f"{profile.country} {profile.postcode}")


def _untaxed(supplier: TaxProfile) -> TaxRule:
    facts = (f"supplier in {supplier.place}: {supplier.registration}",)
    if supplier.registration is Registration.NOT_REGISTERED:
        return TaxRule(Category.OUTSIDE_SCOPE, 0, supplier.place, Mention.NOT_REGISTERED, evidence=facts)
    mention = Mention.SMALL_BUSINESS_FR if supplier.country == "FR" else Mention.SMALL_BUSINESS
    return TaxRule(Category.EXEMPT, 0, supplier.place, mention, evidence=facts)


def _standard(rate: Rate, *facts: str, is_provisional: bool = False) -> TaxRule:
    source = f"{rate.source}, in force from {rate.starts_on}, reviewed on {rate.reviewed_on}"
    return TaxRule(
        Category.STANDARD, rate.basis_points, rate.place, source=source, evidence=facts, is_provisional=is_provisional
    )


def _outside_union(customer: TaxProfile) -> TaxRule:
    kind = "business" if customer.is_business else "private"
    facts = (f"customer's address in {customer.country}", f"customer: {kind}")
    return TaxRule(Category.OUTSIDE_SCOPE, 0, customer.country, Mention.OUTSIDE_UNION, evidence=facts)


def _across_the_union(table: RateTable, supply: Supply, supplier: TaxProfile, customer: TaxProfile) -> TaxRule:
    proof, day = supply.proof, supply.day
    claims_to_be_taxed = customer.is_business and customer.vat_id is not None
    if claims_to_be_taxed and proof is Finding.VALID:
        facts = (
            f"supplier's VAT id {supplier.vat_id}",
            f"customer's VAT id {customer.vat_id}: valid",
            *_told(customer),
        )
        return TaxRule(Category.REVERSE_CHARGE, 0, customer.country, Mention.REVERSE_CHARGE, evidence=facts)
    is_provisional = claims_to_be_taxed and proof is Finding.UNAVAILABLE
    if supply.service in BY_PEOPLE or not supplier.is_one_stop_shop or customer.is_business:
        why = f"customer's VAT id: {proof}" if claims_to_be_taxed else "customer has no VAT id"
        return _standard(table.rate_of(supplier.place, day), why, is_provisional=is_provisional)
    if customer.bank_country is None:
        raise CannotInvoiceYet(Why.ONE_PIECE_OF_EVIDENCE)
    if customer.bank_country != customer.country:
        raise CannotInvoiceYet(Why.EVIDENCE_DISAGREES, f"{customer.country} and {customer.bank_country}")
    facts = (f"customer's address in {customer.country}", f"customer's bank in {customer.bank_country}")
    return _standard(table.rate_of(customer.place, day), *facts)


def _told(customer: TaxProfile) -> tuple[str, ...]:
    check = customer.check
    if check is None:
        return ()
    return (f"checked at {check.checked_at.isoformat()}, consultation {check.number or 'without number'}",)

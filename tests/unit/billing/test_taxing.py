"""Which tax a supply bears, and what is refused instead of guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.billing.errors import CannotInvoiceYet, Why
from guildhall.billing.gateways.rates import load_rates
from guildhall.billing.models.tax import (
    Category,
    Finding,
    Mention,
    Registration,
    Service,
    Supply,
    TaxProfile,
    TaxRule,
    VatCheck,
)
from guildhall.billing.models.taxing import rule_for
from guildhall.kernel.money import Money

TABLE = load_rates()
DAY = date(2026, 4, 1)
NOW = datetime(2026, 4, 1, tzinfo=UTC)
UNION = [place for place in TABLE.places if TABLE.union_of(place) == "EU"]


def taxed(country: str, **given: Any) -> TaxProfile:
    """Return a business that is registered, unless told otherwise."""
    plain: dict[str, Any] = {
        "account_id": "acc", "legal_name": "Name", "street": "1 Street", "city": "City", "postcode": "10000",
        "is_business": True, "registration": Registration.REGISTERED, "updated_at": NOW, "vat_id": f"{country}1",
    }  # fmt: skip
    return TaxProfile(country=country, **{**plain, **given})


def private(country: str, **given: Any) -> TaxProfile:
    unknown = {"is_business": False, "registration": Registration.NOT_REGISTERED, "vat_id": None}
    return taxed(country, **{**unknown, **given})


def rule(
    supplier: TaxProfile | None,
    customer: TaxProfile | None,
    service: Service = Service.COMMISSION,
    *,
    day: date = DAY,
    proof: Finding = Finding.UNAVAILABLE,
) -> TaxRule:
    return rule_for(TABLE, Supply(supplier, customer, service, day, proof))


def refusal(*args: Any, **kwargs: Any) -> Why:
    with pytest.raises(CannotInvoiceYet) as refused:
        rule(*args, **kwargs)
    return refused.value.why


def test_the_union_has_its_27_member_states() -> None:
    assert len(UNION) == 27


@pytest.mark.parametrize("country", UNION)
def test_every_member_state_has_one_standard_rate_on_each_day_that_is_covered(country: str) -> None:
    covered = [date(2024, 1, 1) + timedelta(days=days) for days in range(0, 1_277, 7)]

    for day in covered:
        assert sum(rate.covers(day) for rate in TABLE.rates if rate.place == country) == 1
        assert 1_700 <= rule(taxed(country), taxed(country), day=day).basis_points <= 2_700


def test_a_rate_changes_on_its_day() -> None:
    estonia = taxed("EE")

    rates = [rule(estonia, estonia, day=day).basis_points for day in (date(2025, 6, 30), date(2025, 7, 1))]

    assert rates == [2_200, 2_400]


def test_a_proven_business_in_another_member_state_bears_the_tax_itself_and_the_evidence_is_kept() -> None:
    check = VatCheck("DE1", Finding.VALID, NOW, "Muster GmbH", "WAPI1")

    found = rule(taxed("FR"), taxed("DE", check=check), proof=Finding.VALID)

    assert (found.category, found.basis_points, found.mention) == (Category.REVERSE_CHARGE, 0, Mention.REVERSE_CHARGE)
    assert any("WAPI1" in fact for fact in found.evidence)


@pytest.mark.parametrize(("proof", "is_provisional"), [(Finding.UNAVAILABLE, True), (Finding.INVALID, False)])
def test_an_unproven_business_pays_the_suppliers_tax_which_is_provisional_only_if_nobody_looked(
    proof: Finding,
    is_provisional: bool,  # noqa: FBT001 - parametrised columns
) -> None:
    found = rule(taxed("FR"), taxed("DE"), proof=proof)

    assert (found.category, found.basis_points, found.is_provisional) == (Category.STANDARD, 2_000, is_provisional)


def test_a_private_customer_of_an_electronic_service_pays_the_tax_of_home_where_we_use_the_one_stop_shop() -> None:
    seller, buyer = taxed("FR", is_one_stop_shop=True), private("FI", bank_country="FI")

    assert rule(seller, buyer).basis_points == 2_550
    assert rule(taxed("FR"), buyer).basis_points == 2_000
    assert rule(seller, buyer, Service.EXPERT_WORK).basis_points == 2_000
    assert rule(seller, buyer, Service.DISPUTE_DECISION).basis_points == 2_000


def test_one_piece_of_evidence_or_two_that_disagree_are_not_enough() -> None:
    seller = taxed("FR", is_one_stop_shop=True)

    assert refusal(seller, private("FI")) is Why.ONE_PIECE_OF_EVIDENCE
    assert refusal(seller, private("FI", bank_country="SE")) is Why.EVIDENCE_DISAGREES


@pytest.mark.parametrize("customer", [taxed("US"), private("PK", province="PB"), taxed("SN")])
def test_a_customer_outside_the_union_is_outside_its_tax(customer: TaxProfile) -> None:
    found = rule(taxed("FR"), customer)

    assert (found.category, found.mention) == (Category.OUTSIDE_SCOPE, Mention.OUTSIDE_UNION)


@pytest.mark.parametrize(
    ("country", "category", "mention"),
    [("FR", Category.EXEMPT, Mention.SMALL_BUSINESS_FR), ("PT", Category.EXEMPT, Mention.SMALL_BUSINESS)],
)
def test_a_small_business_charges_no_tax_and_says_why(country: str, category: Category, mention: Mention) -> None:
    small = taxed(country, registration=Registration.SMALL_BUSINESS)

    assert (rule(small, None).category, rule(small, None).mention) == (category, mention)


def test_who_is_not_registered_charges_no_tax_wherever_the_customer_is() -> None:
    for customer in (None, private("US"), taxed("DE")):
        assert rule(private("PK", province="SD"), customer).category is Category.OUTSIDE_SCOPE


@pytest.mark.parametrize(("place", "basis_points"), [("PK-PB", 1_600), ("PK-KP", 1_500), ("PK-BA", 1_500)])
def test_pakistan_taxes_services_by_province(place: str, basis_points: int) -> None:
    country, _, province = place.partition("-")
    here = taxed(country, province=province)

    found = rule(here, private(country, province=province), Service.EXPERT_WORK)

    assert (found.place, found.basis_points, found.category) == (place, basis_points, Category.STANDARD)


@pytest.mark.parametrize(
    ("country", "basis_points"), [("SN", 1_800), ("CI", 1_800), ("NE", 1_900), ("CM", 1_925), ("GA", 1_800)]
)
def test_states_of_the_african_unions_have_their_rates(country: str, basis_points: int) -> None:
    assert rule(taxed(country), private(country), Service.EXPERT_WORK).basis_points == basis_points


@pytest.mark.parametrize(
    ("why", "supplier", "customer", "day"),
    [
        (Why.SUPPLIER_UNKNOWN, None, taxed("FR"), DAY),
        (Why.CUSTOMER_UNKNOWN, taxed("FR"), None, DAY),
        (Why.NO_RATE, taxed("US"), private("US"), DAY),
        (Why.NO_RATE, taxed("ZZ"), private("FR"), DAY),
        (Why.NO_RATE, taxed("FR"), private("ZZ"), DAY),
        (Why.DAY_NOT_COVERED, taxed("FR"), private("FR"), date(2023, 12, 31)),
        (Why.DAY_NOT_COVERED, taxed("FR"), private("FR"), date(2027, 7, 1)),
        (Why.RATE_NOT_CONFIRMED, taxed("PK", province="SD"), private("PK", province="SD"), DAY),
        (Why.RATE_NOT_CONFIRMED, taxed("TD"), private("TD"), DAY),
        (Why.TWO_PROVINCES, taxed("PK", province="PB"), private("PK", province="SD"), DAY),
        (Why.BORDER_NOT_COVERED, taxed("SN"), private("FR"), DAY),
        (Why.SPECIAL_TERRITORY, taxed("FR"), private("FR", postcode="97 400"), DAY),
        (Why.SPECIAL_TERRITORY, taxed("FR"), private("RE"), DAY),
        (Why.SPECIAL_TERRITORY, taxed("FR"), private("ES", postcode="38001"), DAY),
    ],
)
def test_what_the_table_does_not_know_is_refused_with_what_to_do(
    why: Why, supplier: TaxProfile | None, customer: TaxProfile | None, day: date
) -> None:
    assert refusal(supplier, customer, day=day) is why
    assert ". " in str(why)


def test_a_check_holds_for_thirty_days_and_for_its_own_number_only() -> None:
    check = VatCheck("DE1", Finding.VALID, NOW)

    assert check.holds("DE1", NOW + timedelta(days=30))
    assert not check.holds("DE1", NOW + timedelta(days=30, seconds=1))
    assert not check.holds("DE2", NOW)
    assert not replace(check, finding=Finding.INVALID).holds("DE1", NOW)


@given(minor=st.integers(0, 10**12), basis_points=st.integers(0, 3_000))
def test_an_amount_that_includes_the_tax_splits_without_loss(minor: int, basis_points: int) -> None:
    total = Money(minor, "EUR")

    split = TaxRule(Category.STANDARD, basis_points, "FR").within(total)

    assert split.total == total
    assert abs(split.net.share(basis_points).minor - split.tax.minor) <= 1
    assert split.tax.minor >= 0

"""What is held back from an expert, and what is refused instead of guessed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from guildhall.billing.errors import Why
from guildhall.billing.gateways.rates import load_rates, load_withholding
from guildhall.billing.models.quoted_taxes import with_withholding
from guildhall.billing.models.quotes import LineKind, QuoteLine
from guildhall.billing.models.tax import TaxProfile
from guildhall.billing.models.withholding import Withholding, withheld
from guildhall.kernel.money import Money
from tests.unit.billing.test_taxing import private, taxed

TABLE = load_withholding()
DAY = date(2026, 3, 2)


def expert(**given: Any) -> TaxProfile:
    return taxed("PK", province="PB", **given)


def found(
    payee: TaxProfile, payer: TaxProfile | None, category: str | None = "web-development", day: date = DAY
) -> Withholding | Why | None:
    return withheld(TABLE, payee, payer, category, day)


@pytest.mark.parametrize(
    ("category", "is_listed", "points"),
    [
        ("web-development", True, 400),
        ("web-development", False, 800),
        ("training", True, 600),
        ("training", False, 1_200),
    ],
)
def test_a_business_in_pakistan_has_held_back_by_service_and_by_who_is_on_the_list(
    category: str, *, is_listed: bool, points: int
) -> None:
    answer = found(expert(is_listed_taxpayer=is_listed), taxed("PK"), category)

    assert isinstance(answer, Withholding)
    assert (answer.basis_points, answer.authority, answer.section) == (points, "FBR", "153(1)(b)")
    assert not answer.is_by_bank


@pytest.mark.parametrize(("number", "points"), [("PSEB-1234", 25), (None, 100)])
def test_of_exports_the_bank_holds_back_and_less_from_registered_exporters(number: str | None, points: int) -> None:
    answer = found(expert(exporter_number=number), taxed("FR"))

    assert isinstance(answer, Withholding)
    assert (answer.basis_points, answer.section, answer.is_by_bank) == (points, "154A", True)


def test_a_private_client_holds_nothing_back() -> None:
    assert found(expert(is_listed_taxpayer=True), private("PK")) is None


@pytest.mark.parametrize(
    ("payee", "payer", "category", "day", "why"),
    [
        (expert(is_listed_taxpayer=True), None, "web-development", DAY, Why.CUSTOMER_UNKNOWN),
        (expert(), taxed("PK"), "web-development", DAY, Why.TAXPAYER_STATUS_UNKNOWN),
        (expert(is_listed_taxpayer=True), taxed("PK"), "falconry", DAY, Why.SERVICE_NOT_DECIDED),
        (expert(is_listed_taxpayer=True), taxed("PK"), None, DAY, Why.SERVICE_NOT_DECIDED),
        (expert(is_listed_taxpayer=True), taxed("PK"), "web-development", date(2026, 7, 1), Why.RATE_NOT_CONFIRMED),
        (expert(is_listed_taxpayer=True), taxed("PK"), "web-development", date(2025, 6, 30), Why.DAY_NOT_COVERED),
        (taxed("SN", is_listed_taxpayer=True), taxed("SN"), "web-development", DAY, Why.WITHHOLDING_NOT_COVERED),
    ],
)
def test_what_nobody_has_decided_is_said_and_not_guessed(
    payee: TaxProfile, payer: TaxProfile | None, category: str | None, day: date, why: Why
) -> None:
    assert found(payee, payer, category, day) is why


def test_every_row_says_where_it_comes_from_and_until_when_it_was_reviewed() -> None:
    for rate in TABLE.rates:
        assert rate.country in load_rates().countries
        assert rate.source
        assert rate.starts_on < rate.reviewed_on < rate.review_by
        assert 0 < rate.basis_points <= rate.unlisted_basis_points <= 3_000
        assert rate.is_confirmed or rate.note
    cases = {rate.case for rate in TABLE.rates}
    assert {case for services in TABLE.services.values() for case in services.values()} <= cases


def test_what_is_held_back_is_of_the_whole_price_and_never_more_than_the_expert_gets() -> None:
    price = Money(100_00, "PKR")
    commission = QuoteLine(LineKind.COMMISSION, Money(95_00, "PKR"), "rul", 1)
    on_top = QuoteLine(LineKind.CLIENT_FEE, Money(50_00, "PKR"), "rul", 1)
    held_back = Withholding("PK", "FBR", "it_services", "153(1)(b)", 800)

    alone = with_withholding(price, (on_top,), held_back, DAY)[-1]
    squeezed = with_withholding(price, (on_top, commission), held_back, DAY)[-1]

    assert (alone.money.minor, alone.payee, alone.rule_version) == (8_00, "FBR", 20260302)
    assert squeezed.money.minor == 5_00

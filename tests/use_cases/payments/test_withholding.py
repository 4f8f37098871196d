"""Tax that is held back from an expert: quoted, kept, owed to the tax office, and given back with the release."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from guildhall.billing.models.tax import Registration, TaxProfile
from guildhall.billing.store.tax import DynamoTaxProfiles
from tests.support.outbox import published
from tests.support.payments import ADMIN, PaymentsHouse


@pytest.fixture
def lahore(house: PaymentsHouse) -> PaymentsHouse:
    """Return a house in which tax is held back in Pakistan, where both sides are."""
    there = replace(house.platform, environ={**house.platform.environ, "GUILDHALL_ISSUER_WITHHOLDS_IN": "PK, SN"})
    declare(house, "acc_expert1", is_listed_taxpayer=True)
    declare(house, "acc_client1")
    return PaymentsHouse(there, house.clock, house.server)


def declare(house: PaymentsHouse, account_id: str, country: str = "PK", **given: Any) -> None:
    profile = TaxProfile(
        account_id, "Name", "1 Mall Road", "Lahore", "54000", country, is_business=True,
        registration=Registration.NOT_REGISTERED, updated_at=house.clock.now(), **given,
    )  # fmt: skip
    DynamoTaxProfiles(house.platform.database).save("billing.set_tax_profile", profile)


def quoted(house: PaymentsHouse, milestone: str) -> dict[str, Any]:
    answer = house.call("GET", f"/v1/milestones/{milestone}/quote", by=house.client)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def owed_to_the_office(house: PaymentsHouse) -> int:
    return int(house.books.fold_day("withholding_payable:FBR", "EUR", house.clock.now().date()).minor)


def test_a_part_of_each_release_is_owed_to_the_tax_office_and_is_no_commission(lahore: PaymentsHouse) -> None:
    (milestone,) = lahore.sign(100_01, category="web-development")
    lahore.onboard()
    before = quoted(lahore, milestone)
    assert (before["commission_minor"], before["withheld_minor"], before["net_minor"]) == (10_00, 4_00, 86_01)
    assert (before["withholding"]["basis_points"], before["withholding"]["place"]) == (400, "PK")

    lahore.hold(milestone)
    for part in (33_34, 66_67):
        lahore.release(milestone, part)
        lahore.settle()

    events = published(lahore.platform.tables, "FundsReleased.v1")
    assert [sum(event[f"{name}_minor"] for event in events) for name in ("fee", "withheld", "net")] == [
        10_00, 4_00, 86_01,
    ]  # fmt: skip
    assert {(event["withheld_for"], event["withheld_rule"]) for event in events} == {
        ("FBR", "withholding_PK_it_services")
    }
    assert owed_to_the_office(lahore) == 4_00
    assert lahore.balance(f"hold:{milestone}") == 0


def test_of_an_export_nothing_is_held_back_here_and_the_rate_of_the_bank_is_told(lahore: PaymentsHouse) -> None:
    declare(lahore, "acc_client1", "FR", version=1)
    (milestone,) = lahore.sign(100_00, category="web-development")

    told = quoted(lahore, milestone)

    assert (told["withheld_minor"], told["net_minor"]) == (0, 90_00)
    assert (told["withholding"]["is_by_bank"], told["withholding"]["basis_points"]) == (True, 100)


def test_what_nobody_decided_is_told_before_the_click_and_nothing_is_held_back(lahore: PaymentsHouse) -> None:
    (milestone,) = lahore.sign(100_00, category="falconry")

    told = quoted(lahore, milestone)

    assert (told["withheld_minor"], told["net_minor"]) == (0, 90_00)
    assert "kind of service" in told["withholding"]["unknown"]


def test_where_the_platform_holds_nothing_back_nothing_is_said(house: PaymentsHouse) -> None:
    declare(house, "acc_expert1", is_listed_taxpayer=True)
    (milestone,) = house.sign(100_00, category="web-development")

    assert quoted(house, milestone)["withholding"] is None


def test_a_release_that_never_could_be_sent_gives_back_what_was_held_back(lahore: PaymentsHouse) -> None:
    (milestone,) = lahore.sign(100_00, category="web-development")
    lahore.hold(milestone)
    lahore.approve(milestone)
    lahore.settle()
    assert owed_to_the_office(lahore) == 4_00
    for span in (timedelta(days=81), timedelta(hours=1)):
        lahore.sweep(span)
        lahore.settle()

    answer = lahore.call("POST", f"/v1/payments/{milestone}/refund-unpayable", by=ADMIN)

    assert answer.status == 202, answer.body
    assert owed_to_the_office(lahore) == -4_00  # of this day: both days together owe nothing

"""What a client pays on top of the price: quoted, held with it, earned with releases, given back with refunds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from guildhall.billing.models.referrals import Attribution, Purpose
from guildhall.billing.models.rules import FeeKind, FeeSide, Scope
from guildhall.billing.models.tax import Registration, TaxProfile
from guildhall.billing.store.referrals import DynamoAttributions
from guildhall.billing.store.tax import DynamoTaxProfiles
from guildhall.billing.store.volumes import DynamoVolumes
from tests.support import arbitration, invariants
from tests.support.commissions import govern
from tests.support.outbox import published
from tests.support.payments import PaymentsHouse

EXPERT, CLIENT = "acc_expert1", "acc_client1"


@pytest.fixture
def charged(house: PaymentsHouse) -> PaymentsHouse:
    """A house in which clients pay five percent on top, and experts the usual ten."""
    govern(house, "rul_client", side=FeeSide.CLIENT, basis_points=500)
    house.onboard()
    return house


def quote(house: PaymentsHouse, milestone: str) -> dict[str, Any]:
    answer = house.call("GET", f"/v1/milestones/{milestone}/quote", by=house.client)
    body: dict[str, Any] = answer.body
    return body


def income(house: PaymentsHouse) -> int:
    return house.books.fold_day("platform_fee:guildhall", "EUR", house.clock.now().date()).minor


def refunds(house: PaymentsHouse) -> list[int]:
    return [each["amount"] for each in house.server.control.world().find("refund")]


def check(house: PaymentsHouse) -> None:
    view = invariants.View.of(house.platform, house.server.control.world().find)
    invariants.always(view)
    invariants.quiet(view)


def test_the_client_is_told_the_fee_before_the_click_and_pays_exactly_that(charged: PaymentsHouse) -> None:
    (milestone,) = charged.sign(100_00)
    told = quote(charged, milestone)
    assert (told["gross_minor"], told["client_total_minor"], told["net_minor"]) == (100_00, 105_00, 90_00)
    assert [(line["kind"], line["amount_minor"], line["rule_id"]) for line in told["client_lines"]] == [
        ("client_fee", 5_00, "rul_client")
    ]

    charged.hold(milestone)

    shown = charged.show(milestone)
    assert (shown["amount_minor"], shown["on_top_minor"], shown["held_minor"]) == (100_00, 5_00, 105_00)
    assert shown["quote"] == told
    assert charged.balance(f"hold:{milestone}") == 105_00
    assert [each["amount_minor"] for each in published(charged.platform.tables, "FundsHeld.v1")] == [105_00]
    assert income(charged) == 0


def test_a_release_earns_both_fees_and_only_the_work_counts_for_tiers(charged: PaymentsHouse) -> None:
    (milestone,) = charged.sign(100_00)
    charged.hold(milestone)

    charged.approve(milestone)
    charged.settle()

    (event,) = published(charged.platform.tables, "FundsReleased.v1")
    assert (event["amount_minor"], event["client_fee_minor"], event["fee_minor"]) == (105_00, 5_00, 10_00)
    assert event["net_minor"] == 90_00
    assert (income(charged), charged.balance(f"hold:{milestone}")) == (15_00, 0)
    assert DynamoVolumes(charged.clock).volumes(EXPERT, CLIENT, "EUR").pair_minor == 100_00
    check(charged)


def test_a_refund_takes_its_share_of_the_fee_back_and_the_rest_costs_what_it_would_have_cost_alone(
    charged: PaymentsHouse,
) -> None:
    (milestone,) = charged.sign(100_00)
    charged.hold(milestone)

    assert charged.refund(milestone, 52_50).status == 202
    charged.settle()
    charged.approve(milestone)
    charged.settle()

    (event,) = published(charged.platform.tables, "FundsReleased.v1")
    assert refunds(charged) == [52_50]
    assert (event["client_fee_minor"], event["fee_minor"], event["net_minor"]) == (2_50, 5_00, 45_00)
    assert income(charged) == 7_50
    check(charged)


def test_a_whole_refund_gives_the_whole_fee_back(charged: PaymentsHouse) -> None:
    (milestone,) = charged.sign(100_00)
    charged.hold(milestone)

    charged.refund(milestone)
    charged.settle()

    assert (refunds(charged), income(charged)) == ([105_00], 0)
    check(charged)


def test_many_parts_come_to_exactly_the_fees_of_one_release(charged: PaymentsHouse) -> None:
    (milestone,) = charged.sign(100_01)
    charged.hold(milestone)
    whole = charged.show(milestone)["held_minor"]

    for part in (1, 33_33, whole - 33_34):
        assert charged.release(milestone, part).status == 202
        charged.settle()

    events = published(charged.platform.tables, "FundsReleased.v1")
    assert (sum(each["client_fee_minor"] for each in events), sum(each["fee_minor"] for each in events)) == (500, 1_000)
    for each in events:
        assert each["amount_minor"] == each["net_minor"] + each["fee_minor"] + each["client_fee_minor"]
    check(charged)


def test_an_award_parts_what_is_held_with_the_fee_in_it(charged: PaymentsHouse) -> None:
    (milestone,) = charged.sign(100_00)
    charged.hold(milestone)

    arbitration.opened(charged, milestone, "dsp_1")
    arbitration.resolved(charged, milestone, 63_00, 42_00, "dsp_1")
    charged.settle()

    (event,) = published(charged.platform.tables, "FundsReleased.v1")
    assert (event["net_minor"], event["fee_minor"], event["client_fee_minor"]) == (54_00, 6_00, 3_00)
    assert refunds(charged) == [42_00]
    check(charged)


def test_tax_on_the_clients_fee_is_quoted_paid_and_owed_where_the_client_is(charged: PaymentsHouse) -> None:
    environ = {**charged.platform.environ, "GUILDHALL_ISSUER_VAT_ID": "FR83404833048"}
    taxed = PaymentsHouse(replace(charged.platform, environ=environ), charged.clock, charged.server)
    profile = TaxProfile(
        CLIENT, "C", "1 Rue", "Lyon", "69001", "FR", is_business=False, registration=Registration.NOT_REGISTERED,
        updated_at=charged.clock.now(),
    )  # fmt: skip
    DynamoTaxProfiles(charged.platform.database).save("billing.set_tax_profile", profile)
    (milestone,) = taxed.sign(100_00)
    told = quote(taxed, milestone)
    assert (told["client_total_minor"], told["client_tax"]["place"], told["client_tax"]["basis_points"]) == (
        106_00, "FR", 2_000,
    )  # fmt: skip

    taxed.hold(milestone)
    taxed.approve(milestone)
    taxed.settle()

    (event,) = published(taxed.platform.tables, "FundsReleased.v1")
    assert (event["client_fee_minor"], event["client_fee_tax_minor"]) == (6_00, 1_00)
    assert taxed.books.fold_day("tax_payable:FR", "EUR", taxed.clock.now().date()).minor == 1_00
    check(taxed)


@pytest.mark.parametrize(("inviter", "on_top"), [(EXPERT, 0), ("acc_other", 5_00)])
def test_clients_whom_the_expert_brought_pay_nothing_on_top(
    charged: PaymentsHouse, inviter: str, on_top: int
) -> None:  # fmt: skip
    brought = Attribution(CLIENT, inviter, "CODE", Purpose.INVITATION, charged.clock.now())
    DynamoAttributions(charged.platform.database).save(brought)
    (milestone,) = charged.sign(100_00)

    charged.hold(milestone)

    assert (charged.show(milestone)["on_top_minor"], charged.balance(f"hold:{milestone}")) == (on_top, 100_00 + on_top)


@pytest.mark.parametrize(("category", "fee"), [("web-development", 8_00), ("translation", 10_00), (None, 10_00)])
def test_a_rule_for_a_category_is_for_the_milestones_of_such_projects(
    house: PaymentsHouse, category: str | None, fee: int
) -> None:
    govern(house, basis_points=800, scope=Scope(category="web-development"))
    house.onboard()
    (milestone,) = house.sign(100_00, category=category)

    assert quote(house, milestone)["commission_minor"] == fee
    house.hold(milestone)
    house.approve(milestone)

    assert [each["fee_minor"] for each in published(house.platform.tables, "FundsReleased.v1")] == [fee]


def test_a_fixed_fee_on_top_is_paid_once_however_many_the_parts(house: PaymentsHouse) -> None:
    govern(house, side=FeeSide.CLIENT, kind=FeeKind.FIXED, fixed_minor=2_99, scope=Scope(currency="EUR"))
    house.onboard()
    (milestone,) = house.sign(100_00)
    house.hold(milestone)

    for part in (50_00, 52_99):
        house.release(milestone, part)
        house.settle()

    events = published(house.platform.tables, "FundsReleased.v1")
    assert sum(each["client_fee_minor"] for each in events) == 2_99
    check(house)

"""A dispute between the two sides: one milestone stands still, the others flow; the award parts what is held."""

from __future__ import annotations

import pytest

from guildhall.billing.models.tax import Category, TaxRule
from guildhall.disputes.events import DisputeResolvedV1
from guildhall.kernel.money import Money
from guildhall.payments.models import CostTax, Dispute
from guildhall.payments.use_cases.arbitrating import SettleDispute
from tests.support.arbitration import about, opened, resolved
from tests.support.outbox import published
from tests.support.payments import ADMIN, PaymentsHouse


@pytest.fixture
def held(house: PaymentsHouse) -> tuple[str, str]:
    first, second = house.sign(100_00, 50_00)
    house.onboard()
    house.hold(first)
    house.hold(second)
    return first, second


def test_a_disputed_milestone_stands_still_and_the_other_flows(house: PaymentsHouse, held: tuple[str, str]) -> None:
    disputed, other = held
    opened(house, disputed)

    assert house.release(disputed, 1).problem == "payments/frozen"
    assert house.refund(disputed).problem == "payments/frozen"
    assert house.propose(disputed, 1, 1).problem == "payments/frozen"
    house.approve(other)
    house.settle()

    assert house.show(other)["state"] == "released"
    assert (house.show(disputed)["state"], house.show(disputed)["frozen_by"]) == ("held", ["arbitration"])


@pytest.mark.parametrize(
    ("to_expert", "to_client"), [(70_00, 30_00), (100_00, 0), (0, 100_00), (1, 99_99), (60_00, 20_00)]
)
def test_an_award_is_released_and_refunded_once(
    house: PaymentsHouse, held: tuple[str, str], to_expert: int, to_client: int
) -> None:
    milestone, _ = held
    opened(house, milestone)

    for _ in range(2):
        assert resolved(house, milestone, to_expert, to_client) == []
        house.settle()

    shown = house.show(milestone)
    assert (shown["released_minor"], shown["refunded_minor"]) == (to_expert, to_client)
    assert shown["held_minor"] == house.balance(f"hold:{milestone}") == 100_00 - to_expert - to_client
    told = published(house.platform.tables, "DisputeSettled.v1")
    assert [(each["released_minor"], each["refunded_minor"]) for each in told] == [(to_expert, to_client)]
    assert (shown["is_frozen"], house.buried) == (False, [])


def test_a_withdrawn_dispute_lets_the_money_go_on_as_before(house: PaymentsHouse, held: tuple[str, str]) -> None:
    milestone, _ = held
    opened(house, milestone)
    house.approve(milestone)
    assert house.show(milestone)["state"] == "held"

    resolved(house, milestone, 0, 0)
    house.settle()

    assert house.show(milestone)["state"] == "released"
    assert published(house.platform.tables, "DisputeSettled.v1") == []


def test_news_of_a_dispute_that_is_over_freezes_nothing(house: PaymentsHouse, held: tuple[str, str]) -> None:
    milestone, _ = held
    resolved(house, milestone, 0, 0)

    opened(house, milestone)
    assert house.show(milestone)["is_frozen"] is False
    opened(house, milestone, "dsp_2")
    assert house.show(milestone)["is_frozen"] is True


def test_an_award_waits_for_a_bank_that_decides_about_the_same_money(
    house: PaymentsHouse, held: tuple[str, str]
) -> None:
    milestone, _ = held
    opened(house, milestone)
    house.apply(Dispute("du_1", milestone, "warning_needs_response"))

    resolved(house, milestone, 70_00, 30_00)
    assert (house.show(milestone)["state"], house.show(milestone)["frozen_by"]) == ("held", ["chargeback"])
    house.apply(Dispute("du_1", milestone, "warning_closed"))
    house.settle()

    assert (house.show(milestone)["released_minor"], house.show(milestone)["refunded_minor"]) == (70_00, 30_00)


def test_an_award_of_more_than_is_held_moves_nothing_and_calls_a_person(
    house: PaymentsHouse, held: tuple[str, str]
) -> None:
    milestone, _ = held
    house.refund(milestone, 10_00)
    house.settle()
    opened(house, milestone)

    resolved(house, milestone, 70_00, 30_00)

    assert (house.show(milestone)["held_minor"], house.show(milestone)["frozen_by"]) == (90_00, ["review"])
    assert "award_exceeds_held" in {each.reason for each in house.desk.list_attention(ADMIN)}


def test_a_transfer_ordered_before_the_dispute_waits_for_its_end(house: PaymentsHouse, held: tuple[str, str]) -> None:
    milestone, _ = held
    house.release(milestone, 40_00)
    opened(house, milestone)
    house.settle()
    assert house.server.control.world().find("transfer") == []

    resolved(house, milestone, 30_00, 30_00)
    house.settle()

    assert sorted(each["amount"] for each in house.server.control.world().find("transfer")) == [27_00, 36_00]
    assert house.show(milestone)["state"] == "settled"


def test_what_a_decision_costs_is_kept_out_of_both_parts_and_told_to_billing(
    house: PaymentsHouse, held: tuple[str, str]
) -> None:
    milestone, _ = held
    opened(house, milestone)

    for _ in range(2):
        assert resolved(house, milestone, 70_00, 30_00, costs=(1_50, 3_50)) == []
        house.settle()

    shown, world = house.show(milestone), house.server.control.world()
    assert [each["amount"] for each in world.find("transfer")] == [61_50]  # 70.00, less 10 % and 1.50
    assert [each["amount"] for each in world.find("refund")] == [26_50]
    assert (shown["refunded_minor"], shown["costs_minor"], shown["state"]) == (30_00, 3_50, "settled")
    told = published(house.platform.tables, "DisputeCostKept.v1")
    assert [(e["payer_id"], e["amount_minor"]) for e in told] == [("acc_client1", 3_50), ("acc_expert1", 1_50)]
    income = [
        line.natural_minor
        for entry in house.books.entries_about(milestone)
        for line in entry.lines
        if line.account == "platform_fee:guildhall"
    ]
    assert sorted(income) == [1_50, 3_50, 7_00]


def test_a_cost_above_what_the_commission_leaves_is_waived(house: PaymentsHouse, held: tuple[str, str]) -> None:
    milestone, _ = held
    opened(house, milestone)

    resolved(house, milestone, 5_00, 95_00, costs=(4_90, 50))
    house.settle()

    told = published(house.platform.tables, "DisputeCostKept.v1")
    assert {e["payer_id"]: e["amount_minor"] for e in told} == {"acc_client1": 50, "acc_expert1": 4_50}
    assert house.server.control.world().find("transfer") == []
    assert house.show(milestone)["state"] == "settled"


def test_the_cost_of_an_award_that_waits_for_a_bank_is_kept_when_it_is_carried_out(
    house: PaymentsHouse, held: tuple[str, str]
) -> None:
    milestone, _ = held
    opened(house, milestone)
    house.apply(Dispute("du_1", milestone, "warning_needs_response"))
    resolved(house, milestone, 70_00, 30_00, costs=(1_50, 3_50))
    assert published(house.platform.tables, "DisputeCostKept.v1") == []

    house.apply(Dispute("du_1", milestone, "warning_closed"))
    house.settle()

    assert house.show(milestone)["costs_minor"] == 3_50
    assert len(published(house.platform.tables, "DisputeCostKept.v1")) == 2


def test_the_tax_in_a_cost_is_owed_to_whose_it_is_and_agrees_with_the_invoice(
    house: PaymentsHouse, held: tuple[str, str]
) -> None:
    milestone, _ = held
    taxed = SettleDispute(house.payments, lambda payer_id: CostTax(payer_id, 2_000, "FR"), house.clock)
    opened(house, milestone)

    taxed(DisputeResolvedV1(
        **about(house, milestone, "dsp_1"), outcome="decided", to_expert_minor=70_00, to_client_minor=30_00,
        cost_from_expert_minor=1_50, cost_from_client_minor=3,
    ))  # fmt: skip

    (split,) = [each for each in house.books.entries_about(milestone) if each.kind == "split"]
    by = [(line.account, line.natural_minor) for line in split.lines if line.account.startswith(("platform", "tax"))]
    assert by == [
        ("platform_fee:guildhall", 2), ("tax_payable:FR", 1),
        ("platform_fee:guildhall", 7_00), ("platform_fee:guildhall", 1_25), ("tax_payable:FR", 25),
    ]  # fmt: skip
    assert TaxRule(Category.STANDARD, 2_000, "FR").within(Money(3, "EUR")).tax.minor == 1


def test_a_platform_that_is_registered_nowhere_owes_no_tax_on_a_cost(house: PaymentsHouse) -> None:
    assert house.ears.settle_dispute.taxes(house.client.account_id) is None

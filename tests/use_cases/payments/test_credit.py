"""Client credit: spent on another milestone, or sent once more to the card; never more of it than there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from guildhall.billing.models.rules import FeeSide
from guildhall.kernel.errors import Conflict
from guildhall.payments.errors import CreditTooSmall
from tests.support import invariants
from tests.support.arbitration import opened, resolved
from tests.support.commissions import govern
from tests.support.crashes import RACE, Fuse
from tests.support.http import Answer
from tests.support.invariants import View
from tests.support.milestones import account_of, held, objects
from tests.support.outbox import published
from tests.support.payments import ADMIN, PaymentsHouse

CREDIT = "client_credit:acc_client1"


def with_credit(house: PaymentsHouse, *others: int, credit: int = 100_00) -> list[str]:
    """A milestone whose refund the client's bank sent back, and others that nobody has paid for."""
    milestones = house.sign(credit, *others)
    house.onboard()
    house.hold(milestones[0])
    house.refund(milestones[0])
    house.settle()
    house.server.control.fail_refund(objects(house, "refund")[0]["id"])
    house.settle()
    assert house.balance(CREDIT) == credit
    return milestones


def spend(house: PaymentsHouse, milestone: str) -> Answer:
    return house.call("POST", f"/v1/milestones/{milestone}/fund-from-credit", by=house.client)


def repay(house: PaymentsHouse, milestone: str, minor: int | None = None) -> Answer:
    body = None if minor is None else {"amount_minor": minor}
    return house.call("POST", f"/v1/payments/{milestone}/repay-credit", by=house.client, body=body)


def all_agrees(house: PaymentsHouse) -> None:
    view = View.of(house.platform, lambda kind: objects(house, kind))
    invariants.always(view)
    invariants.quiet(view)


def test_credit_pays_for_a_milestone_at_once_and_its_release_goes_to_the_expert(house: PaymentsHouse) -> None:
    _, other = with_credit(house, 60_00)

    shown = spend(house, other)
    assert (shown.status, shown.body["state"], shown.body["is_from_credit"]) == (200, "held", True)
    assert (house.balance(CREDIT), house.balance(f"hold:{other}")) == (40_00, 60_00)
    assert [each["milestone_id"] for each in published(house.platform.tables, "FundsHeld.v1")][-1] == other
    assert len(objects(house, "payment_intent")) == 1

    house.approve(other)
    house.settle()
    (transfer,) = objects(house, "transfer")
    assert (transfer["amount"], transfer["source_transaction"]) == (54_00, None)
    assert house.show(other)["state"] == "released"
    all_agrees(house)


@pytest.mark.parametrize("amount", [100_01, 200_00])
def test_credit_that_does_not_cover_the_milestone_is_not_touched(house: PaymentsHouse, amount: int) -> None:
    _, other = with_credit(house, amount)

    assert spend(house, other).problem == "payments/credit-too-small"
    assert (house.balance(CREDIT), house.show(other)["state"]) == (100_00, "unfunded")
    house.hold(other)
    assert spend(house, other).problem == "payments/move-refused"


def test_a_milestone_paid_from_credit_costs_the_fee_on_top_too(house: PaymentsHouse) -> None:
    _, other = with_credit(house, 80_00)
    govern(house, side=FeeSide.CLIENT, basis_points=500)

    assert spend(house, other).body["held_minor"] == 84_00

    assert (house.balance(CREDIT), house.balance(f"hold:{other}")) == (16_00, 84_00)


def test_what_was_paid_out_of_credit_goes_back_there_and_is_told(house: PaymentsHouse) -> None:
    _, other = with_credit(house, 80_00)
    spend(house, other)

    house.refund(other, 30_00)
    house.refund(other)
    house.settle()

    shown = house.show(other)
    assert (shown["state"], shown["refunded_minor"], shown["credited_minor"]) == ("credited", 80_00, 80_00)
    assert house.balance(CREDIT) == 100_00
    told = [e for e in published(house.platform.tables, "FundsRefunded.v1") if e["milestone_id"] == other]
    assert [(e["amount_minor"], e["held_minor"]) for e in told] == [(30_00, 50_00), (50_00, 0)]
    assert repay(house, other).problem == "payments/credit-not-repayable"
    all_agrees(house)


def test_an_award_about_credit_parts_it_and_tells_what_is_left(house: PaymentsHouse) -> None:
    _, other = with_credit(house, 100_00)
    spend(house, other)
    opened(house, other)

    resolved(house, other, 70_00, 30_00, costs=(1_00, 2_00))
    house.settle()

    assert (house.show(other)["state"], house.balance(CREDIT)) == ("settled", 28_00)
    (told,) = [e for e in published(house.platform.tables, "FundsRefunded.v1") if e["milestone_id"] == other]
    assert (told["amount_minor"], told["held_minor"], told["released_minor"]) == (28_00, 0, 70_00)
    all_agrees(house)


def test_credit_is_sent_to_the_card_once_more_in_parts(house: PaymentsHouse) -> None:
    (milestone,) = with_credit(house)
    announced = len(published(house.platform.tables, "FundsRefunded.v1"))

    assert repay(house, milestone, 40_00).status == 202
    house.settle()
    assert (house.balance(CREDIT), house.show(milestone)["credited_minor"]) == (60_00, 60_00)
    assert repay(house, milestone, 60_01).problem == "payments/credit-too-small"
    assert repay(house, milestone).status == 202
    house.settle()

    shown = house.show(milestone)
    assert (shown["state"], shown["refunded_minor"], house.balance(CREDIT)) == ("refunded", 100_00, 0)
    sent = sorted(each["amount"] for each in objects(house, "refund") if each["status"] == "succeeded")
    assert sent == [40_00, 60_00]
    assert len(published(house.platform.tables, "FundsRefunded.v1")) == announced
    assert repay(house, milestone).problem == "payments/credit-not-repayable"
    all_agrees(house)


def test_a_card_that_sends_it_back_again_leaves_it_owed(house: PaymentsHouse) -> None:
    (milestone,) = with_credit(house)
    repay(house, milestone)
    house.settle()

    newest = max(objects(house, "refund"), key=lambda each: each["status"] == "succeeded")
    house.server.control.fail_refund(newest["id"])
    house.settle()

    assert (house.show(milestone)["state"], house.balance(CREDIT)) == ("credited", 100_00)
    all_agrees(house)


def test_what_the_provider_will_not_send_is_owed_again_and_a_person_hears(house: PaymentsHouse) -> None:
    (milestone,) = with_credit(house)
    payment = house.payments.get(milestone)
    assert payment is not None
    repay(house, milestone)
    house.server.control.dispute(str(payment.charge_id))

    house.settle()

    assert (house.balance(CREDIT), house.show(milestone)["credited_minor"]) == (100_00, 100_00)
    assert "credit_not_repaid" in {each.reason for each in house.desk.list_attention(ADMIN)}


def test_a_refund_that_never_arrived_is_told_when_it_becomes_credit(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    house.refund(milestone)
    house.settle()
    (told,) = published(house.platform.tables, "FundsRefunded.v1")

    house.server.control.fail_refund(objects(house, "refund")[0]["id"])
    house.settle()

    assert (told["amount_minor"], len(published(house.platform.tables, "FundsRefunded.v1"))) == (100_00, 1)


Act = Callable[[PaymentsHouse, list[str]], object]
RIVALS: dict[str, Act] = {
    "spend": lambda house, them: spend(house, them[1]),
    "repay": lambda house, them: repay(house, them[0]),
}


@pytest.mark.parametrize("rival", RIVALS)
def test_of_two_who_want_the_same_credit_at_once_one_gets_it(house: PaymentsHouse, fuse: Fuse, rival: str) -> None:
    them = with_credit(house, 100_00, 100_00)
    fuse.interloper, fuse.armed = lambda: RIVALS[rival](house, them), RACE
    racing = replace(house.desk.fund_from_credit, payments=house.payments)

    with pytest.raises(CreditTooSmall):
        racing(house.client, them[2])
    house.settle()

    assert (house.balance(CREDIT), house.show(them[2])["state"]) == (0, "unfunded")
    assert house.balance(f"hold:{them[1]}") == (100_00 if rival == "spend" else 0)
    all_agrees(house)


@pytest.mark.parametrize("rival", RIVALS)
def test_credit_that_is_spent_or_sent_meanwhile_is_not_sent_again(house: PaymentsHouse, fuse: Fuse, rival: str) -> None:
    them = with_credit(house, 100_00)
    fuse.interloper, fuse.armed = lambda: RIVALS[rival](house, them), RACE
    racing = replace(house.desk.repay_credit, payments=house.payments)

    with pytest.raises(Conflict):
        racing(house.client, them[0])
    house.settle()

    assert house.balance(CREDIT) == 0
    assert len([each for each in objects(house, "refund") if each["status"] == "succeeded"]) == (rival == "repay")
    all_agrees(house)


def test_two_clicks_on_the_same_milestone_spend_once(house: PaymentsHouse, fuse: Fuse) -> None:
    _, other = with_credit(house, 40_00)
    fuse.interloper, fuse.armed = lambda: spend(house, other), RACE
    racing = replace(house.desk.fund_from_credit, payments=house.payments)

    with pytest.raises(Conflict):
        racing(house.client, other)

    assert (house.balance(CREDIT), house.balance(f"hold:{other}")) == (60_00, 40_00)
    all_agrees(house)


def test_earnings_out_of_credit_that_cannot_be_sent_become_credit_again(house: PaymentsHouse) -> None:
    _, other = with_credit(house, 100_00)
    house.server.control.onboard(account_of(house), status="restricted")
    house.settle()
    spend(house, other)
    opened(house, other)
    resolved(house, other, 70_00, 30_00, costs=(1_00, 2_00))
    for span in (timedelta(days=81), timedelta(hours=1)):
        house.sweep(span)
        house.settle()

    answer = house.call("POST", f"/v1/payments/{other}/refund-unpayable", by=ADMIN)

    assert (answer.status, house.show(other)["state"]) == (202, "credited")
    assert (house.balance(CREDIT), house.balance("expert_payable:acc_expert1")) == (98_00, 0)
    all_agrees(house)

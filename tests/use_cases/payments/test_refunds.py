"""Giving back: who may when, and that nothing is lost on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guildhall.kernel.money import Money
from guildhall.payments.models import Refund
from tests.support.http import Answer
from tests.support.outbox import published
from tests.support.payments import ADMIN, PaymentsHouse


def held(house: PaymentsHouse) -> str:
    (milestone,) = house.sign(100_00)
    house.hold(milestone)
    return milestone


def refund(house: PaymentsHouse, milestone: str, by: Any) -> Answer:
    return house.call("POST", f"/v1/payments/{milestone}/refund", by=by)


def test_before_the_first_delivery_the_client_takes_the_money_back(house: PaymentsHouse) -> None:
    milestone = held(house)

    assert refund(house, milestone, house.client).status == 202
    assert house.balance(f"refund_in_transit:refund:{milestone}:1") == 10_000
    house.settle()

    assert (house.show(milestone)["state"], house.show(milestone)["refunded_minor"]) == ("refunded", 10_000)
    assert house.balance(f"hold:{milestone}") == house.balance(f"refund_in_transit:refund:{milestone}:1") == 0
    assert [e["amount_minor"] for e in published(house.platform.tables, "FundsRefunded.v1")] == [10_000]


def test_after_a_delivery_only_the_expert_gives_it_back(house: PaymentsHouse) -> None:
    milestone = held(house)
    house.deliver(milestone)

    assert refund(house, milestone, house.client).problem == "payments/refund-needs-expert"
    assert refund(house, milestone, house.expert).status == 202
    house.settle()

    assert house.show(milestone)["state"] == "refunded"


def test_asking_for_changes_does_not_give_the_client_that_right_back(house: PaymentsHouse) -> None:
    milestone = held(house)
    house.deliver(milestone)
    house.ask_for_changes(milestone)

    assert refund(house, milestone, house.client).problem == "payments/refund-needs-expert"


def test_approved_money_is_not_given_back(house: PaymentsHouse) -> None:
    milestone = held(house)
    house.approve(milestone)

    assert refund(house, milestone, house.expert).problem == "payments/move-refused"


def test_what_was_approved_while_frozen_is_not_given_back_either(house: PaymentsHouse) -> None:
    milestone = held(house)
    house.apply(Refund("re_by_hand", None, milestone, Money(10_001, "EUR"), "succeeded"))
    house.approve(milestone)

    assert refund(house, milestone, house.expert).problem == "payments/move-refused"


def test_a_refund_asked_for_twice_happens_once(house: PaymentsHouse) -> None:
    milestone = held(house)

    assert [refund(house, milestone, house.client).status for _ in range(2)] == [202, 409]
    house.settle()

    assert len(house.server.control.world().find("refund")) == 1


def test_a_refund_whose_answer_is_lost_happens_once(house: PaymentsHouse) -> None:
    milestone = held(house)
    refund(house, milestone, house.client)
    house.server.control.fault("drop_after", path="/v1/refunds")
    house.work()
    for delivery in house.pending_webhooks():
        house.server.control.drop(delivery["seq"])

    house.sweep(timedelta(hours=25))
    house.work()

    assert len(house.server.control.world().find("refund")) == 1
    assert house.show(milestone)["state"] == "refunded"


def test_a_bank_that_takes_its_time_is_waited_for(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    house.settle()
    house.pay(milestone, "pm_card_pendingRefund")
    house.settle()
    refund(house, milestone, house.client)
    house.settle()
    assert house.show(milestone)["state"] == "refunding"

    house.server.control.complete_refund(house.server.control.world().find("refund")[0]["id"])
    house.settle()

    assert house.show(milestone)["state"] == "refunded"
    assert len(published(house.platform.tables, "FundsRefunded.v1")) == 1


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=4)], ids=["at once", "days later"])
def test_a_refund_that_the_bank_sends_back_is_owed_to_the_client(house: PaymentsHouse, later: timedelta) -> None:
    milestone = held(house)
    refund(house, milestone, house.client)
    house.settle() if later else house.work(1)
    house.pass_time(later)

    house.server.control.fail_refund(house.server.control.world().find("refund")[0]["id"])
    house.settle()

    assert house.show(milestone)["state"] == "credited"
    assert house.balance("client_credit:acc_client1") == 10_000
    assert house.balance(f"refund_in_transit:refund:{milestone}:1") == 0
    assert [each.reason for each in house.desk.list_attention(ADMIN)] == ["refund_failed"]


def test_a_refund_made_by_hand_is_followed_and_a_person_told(house: PaymentsHouse) -> None:
    milestone = held(house)

    house.server.control.refund(str(house.payments.get(milestone).intent_id))  # type: ignore[union-attr]  # it is held
    for delivery in house.pending_webhooks():
        house.webhook(delivery)
        house.webhook(delivery)
    house.settle()

    assert (house.show(milestone)["state"], house.show(milestone)["refunded_minor"]) == ("refunded", 10_000)
    assert house.balance(f"hold:{milestone}") == 0
    assert [each.reason for each in house.desk.list_attention(ADMIN)] == ["refund_by_hand"]
    assert len(published(house.platform.tables, "FundsRefunded.v1")) == 1
    assert house.buried == []


def test_a_refund_by_hand_of_what_is_not_held_freezes_the_payment_and_calls_a_person(house: PaymentsHouse) -> None:
    milestone = held(house)
    by_hand = Refund("re_by_hand", None, milestone, Money(10_001, "EUR"), "succeeded")

    for _ in range(2):
        house.apply(by_hand)

    assert house.show(milestone)["is_frozen"] is True
    assert [each.reason for each in house.desk.list_attention(ADMIN)] == ["unexpected_refund"]
    assert refund(house, milestone, house.client).problem == "payments/frozen"


def test_a_person_thaws_a_payment_and_what_was_approved_is_released(house: PaymentsHouse) -> None:
    milestone = held(house)
    house.apply(Refund("re_by_hand", None, milestone, Money(10_001, "EUR"), "succeeded"))
    house.approve(milestone)
    assert house.show(milestone)["state"] == "held"

    thawed = house.call("POST", f"/v1/payments/{milestone}/thaw", by=ADMIN)

    assert (thawed.status, thawed.body["state"], thawed.body["is_frozen"]) == (200, "releasing", False)
    assert house.call("POST", f"/v1/payments/{milestone}/thaw", by=house.client).status == 403

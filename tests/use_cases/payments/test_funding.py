"""Paying: one attempt at a time, given up only when the provider says so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guildhall.payments.models import Intent
from tests.support.outbox import published
from tests.support.payments import ADMIN, STRANGER, PaymentsHouse


def test_clicking_twice_opens_one_attempt(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)

    answers = [house.fund(milestone) for _ in range(3)]
    house.settle()

    assert [answer.status for answer in answers] == [202, 202, 202]
    assert len(house.server.control.world().find("payment_intent")) == 1


def test_the_quote_is_kept_as_it_was_when_the_client_paid(house: PaymentsHouse) -> None:
    first, second = house.sign(100_00, 100_00)
    house.hold(first)
    house.set_commission(2_000)

    assert house.call("GET", f"/v1/milestones/{first}/quote", by=house.client).body["commission_minor"] == 1_000
    assert house.call("GET", f"/v1/milestones/{second}/quote", by=house.client).body["commission_minor"] == 2_000
    house.approve(first)
    assert [e["fee_minor"] for e in published(house.platform.tables, "FundsReleased.v1")] == [1_000]


@pytest.mark.feature("PAY-03")
def test_a_declined_card_ends_the_attempt_and_another_may_follow(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    house.settle()

    assert house.pay(milestone, "pm_card_chargeDeclinedInsufficientFunds") == 402
    house.settle()

    shown = house.show(milestone)
    assert (shown["state"], shown["failure"], shown["checkout"]) == ("unfunded", "insufficient_funds", None)
    failed = published(house.platform.tables, "PaymentFailed.v1")
    assert [(e["reason"], e["amount_minor"]) for e in failed] == [("insufficient_funds", 10_000)]
    house.hold(milestone)
    assert house.show(milestone)["state"] == "held"


def test_a_card_that_works_before_the_declined_attempt_is_closed_is_taken_once(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    house.settle()
    house.pay(milestone, "pm_card_chargeDeclined")
    intent = house.server.control.world().find("payment_intent")[0]
    declined = [each for each in house.pending_webhooks() if each["type"] == "payment_intent.payment_failed"]
    house.webhook(declined[0])
    (row,) = house.queue()
    house.work_one(row)
    assert house.show(milestone)["state"] == "closing"
    # The page is still open, and its second card works.
    house.server.control.pay(intent["id"], "pm_card_visa")

    house.settle()
    house.sweep(timedelta(minutes=20))
    house.settle()

    assert house.show(milestone)["state"] == "held"
    assert published(house.platform.tables, "PaymentFailed.v1") == []


def test_a_bank_that_asks_the_cardholder_keeps_the_attempt_open(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    house.settle()
    house.pay(milestone, "pm_card_threeDSecure2Required")
    house.settle()
    assert house.show(milestone)["checkout"]["status"] == "requires_action"

    intent = house.server.control.world().find("payment_intent")[0]
    house.server.control.authenticate(intent["id"], approved=True)
    house.settle()

    assert house.show(milestone)["state"] == "held"


def test_a_client_cancels_what_holds_no_money(house: PaymentsHouse) -> None:
    unfunded, open_attempt = house.sign(100_00, 200_00)
    house.fund(open_attempt)
    house.settle()

    for milestone in (unfunded, open_attempt):
        assert house.cancel(milestone) == []
    house.settle()

    assert [house.show(each)["state"] for each in (unfunded, open_attempt)] == ["cancelled", "cancelled"]
    assert published(house.platform.tables, "PaymentFailed.v1") == []
    assert house.fund(unfunded).problem == "payments/move-refused"


def test_a_payment_that_arrives_while_it_is_cancelled_is_held_and_not_lost(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    house.settle()
    house.pay(milestone)
    house.cancel(milestone)

    house.settle()
    house.sweep(timedelta(minutes=20))
    house.settle()

    assert house.show(milestone)["state"] == "held"


def test_an_attempt_nobody_finishes_is_given_up_after_a_day(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    house.settle()
    house.sweep(timedelta(hours=23))
    house.settle()
    assert house.show(milestone)["state"] == "funding"

    # The next look comes half the attempt's age later.
    house.sweep(timedelta(hours=13))
    house.settle()

    assert (house.show(milestone)["state"], house.show(milestone)["failure"]) == ("unfunded", "expired")
    house.hold(milestone)
    assert house.show(milestone)["state"] == "held"


def test_an_attempt_that_a_bank_still_works_on_is_not_given_up(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    house.settle()
    house.apply(Intent(house.payments.get(milestone).intent_id or "", f"fund:{milestone}:1", milestone, "processing"))  # type: ignore[union-attr]

    payment = house.payments.get(milestone)

    assert payment is not None
    assert not payment.has_expired(house.clock.now() + timedelta(days=9))


def test_a_payment_that_comes_as_its_attempt_is_given_up_is_held(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    house.settle()
    house.sweep(timedelta(hours=30))
    (row,) = house.queue()
    house.work_one(row)
    assert house.show(milestone)["state"] == "closing"
    intent = house.server.control.world().find("payment_intent")[0]
    house.server.control.pay(intent["id"], "pm_card_visa")

    house.settle()
    house.sweep(timedelta(hours=1))
    house.settle()

    assert house.show(milestone)["state"] == "held"


def test_a_milestone_that_costs_nothing_needs_no_payment(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(0)

    assert house.fund(milestone).problem == "payments/nothing-to-fund"


def test_the_same_contract_signed_twice_opens_its_payments_once(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.hold(milestone)

    house.sign(100_00)

    assert house.show(milestone)["state"] == "held"


@pytest.mark.parametrize("path", ["/v1/milestones/{}/fund", "/v1/payments/{}/refund"])
def test_strangers_learn_nothing_and_others_may_not(house: PaymentsHouse, path: str) -> None:
    (milestone,) = house.sign(100_00)

    assert house.call("POST", path.format(milestone), by=STRANGER).problem == "payments/payment-unknown"
    assert house.call("POST", path.format("mil_none"), by=house.client).problem == "payments/payment-unknown"
    assert house.call("POST", path.format(milestone), by=ADMIN).status == 403


def test_only_the_two_sides_and_operators_see_a_payment(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    for by, status in ((house.client, 200), (house.expert, 200), (ADMIN, 200), (STRANGER, 404)):
        assert house.call("GET", f"/v1/payments/{milestone}", by=by).status == status
        assert house.call("GET", f"/v1/milestones/{milestone}/quote", by=by).status == status


def test_a_post_without_a_key_moves_nothing(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)

    answer = house.call("POST", f"/v1/milestones/{milestone}/fund", by=house.client, headers={"Idempotency-Key": ""})

    assert (answer.status, answer.problem) == (400, "idempotency/key-missing")
    assert house.queue() == []


@pytest.mark.feature("PAY-11")
def test_the_payments_of_a_contract_are_listed_with_their_amounts(house: PaymentsHouse) -> None:
    first, second = house.sign(100_00, 50_00)
    house.hold(first)

    listed = house.call("GET", "/v1/payments", by=house.expert, query={"contract_id": house.contract}).body["items"]

    assert [(p["milestone_id"], p["state"], p["held_minor"]) for p in listed] == [
        (first, "held", 10_000),
        (second, "unfunded", 0),
    ]
    hidden = house.call("GET", "/v1/payments", by=STRANGER, query={"contract_id": house.contract}).body["items"]
    assert hidden == []

"""Webhooks: signed, kept, answered at once, applied once in effect, in any order, or not at all."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest

from guildhall.kernel.money import Money
from guildhall.payments.models import Intent
from tests.support.crashes import Crash, Fuse
from tests.support.milestones import paid
from tests.support.outbox import published
from tests.support.payments import ADMIN, PaymentsHouse, signed
from tools.stripe_server.delivery import letter_of


def the_success(house: PaymentsHouse) -> dict[str, Any]:
    return next(each for each in house.pending_webhooks() if each["type"] == "payment_intent.succeeded")


@pytest.mark.feature("PAY-02")
def test_a_payment_is_heard_of_by_webhook_alone(house: PaymentsHouse) -> None:
    milestone = paid(house)

    assert house.webhook(the_success(house)) == 204
    house.work()

    assert house.show(milestone)["state"] == "held"


def test_a_webhook_that_comes_five_times_has_one_effect(house: PaymentsHouse) -> None:
    milestone = paid(house)
    delivery = the_success(house)

    for _ in range(5):
        assert house.webhook(delivery) == 204
        house.work()

    assert house.balance(f"hold:{milestone}") == 10_000
    assert len(published(house.platform.tables, "FundsHeld.v1")) == 1


def test_webhooks_in_reverse_order_lead_to_the_same_end(house: PaymentsHouse) -> None:
    milestone = paid(house)

    for delivery in reversed(house.pending_webhooks()):
        house.webhook(delivery)
        house.work()

    assert house.show(milestone)["state"] == "held"
    assert house.balance(f"hold:{milestone}") == 10_000


def test_a_lost_webhook_is_made_up_for_by_the_sweep(house: PaymentsHouse) -> None:
    milestone = paid(house)
    for delivery in house.pending_webhooks():
        house.server.control.drop(delivery["seq"])

    house.sweep(timedelta(minutes=11))
    house.work()

    assert house.show(milestone)["state"] == "held"


def test_a_notice_is_called_done_only_after_its_effect(house: PaymentsHouse, fuse: Fuse) -> None:
    milestone = paid(house)
    house.webhook(the_success(house))
    fuse.armed = "before_commit"
    (row,) = house.queue()
    with pytest.raises(Crash):
        house.work_one(row)

    house.work()

    assert house.show(milestone)["state"] == "held"


def test_a_notice_whose_message_was_lost_is_sent_to_the_worker_again_when_it_is_repeated(house: PaymentsHouse) -> None:
    milestone = paid(house)
    delivery = the_success(house)
    house.webhook(delivery)
    for row in house.queue():
        house.drop(row)

    house.webhook(delivery)
    house.work()

    assert house.show(milestone)["state"] == "held"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (lambda _: {}, 401),
        (lambda _: {"Stripe-Signature": ""}, 401),
        (lambda _: {"Stripe-Signature": "t=1,v1=00"}, 401),
        (lambda body: signed(body, secret="whsec_other"), 401),
        (lambda body: signed(body, age=301), 401),
        (lambda body: signed(body + " "), 401),
        (signed, 204),
    ],
    ids=["none", "empty", "made up", "another secret", "five minutes old", "another body", "right"],
)
def test_only_what_stripe_signed_just_now_is_kept(house: PaymentsHouse, headers: Any, status: int) -> None:
    paid(house)
    letter = letter_of(house.server.store, the_success(house)["event"], the_success(house)["endpoint"])
    body = letter.body.decode()

    assert house.post_webhook(body, headers(body)) == status
    assert bool(house.queue()) is (status == 204)


def test_a_body_that_the_gateway_encoded_is_verified_as_the_bytes_it_was(house: PaymentsHouse) -> None:
    milestone = paid(house)
    letter = letter_of(house.server.store, the_success(house)["event"], the_success(house)["endpoint"])
    encoded = base64.b64encode(letter.body).decode()

    status = house.post_webhook(encoded, {"STRIPE-SIGNATURE": letter.headers["Stripe-Signature"]}, isBase64Encoded=True)
    house.work()

    assert status == 204
    assert house.show(milestone)["state"] == "held"


def test_a_live_notice_at_a_test_deployment_changes_nothing(house: PaymentsHouse) -> None:
    body = json.dumps({"id": "evt_live", "object": "event", "type": "payment_intent.succeeded", "livemode": True})

    assert house.post_webhook(body, signed(body)) == 422
    assert house.queue() == []


def test_a_notice_that_does_not_concern_us_is_kept_and_nothing_more(house: PaymentsHouse) -> None:
    event = {
        "id": "evt_1", "object": "event", "type": "customer.created", "livemode": False,
        "data": {"object": {"id": "cus_1", "object": "customer"}},
    }  # fmt: skip
    body = json.dumps(event)

    assert house.post_webhook(body, signed(body)) == 204
    assert house.queue() == []


def test_a_notice_signed_with_the_secret_of_thin_events_is_read_as_one(house: PaymentsHouse) -> None:
    house.call("POST", "/v1/payout-account", by=house.expert, body={"country": "FR", "email": "e@expert.example"})
    house.work()
    thin = [each for each in house.pending_webhooks() if each["form"] == "thin"]

    assert [house.webhook(each) for each in thin] == [204] * len(thin)
    assert thin


def test_money_of_another_amount_is_kept_apart_and_a_person_called(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    house.settle()
    command = f"fund:{milestone}:1"
    wrong = Intent("pi_x", command, milestone, "succeeded", charge_id="ch_x", paid=Money(9_999, "EUR"), fee=Money(10, "EUR"))  # fmt: skip  # noqa: E501

    for _ in range(2):
        house.apply(wrong)

    shown = house.show(milestone)
    assert (shown["state"], shown["is_frozen"], shown["held_minor"]) == ("funding", True, 0)
    assert house.books.fold_day("suspense:" + milestone, "EUR", house.clock.now().date()) == Money(-9_999, "EUR")
    assert [each.reason for each in house.desk.list_attention(ADMIN)] == ["stray_charge"]


def test_a_second_payment_for_one_milestone_is_kept_apart_and_goes_back(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.hold(milestone)
    late = Intent("pi_x", "fund:old:1", milestone, "succeeded", charge_id="ch_x", paid=Money(10_000, "EUR"))

    for _ in range(2):
        house.apply(late)

    assert house.balance(f"hold:{milestone}") == 10_000
    assert house.show(milestone)["is_frozen"] is False
    order = house.payments.command(f"late:{milestone}:ch_x")
    assert (order.target, order.amount_minor) == ("pi_x", 10_000) if order else False


def test_a_fee_that_comes_late_is_booked_once(house: PaymentsHouse) -> None:
    house.server.control.late_fees(late=True)
    milestone = paid(house)
    house.settle()
    day = house.clock.now().date()
    assert house.show(milestone)["state"] == "held"
    assert house.books.fold_day("processor_fee:stripe", "EUR", day) == Money(0, "EUR")

    house.server.control.book_fees()
    house.settle()
    house.sweep(timedelta(hours=2))
    house.settle()

    assert house.books.fold_day("processor_fee:stripe", "EUR", day).minor > 0


def test_a_fee_whose_notice_was_lost_is_asked_for(house: PaymentsHouse) -> None:
    house.server.control.late_fees(late=True)
    paid(house)
    house.settle()
    house.server.control.book_fees()
    for delivery in house.pending_webhooks():
        house.server.control.drop(delivery["seq"])

    house.sweep(timedelta(hours=2))
    house.work()

    assert house.books.fold_day("processor_fee:stripe", "EUR", house.clock.now().date()).minor > 0

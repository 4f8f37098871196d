"""Failures of the machinery: each is injected, and nothing is lost, doubled or stranded.

The numbers are those of payments.md section 1.5; `test_failures_are_all_covered.py` counts them.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from guildhall.payments.models import CommandStatus, Intent
from tests.support.crashes import RACE, Crash, Fuse
from tests.support.milestones import lose_notices, objects, ordered, paid, try_once
from tests.support.outbox import published
from tests.support.payments import PaymentsHouse

A_DAY = timedelta(hours=25)
"""After which Stripe has forgotten its idempotency keys."""


def sent_once(house: PaymentsHouse, milestone: str) -> bool:
    """Tell whether the money reached the expert exactly once, and the books say so."""
    is_sent = house.show(milestone)["state"] == "released" and house.balance("expert_payable:acc_expert1") == 0
    return is_sent and [each["amount"] for each in objects(house, "transfer")] == [90_00]


def is_held_once(house: PaymentsHouse, milestone: str) -> bool:
    shown = house.show(milestone)
    told = published(house.platform.tables, "FundsHeld.v1")
    return (shown["state"], shown["held_minor"], len(told)) == ("held", 100_00, 1)


def test_failure_01_a_crash_before_the_call_is_made_up_for_by_the_sweep(house: PaymentsHouse, fuse: Fuse) -> None:
    milestone = ordered(house)
    fuse.armed = "before_call"
    with pytest.raises(Crash):
        try_once(house)
    for row in house.queue():
        house.drop(row)

    house.sweep(timedelta(minutes=5))
    house.settle()

    assert sent_once(house, milestone)


def test_failure_02_a_crash_after_the_call_finds_what_it_made(house: PaymentsHouse, fuse: Fuse) -> None:
    milestone = ordered(house)
    fuse.armed = "after_call"
    with pytest.raises(Crash):
        try_once(house)
    lose_notices(house)

    house.sweep(timedelta(minutes=5))
    house.settle()

    assert sent_once(house, milestone)


@pytest.mark.parametrize("point", ["before_commit", "after_commit"])
def test_failure_03_a_crash_around_a_write_leaves_all_of_it_or_nothing(
    house: PaymentsHouse, fuse: Fuse, point: str
) -> None:
    milestone = paid(house)
    house.webhook(next(each for each in house.pending_webhooks() if each["type"] == "payment_intent.succeeded"))
    fuse.armed = point
    with pytest.raises(Crash):
        house.work()

    is_done = point == "after_commit"
    assert house.balance(f"hold:{milestone}") == house.show(milestone)["held_minor"] == 100_00 * is_done
    assert len(published(house.platform.tables, "FundsHeld.v1")) == is_done
    house.settle()
    assert is_held_once(house, milestone)


def test_failure_04_a_lost_answer_is_asked_for_under_the_same_key(house: PaymentsHouse) -> None:
    milestone = ordered(house)
    house.server.control.fault("drop_after", path="/v1/transfers")
    try_once(house)
    lose_notices(house)

    house.sweep(timedelta(minutes=5))
    house.settle()

    assert sent_once(house, milestone)
    assert house.payments.command(f"release:{milestone}:1").key_number == 0  # type: ignore[union-attr]  # it exists


@pytest.mark.parametrize("fault", ["500_saved_before", "500_saved_after"])
def test_failure_05_an_error_saved_under_the_key_is_looked_behind(house: PaymentsHouse, fault: str) -> None:
    milestone = ordered(house)
    house.server.control.fault(fault, path="/v1/transfers")
    try_once(house)
    lose_notices(house)

    house.sweep(timedelta(minutes=5))
    house.settle()

    assert sent_once(house, milestone)


def test_failure_06_a_retry_after_a_day_looks_before_it_asks(house: PaymentsHouse) -> None:
    milestone = ordered(house)
    house.server.control.fault("drop_after", path="/v1/transfers")
    try_once(house)
    lose_notices(house)

    house.sweep(A_DAY)
    house.settle()

    assert sent_once(house, milestone)


def test_failure_07_a_duplicate_webhook_is_booked_once(house: PaymentsHouse) -> None:
    milestone = paid(house)
    for delivery in house.pending_webhooks():
        assert [house.webhook(delivery) for _ in range(3)] == [204] * 3
    house.settle()

    assert is_held_once(house, milestone)
    assert house.balance(f"hold:{milestone}") == 100_00


def test_failure_08_webhooks_in_any_order_lead_to_the_same(house: PaymentsHouse) -> None:
    milestone = paid(house)
    for delivery in reversed(house.pending_webhooks()):
        house.webhook(delivery)
        house.work()

    assert is_held_once(house, milestone)


def test_failure_09_a_webhook_before_the_answer_completes_the_command(house: PaymentsHouse, fuse: Fuse) -> None:
    milestone = ordered(house)
    fuse.armed = "after_call"
    with pytest.raises(Crash):
        try_once(house)
    for delivery in house.pending_webhooks():
        house.webhook(delivery)
    house.settle()

    assert house.payments.command(f"release:{milestone}:1").status is CommandStatus.DONE  # type: ignore[union-attr]
    assert sent_once(house, milestone)


def test_failure_10_without_any_webhook_the_sweep_finds_the_payment(house: PaymentsHouse) -> None:
    milestone = paid(house)
    lose_notices(house)

    house.sweep(timedelta(minutes=30))
    house.settle()

    assert is_held_once(house, milestone)


def test_failure_11_a_webhook_whose_effect_crashed_is_not_marked_done(house: PaymentsHouse, fuse: Fuse) -> None:
    milestone = paid(house)
    for delivery in house.pending_webhooks():
        house.webhook(delivery)
    fuse.armed = "before_commit"
    with pytest.raises(Crash):
        house.work()
    assert house.show(milestone)["state"] == "funding"

    house.settle()

    assert is_held_once(house, milestone)


@pytest.mark.parametrize("signature", ["", "t=1,v1=00", "v1="])
def test_failure_12_a_forged_webhook_is_refused(house: PaymentsHouse, signature: str) -> None:
    milestone = paid(house)
    forged = json.dumps({"id": "evt_forged", "object": "event", "type": "payment_intent.succeeded", "livemode": False})

    assert house.post_webhook(forged, {"Stripe-Signature": signature}) == 401
    assert house.queue() == []
    assert house.show(milestone)["state"] == "funding"


def test_failure_32_somebody_faster_makes_a_second_try_and_nothing_twice(house: PaymentsHouse, fuse: Fuse) -> None:
    milestone = ordered(house)
    fuse.interloper = lambda: house.settle(2)
    fuse.armed = RACE

    house.work()
    house.sweep(timedelta(minutes=5))
    house.settle()

    assert sent_once(house, milestone)


def test_failure_33_a_function_that_ends_while_it_pays_is_as_silent_as_a_lost_answer(
    house: PaymentsHouse, fuse: Fuse
) -> None:
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    fuse.armed = "after_call"
    with pytest.raises(Crash):
        house.work()
    lose_notices(house)

    house.sweep(A_DAY)
    house.settle()

    assert len(objects(house, "payment_intent")) == 1
    assert house.show(milestone)["checkout"] is not None


def test_failure_34_a_stream_that_delivers_nothing_is_made_up_for_by_the_sweep(house: PaymentsHouse) -> None:
    milestone = ordered(house)
    for row in house.queue():
        house.drop(row)

    house.sweep(timedelta(minutes=5))
    house.settle()

    assert sent_once(house, milestone)


def test_failure_35_after_a_restore_what_the_provider_has_is_booked_again_under_the_same_ids(
    house: PaymentsHouse,
) -> None:
    milestone = paid(house)
    (intent,) = objects(house, "payment_intent")
    lose_notices(house)

    for _ in range(2):
        house.apply(house.provider.intent(intent["id"]))

    assert is_held_once(house, milestone)
    assert house.books.entry(f"charge:{intent['latest_charge']}") is not None
    # An attempt that the restored tables never heard of is kept apart, and nothing goes anywhere by itself.
    unheard = house.provider.intent(intent["id"])
    assert isinstance(unheard, Intent)
    house.apply(Intent("pi_y", f"fund:{milestone}:9", milestone, "succeeded", charge_id="ch_y", paid=unheard.paid))
    assert house.show(milestone)["is_frozen"] is True
    assert objects(house, "refund") == []

"""The command worker keeps the six rules of payments.md section 1.3, one test a rule and a way to break it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guildhall.payments.errors import ProviderSilent
from guildhall.payments.models import CommandStatus, Dispute
from tests.support.crashes import POINTS, Crash, Fuse
from tests.support.outbox import published
from tests.support.payments import ADMIN, PaymentsHouse

A_DAY = timedelta(hours=25)
"""After which Stripe has forgotten its idempotency keys."""


def transfers(house: PaymentsHouse) -> list[dict[str, Any]]:
    return house.server.control.world().find("transfer")


def intents(house: PaymentsHouse) -> list[dict[str, Any]]:
    return house.server.control.world().find("payment_intent")


def keys(house: PaymentsHouse, path: str) -> list[str]:
    """The idempotency keys that Stripe saw for a path, in order."""
    return [call["idempotency_key"] for call in house.server.control.calls() if call["method"] == "POST" and call["path"] == path]  # fmt: skip  # noqa: E501


def released(house: PaymentsHouse) -> str:
    """A milestone whose release is ordered and not yet sent."""
    (milestone,) = house.sign(100_00)
    house.onboard()
    house.hold(milestone)
    house.approve(milestone)
    return milestone


def try_once(house: PaymentsHouse) -> None:
    for row in house.queue():
        house.work_one(row)


def test_a_key_is_the_command_and_a_number_that_starts_at_zero(house: PaymentsHouse) -> None:
    milestone = released(house)
    house.settle()

    assert keys(house, "/v1/payment_intents") == [f"fund:{milestone}:1:0"]
    assert keys(house, "/v1/transfers") == [f"release:{milestone}:1:0"]


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "429"])
def test_after_silence_the_same_key_is_used_again(house: PaymentsHouse, fault: str) -> None:
    milestone = released(house)
    house.server.control.fault(fault, path="/v1/transfers")

    try_once(house)
    house.sweep(timedelta(minutes=5))
    house.settle()

    assert set(keys(house, "/v1/transfers")) == {f"release:{milestone}:1:0"}
    assert len(transfers(house)) == 1
    assert house.show(milestone)["state"] == "released"


def test_after_silence_and_a_day_the_provider_is_searched_before_it_is_asked_again(house: PaymentsHouse) -> None:
    milestone = released(house)
    house.server.control.fault("drop_after", path="/v1/transfers")
    try_once(house)

    for delivery in house.pending_webhooks():
        house.server.control.drop(delivery["seq"])
    house.sweep(A_DAY)
    house.settle()

    assert len(transfers(house)) == 1
    assert house.show(milestone)["state"] == "released"


@pytest.mark.parametrize("fault", ["500_saved_before", "402_insufficient"])
def test_an_answered_refusal_is_not_asked_for_under_the_same_key(house: PaymentsHouse, fault: str) -> None:
    milestone = released(house)
    house.server.control.fault(fault, path="/v1/transfers")

    try_once(house)
    house.sweep(timedelta(minutes=5))
    house.settle()

    assert keys(house, "/v1/transfers") == [f"release:{milestone}:1:0", f"release:{milestone}:1:1"]
    assert house.show(milestone)["state"] == "released"


def test_an_error_saved_over_a_transfer_that_was_made_finds_the_transfer(house: PaymentsHouse) -> None:
    milestone = released(house)
    house.server.control.fault("500_saved_after", path="/v1/transfers")

    try_once(house)
    house.sweep(timedelta(minutes=5))
    house.work()

    assert len(transfers(house)) == 1
    assert house.show(milestone)["state"] == "released"


def test_a_search_that_fails_does_not_move_to_the_next_key(house: PaymentsHouse) -> None:
    # The call before it is of unknown outcome: under another key it could happen twice.
    milestone = released(house)
    house.server.control.fault("drop_before", path="/v1/transfers")
    try_once(house)
    house.server.control.fault("500_before", method="GET", path="/v1/transfers")
    house.sweep(timedelta(minutes=5))
    try_once(house)

    house.sweep(timedelta(minutes=30))
    house.settle()

    assert set(keys(house, "/v1/transfers")) == {f"release:{milestone}:1:0"}
    assert len(transfers(house)) == 1


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("later", [timedelta(minutes=5), A_DAY], ids=["soon", "after a day"])
def test_a_worker_that_dies_anywhere_pays_exactly_once(
    house: PaymentsHouse, fuse: Fuse, point: str, later: timedelta
) -> None:
    milestone = released(house)
    fuse.armed = point

    with pytest.raises(Crash):
        try_once(house)
    for delivery in house.pending_webhooks():
        house.server.control.drop(delivery["seq"])
    house.sweep(later)
    house.settle()

    assert len(transfers(house)) == 1
    assert house.show(milestone)["state"] == "released"
    assert house.balance("expert_payable:acc_expert1") == 0


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_that_dies_while_opening_an_attempt_opens_one(house: PaymentsHouse, fuse: Fuse, point: str) -> None:
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    fuse.armed = point

    with pytest.raises(Crash):
        try_once(house)
    for delivery in house.pending_webhooks():
        house.server.control.drop(delivery["seq"])
    house.sweep(A_DAY)
    house.settle()

    assert len(intents(house)) == 1
    assert house.show(milestone)["checkout"] is not None


def test_a_release_that_was_tried_is_sent_even_if_the_payment_froze_meanwhile(house: PaymentsHouse, fuse: Fuse) -> None:
    milestone = released(house)
    fuse.armed = "after_call"
    with pytest.raises(Crash):
        try_once(house)
    house.apply(Dispute("du_1", milestone, "warning_needs_response"))

    house.sweep(timedelta(minutes=5))
    house.work()

    assert len(transfers(house)) == 1
    assert house.payments.command(f"release:{milestone}:1").status is CommandStatus.DONE  # type: ignore[union-attr]
    assert house.balance("expert_payable:acc_expert1") == 0


def test_nothing_is_sent_while_frozen_and_all_of_it_afterwards(house: PaymentsHouse) -> None:
    milestone = released(house)
    house.apply(Dispute("du_1", milestone, "warning_needs_response"))
    house.settle()
    assert transfers(house) == []
    assert house.payments.command(f"release:{milestone}:1").waiting_for == "frozen"  # type: ignore[union-attr]

    house.apply(Dispute("du_1", milestone, "warning_closed"))
    house.settle()

    assert len(transfers(house)) == 1


def test_a_definite_refusal_of_an_attempt_ends_it(house: PaymentsHouse) -> None:
    # More than Stripe takes in one charge.
    (milestone,) = house.sign(100_000_000)
    house.fund(milestone)

    house.settle()

    assert (house.show(milestone)["state"], house.show(milestone)["failure"]) == ("unfunded", "amount_too_large")
    assert [e["reason"] for e in published(house.platform.tables, "PaymentFailed.v1")] == ["amount_too_large"]


def test_a_command_that_stays_stuck_calls_a_person_once(house: PaymentsHouse) -> None:
    milestone = released(house)
    house.server.control.fault("500_before", path="/v1/transfers", times=50)
    for _ in range(10):
        try_once(house)
        house.sweep(timedelta(hours=2))

    open_ones = [(each.about, each.reason) for each in house.desk.list_attention(ADMIN)]
    assert open_ones == [(milestone, "command_stuck")]


def test_the_pauses_between_tries_grow_to_an_hour(house: PaymentsHouse) -> None:
    milestone = released(house)
    house.server.control.fault("500_before", path="/v1/transfers", times=50)
    pauses = []
    for _ in range(10):
        try_once(house)
        order = house.payments.command(f"release:{milestone}:1")
        assert order is not None
        pauses.append((order.next_try_at - house.clock.now()).total_seconds())
        house.sweep(timedelta(hours=2))

    assert pauses == [15, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_a_command_of_an_attempt_that_is_over_does_not_touch_the_next(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    house.settle()
    house.pay(milestone, "pm_card_chargeDeclined")
    house.settle()
    assert house.show(milestone)["state"] == "unfunded"
    house.fund(milestone)
    house.settle()

    house.sweep(timedelta(hours=3))
    house.settle()

    assert [intent["status"] for intent in intents(house)] == ["requires_payment_method", "canceled"]
    assert house.pay(milestone) == 200
    house.settle()
    assert house.show(milestone)["state"] == "held"


def test_silence_is_told_as_silence(house: PaymentsHouse) -> None:
    house.server.control.fault("drop_before", method="GET", path="/v1/payment_intents")

    with pytest.raises(ProviderSilent):
        house.provider.intent("pi_any")

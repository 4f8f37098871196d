"""A cancelled milestone keeps nobody's money, wherever it was when the news came."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guildhall.contracts.events import MilestoneCancelledV1
from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.support.outbox import published
from tests.support.payments import PaymentsHouse, stripe_server


@pytest.fixture
def house(platform: Platform, clock: SettableClock) -> Iterator[PaymentsHouse]:
    with stripe_server() as server:
        yield PaymentsHouse(platform, clock, server)


def cancelled(milestone_id: str, by: str = "acc_client") -> MilestoneCancelledV1:
    return MilestoneCancelledV1(
        contract_id="ctr_1",
        milestone_id=milestone_id,
        client_id="acc_client",
        expert_id="acc_expert",
        milestone_title="Part",
        cancelled_by=by,
    )


def test_an_unfunded_payment_is_cancelled_and_cannot_be_funded(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)

    assert house.hear(cancelled(milestone)) == house.hear(cancelled(milestone)) == []

    assert house.show(milestone)["state"] == "cancelled"
    assert house.fund(milestone).status == 409
    assert house.buried == []


def test_an_open_attempt_is_given_up(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    house.settle()

    house.hear(cancelled(milestone))
    house.settle()

    assert house.show(milestone)["state"] == "cancelled"
    assert house.balance(f"hold:{milestone}") == 0


def test_money_that_came_in_at_the_same_moment_goes_back(house: PaymentsHouse, platform: Platform) -> None:
    (milestone,) = house.sign(100_00)
    house.hold(milestone)

    assert house.hear(cancelled(milestone, by="system")) == []
    house.settle()
    assert house.hear(cancelled(milestone, by="system")) == []

    assert house.show(milestone)["state"] == "refunded"
    assert house.balance(f"hold:{milestone}") == 0
    assert [event["amount_minor"] for event in published(platform.tables, "FundsRefunded.v1")] == [10_000]
    assert house.buried == []


def test_a_cancellation_that_overtakes_the_signing_comes_again(house: PaymentsHouse) -> None:
    assert house.hear(cancelled("mil_1_1")) != []

    (milestone,) = house.sign(100_00)

    assert house.hear(cancelled(milestone)) == []
    assert house.show(milestone)["state"] == "cancelled"

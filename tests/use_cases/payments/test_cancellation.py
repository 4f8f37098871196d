"""A cancelled milestone keeps nobody's money, wherever it was when the news came."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.support.outbox import published
from tests.support.payments import PaymentsHouse, stripe_server


@pytest.fixture
def house(platform: Platform, clock: SettableClock) -> Iterator[PaymentsHouse]:
    with stripe_server() as server:
        yield PaymentsHouse(platform, clock, server)


def test_an_unfunded_payment_is_cancelled_and_cannot_be_funded(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)

    assert house.cancel(milestone) == house.cancel(milestone) == []

    assert house.show(milestone)["state"] == "cancelled"
    assert house.fund(milestone).status == 409
    assert house.buried == []


def test_an_open_attempt_is_given_up(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    house.settle()

    house.cancel(milestone)
    house.settle()

    assert house.show(milestone)["state"] == "cancelled"
    assert house.balance(f"hold:{milestone}") == 0


def test_money_that_came_in_at_the_same_moment_goes_back(house: PaymentsHouse, platform: Platform) -> None:
    (milestone,) = house.sign(100_00)
    house.hold(milestone)

    assert house.cancel(milestone, by="system") == []
    house.settle()
    assert house.cancel(milestone, by="system") == []

    assert house.show(milestone)["state"] == "refunded"
    assert house.balance(f"hold:{milestone}") == 0
    assert [event["amount_minor"] for event in published(platform.tables, "FundsRefunded.v1")] == [10_000]
    assert house.buried == []


def test_a_cancellation_that_overtakes_the_signing_comes_again(house: PaymentsHouse) -> None:
    assert house.cancel("mil_1_1") != []

    (milestone,) = house.sign(100_00)

    assert house.cancel(milestone) == []
    assert house.show(milestone)["state"] == "cancelled"

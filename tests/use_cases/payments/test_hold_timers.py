"""The days 60, 75 and 85 of a hold: one-time timers bring them, the sweep finds what they lost, each is done once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import StaleVersion
from guildhall.payments.events import FundsHeldV1
from guildhall.payments.models import StepKind
from tests.support.crashes import RACE, Fuse
from tests.support.http import LambdaContext
from tests.support.milestones import held
from tests.support.outbox import published
from tests.support.payments import ADMIN, PaymentsHouse

DAYS = (60, 75, 85)


def hear_of_holds(house: PaymentsHouse) -> None:
    """Let payments hear its own news, twice, as queues do."""
    for data in published(house.platform.tables, "FundsHeld.v1") * 2:
        assert house.hear(FundsHeldV1(**data)) == []


def fire(house: PaymentsHouse, milestone: str, days: int) -> bool:
    """Let a timer bring its task, as the scheduler would."""
    held_at, fires_at = house.timers.fires[milestone, days]
    house.clock.advance(max(fires_at - house.clock.now(), timedelta(0)))
    given = {"milestone_id": milestone, "held_at": to_text(held_at)}
    answer = house.task({"task": "hold_aged", "input": given}, LambdaContext())
    return bool(answer["is_done"])


def told(house: PaymentsHouse, milestone: str) -> list[str | None]:
    return [each.about for each in house.payments.steps(milestone) if each.kind is StepKind.HOLD_ENDS_SOON]


def reasons(house: PaymentsHouse) -> set[str]:
    return {each.reason for each in house.desk.list_attention(ADMIN)}


def test_a_hold_sets_three_timers_and_each_does_its_work_once(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    hear_of_holds(house)
    assert sorted(house.timers.fires) == [(milestone, days) for days in DAYS]

    done = [fire(house, milestone, days) for days in DAYS for _ in range(2)]
    house.settle()

    assert done == [True, False] * 3
    assert told(house, milestone) == ["held_too_long", "hold_needs_decision"]
    assert "hold_stopped" in reasons(house)
    assert house.show(milestone)["state"] == "refunded"


@pytest.mark.parametrize("is_timer_first", [True, False])
def test_timer_and_sweep_say_the_same_thing_once(house: PaymentsHouse, *, is_timer_first: bool) -> None:
    (milestone,) = held(house)
    hear_of_holds(house)

    if is_timer_first:
        assert fire(house, milestone, 60) is True
        house.sweep()
    else:
        house.sweep(timedelta(days=60))
        assert fire(house, milestone, 60) is False

    assert told(house, milestone) == ["held_too_long"]


def test_a_timer_that_was_lost_is_made_up_for_by_the_sweep(house: PaymentsHouse) -> None:
    (milestone,) = held(house)

    for days in (60, 15, 10):
        house.sweep(timedelta(days=days))
    house.settle()

    assert told(house, milestone) == ["held_too_long", "hold_needs_decision"]
    assert house.show(milestone)["state"] == "refunded"


def test_a_timer_of_money_that_has_left_or_of_another_hold_does_nothing(house: PaymentsHouse) -> None:
    left, other = held(house, 100_00, 50_00)
    hear_of_holds(house)
    house.approve(left)
    house.settle()
    _, fires_at = house.timers.fires[other, 60]
    house.timers.fires[other, 60] = (house.clock.now() - timedelta(days=200), fires_at)

    assert (fire(house, left, 60), fire(house, other, 60)) == (False, False)
    assert reasons(house) == set()


def test_news_of_a_hold_that_is_over_sets_nothing(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    house.refund(milestone)
    house.settle()

    hear_of_holds(house)

    assert house.timers.fires == {}


def test_a_frozen_hold_is_told_of_every_day_once_past_its_limit(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    hear_of_holds(house)
    payment = house.payments.get(milestone)
    assert payment is not None
    house.server.control.inquire(str(payment.charge_id))
    house.settle()

    assert fire(house, milestone, 85) is True
    house.sweep()
    house.sweep(timedelta(days=1, minutes=1))
    house.sweep()

    assert told(house, milestone) == ["hold_limit_frozen"] * 2
    assert house.show(milestone)["held_minor"] == 100_00


def test_a_release_that_meets_the_last_timer_wins_or_loses_whole(house: PaymentsHouse, fuse: Fuse) -> None:
    (milestone,) = held(house)
    hear_of_holds(house)
    fuse.interloper, fuse.armed = lambda: house.approve(milestone), RACE

    with pytest.raises(StaleVersion):
        fire(house, milestone, 85)
    house.settle()

    assert fire(house, milestone, 85) is False
    assert (house.show(milestone)["released_minor"], house.show(milestone)["refunded_minor"]) == (100_00, 0)

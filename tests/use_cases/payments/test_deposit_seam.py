"""What bookings asks of payments: a deposit for a reservation, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from guildhall.kernel.clock import SettableClock
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.money import Money
from guildhall.payments.errors import (
    DepositMoveRefused,
    DepositTermsDiffer,
    DepositTooEarly,
    DepositUnknown,
    NotEnoughHeld,
)
from guildhall.payments.models import Change
from guildhall.payments.models.deposits import DepositState, DepositTerms
from guildhall.payments.wiring.deposits import DepositDesk, wire_deposits
from guildhall.payments.wiring.storing import store
from guildhall.platform.assembly import Platform
from tests.support import outbox
from tests.support.payments import ENVIRON


def terms(clock: SettableClock, *, ahead: timedelta = timedelta(days=2), **more: object) -> DepositTerms:
    asked = DepositTerms("res_01ABC", "acc_venue", Money(40_00, "EUR"), clock.now() + ahead, title="Table for two")
    return replace(asked, **more)  # type: ignore[arg-type]  # fields of the terms


@pytest.fixture
def desk(platform: Platform) -> DepositDesk:
    return wire_deposits(replace(platform, environ=ENVIRON))


def commands(platform: Platform) -> list[str]:
    return [row["detail"]["data"]["command_id"] for row in outbox.rows(platform.tables) if row.get("queue")]


def test_asking_twice_opens_one_deposit_and_one_attempt(
    desk: DepositDesk, platform: Platform, clock: SettableClock
) -> None:
    first = desk.request(terms(clock))
    again = desk.request(terms(clock))

    assert (first.deposit_id, again.deposit_id) == ("dep_01ABC-1", "dep_01ABC-1")
    assert first.state is DepositState.REQUESTED
    assert commands(platform) == ["deposit:dep_01ABC-1:1"]


def test_another_number_is_another_deposit_of_the_reservation(desk: DepositDesk, clock: SettableClock) -> None:
    desk.request(terms(clock))

    assert desk.request(terms(clock, number=2, amount=Money(10_00, "EUR"))).deposit_id == "dep_01ABC-2"


def test_the_same_deposit_cannot_be_asked_for_on_other_terms(desk: DepositDesk, clock: SettableClock) -> None:
    desk.request(terms(clock))

    with pytest.raises(DepositTermsDiffer):
        desk.request(terms(clock, amount=Money(50_00, "EUR")))


@pytest.mark.parametrize(("days", "is_manual"), [(1, True), (6, True), (7, False), (40, False)])
def test_a_bank_is_asked_to_keep_only_what_it_can_keep_until_the_visit(
    desk: DepositDesk, clock: SettableClock, days: int, *, is_manual: bool
) -> None:
    assert desk.request(terms(clock, ahead=timedelta(days=days))).is_manual is is_manual


def test_nobody_is_charged_longer_ahead_than_the_provider_keeps_money(desk: DepositDesk, clock: SettableClock) -> None:
    with pytest.raises(DepositTooEarly):
        desk.request(terms(clock, ahead=timedelta(days=86)))


@pytest.mark.parametrize("wrong", [{"amount": Money(0, "EUR")}, {"ahead": timedelta(hours=-1)}])
def test_nothing_is_not_asked_for_nor_anything_after_the_visit(
    desk: DepositDesk, clock: SettableClock, wrong: dict[str, object]
) -> None:
    with pytest.raises(DepositMoveRefused):
        desk.request(terms(clock, **wrong))  # type: ignore[arg-type]  # as given


def test_an_unpaid_deposit_is_given_up_but_nothing_of_it_can_be_kept(
    desk: DepositDesk, platform: Platform, clock: SettableClock
) -> None:
    asked = desk.request(terms(clock))

    with pytest.raises(DepositMoveRefused):
        desk.settle(asked.deposit_id, Money(1, "EUR"))
    given_up = desk.settle(asked.deposit_id, Money(0, "EUR"))

    assert given_up.state is DepositState.CLOSING
    assert desk.settle(asked.deposit_id, Money(0, "EUR")) == given_up
    assert commands(platform) == ["deposit:dep_01ABC-1:1", "letgo:dep_01ABC-1:1"]


@pytest.mark.parametrize("minor", [-1, 40_01])
def test_a_venue_keeps_neither_less_than_nothing_nor_more_than_was_asked_for(
    desk: DepositDesk, clock: SettableClock, minor: int
) -> None:
    asked = desk.request(terms(clock))

    with pytest.raises(NotEnoughHeld):
        desk.settle(asked.deposit_id, Money(minor, "EUR"))


def test_a_deposit_that_nobody_asked_for_is_unknown(desk: DepositDesk) -> None:
    with pytest.raises(DepositUnknown):
        desk.settle("dep_nobody-1", Money(0, "EUR"))


def test_of_two_decisions_at_once_one_is_made_anew(desk: DepositDesk, platform: Platform, clock: SettableClock) -> None:
    asked = desk.request(terms(clock))
    desk.settle(asked.deposit_id, Money(0, "EUR"))

    with pytest.raises(StaleVersion):
        store(replace(platform, environ=ENVIRON)).save(Change("payments.decide_deposit", kept=(asked,)))

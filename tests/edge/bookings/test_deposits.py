"""Deposits over HTTP: the table waits for the money, and the terms say who gets which part of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guildhall.bookings.models.policy import Terms
from guildhall.kernel.clock import SettableClock
from guildhall.payments.models.deposits import DepositState
from guildhall.platform.assembly import Platform
from tests.support.bank import Bank
from tests.support.deposited import (
    EVENING,
    TEN_EACH,
    TERMS,
    decided,
    secured,
    state,
    table_of,
    waiting,
)
from tests.support.outbox import published
from tests.support.rooms import GUEST, PUBLISHABLE_KEY, Restaurant


@pytest.fixture
def restaurant(platform: Platform) -> Restaurant:
    return Restaurant.open(platform, terms=TERMS)


@pytest.mark.feature("BKG-14", "PAY-04")
def test_a_guest_sees_the_deposit_before_the_click_pays_it_and_is_confirmed_by_the_payment_alone(
    restaurant: Restaurant, bank: Bank, platform: Platform
) -> None:
    held = restaurant.hold(EVENING, party=4)
    asked = restaurant.confirm(held.body["token"])
    reservation_id = asked.body["reservation_id"]
    bank.opens(reservation_id)
    payable = restaurant.manage("GET", held.body["token"]).body
    bank.authorises(reservation_id)
    bank.carry()
    confirmed = restaurant.manage("GET", held.body["token"]).body

    assert held.body["deposit"] == {
        "currency": "EUR", "amount_minor": 4_000, "secured_minor": 0, "missing_minor": 4_000,
        "pay_by": None, "local_pay_by": None, "client_secret": None, "publishable_key": None,
        "kept_now_minor": 0, "no_show_kept_minor": 2_000, "kept_minor": None,
        "cancellation": [
            {"until": "2026-03-04T19:00:00.000Z", "local_until": "2026-03-04T20:00", "kept_minor": 0},
            {"until": "2026-03-05T15:00:00.000Z", "local_until": "2026-03-05T16:00", "kept_minor": 2_000},
            {"until": None, "local_until": None, "kept_minor": 4_000},
        ],
    }  # fmt: skip
    assert (asked.status, asked.body["state"], asked.body["can"]) == (200, "awaiting_deposit", ["cancel"])
    assert asked.body["deposit"]["local_pay_by"] == "2026-03-02T13:15"
    assert payable["deposit"]["client_secret"] == f"{bank.deposit(reservation_id).deposit_id}-1_secret"
    assert payable["deposit"]["publishable_key"] == PUBLISHABLE_KEY
    assert (confirmed["state"], confirmed["held_until"], confirmed["can"]) == ("confirmed", None, ["change", "cancel"])
    assert (confirmed["deposit"]["secured_minor"], confirmed["deposit"]["missing_minor"]) == (4_000, 0)
    assert confirmed["deposit"]["client_secret"] is None
    assert [each["party"] for each in published(platform.tables, "ReservationConfirmed.v1")] == [4]
    assert bank.watches.names == [(reservation_id, 1)]


def test_nobody_else_gets_the_table_while_the_guest_pays(restaurant: Restaurant) -> None:
    waiting(restaurant, party=7)

    assert restaurant.hold(EVENING, party=7).problem == "bookings/slot-taken"


def test_a_calendar_shows_what_waits_for_its_deposit_as_tentative(restaurant: Restaurant, bank: Bank) -> None:
    token, reservation_id = waiting(restaurant)
    before = restaurant.manage("GET", token, "/calendar").body
    bank.pays(reservation_id)

    assert "STATUS:TENTATIVE" in before
    assert "STATUS:CONFIRMED" in restaurant.manage("GET", token, "/calendar").body


def test_the_form_sent_twice_asks_for_one_deposit(restaurant: Restaurant, bank: Bank, platform: Platform) -> None:
    token, reservation_id = waiting(restaurant)

    again = restaurant.confirm(token)
    bank.carry()

    assert (again.status, again.body["state"]) == (200, "awaiting_deposit")
    assert len(published(platform.tables, "DepositAwaited.v1")) == 1
    assert bank.deposit(reservation_id).amount_minor == 4_000


def test_a_party_too_small_for_the_rule_and_a_venue_without_deposits_ask_for_none(platform: Platform) -> None:
    restaurant = Restaurant.open(platform, terms=TERMS)

    small = restaurant.hold(EVENING, party=3)

    assert small.body["deposit"] is None
    assert restaurant.confirm(small.body["token"]).body["state"] == "confirmed"
    assert restaurant.phoned("2026-03-06T20:00", 6).body["deposit"] is None


@pytest.mark.parametrize("how", ["the attempt fails", "the workflow's timer fires"])
def test_silence_frees_the_table(
    restaurant: Restaurant, bank: Bank, clock: SettableClock, platform: Platform, how: str
) -> None:
    token, reservation_id = waiting(restaurant, party=7)
    bank.opens(reservation_id)
    early = bank.task("end_waiting", reservation_id)
    clock.advance(timedelta(minutes=18))

    if how == "the attempt fails":
        bank.gives_up(reservation_id)
    else:
        late = bank.task("end_waiting", reservation_id)
        assert late == {"stage": "settlement", "at": None}
        assert bank.deposit(reservation_id).state is DepositState.CLOSING
        bank.gives_up(reservation_id)

    assert early == {"stage": "payment", "at": "2026-03-02T12:18:00.000Z"}
    assert state(restaurant, token) == "cancelled"
    assert restaurant.hold(EVENING, party=7).status == 201
    assert decided(platform) == [("unpaid", 0, 0)]
    assert bank.task("check_settled", reservation_id) == {"stage": "nothing", "at": None}
    assert published(platform.tables, "ReservationCancelled.v1") == []


def test_a_table_lapses_even_if_no_timer_ever_fires(restaurant: Restaurant, clock: SettableClock) -> None:
    waiting(restaurant, party=7)
    clock.advance(timedelta(minutes=18))

    assert restaurant.hold(EVENING, party=7).status == 201


def test_money_that_comes_after_the_table_was_given_away_goes_back(
    restaurant: Restaurant, bank: Bank, clock: SettableClock, platform: Platform
) -> None:
    token, reservation_id = waiting(restaurant, party=7)
    bank.opens(reservation_id)
    bank.authorises(reservation_id)
    clock.advance(timedelta(minutes=20))
    assert restaurant.hold(EVENING, party=7).status == 201

    bank.carry()

    assert state(restaurant, token) == "cancelled"
    assert decided(platform) == [("too_late", 0, 7_000)]
    assert bank.deposit(reservation_id).state is DepositState.LETTING_GO


def test_money_that_comes_late_finds_another_table_if_there_is_one(
    restaurant: Restaurant, bank: Bank, clock: SettableClock
) -> None:
    token, reservation_id = waiting(restaurant, party=4)
    bank.opens(reservation_id)
    bank.authorises(reservation_id)
    clock.advance(timedelta(minutes=20))
    assert restaurant.hold(EVENING, party=3).status == 201

    bank.carry()

    assert state(restaurant, token) == "confirmed"
    assert table_of(restaurant, reservation_id) == ["t4"]


def test_the_timer_confirms_what_was_paid_in_the_last_second(
    restaurant: Restaurant, bank: Bank, clock: SettableClock
) -> None:
    token, reservation_id = waiting(restaurant)
    bank.opens(reservation_id)
    bank.authorises(reservation_id)
    clock.advance(timedelta(minutes=18))

    watch = bank.task("end_waiting", reservation_id)

    assert state(restaurant, token) == "confirmed"
    assert watch == {"stage": "visit", "at": "2026-03-06T21:00:00.000Z"}


def test_money_paid_after_the_guest_cancelled_goes_back(restaurant: Restaurant, bank: Bank) -> None:
    token, reservation_id = waiting(restaurant)
    bank.opens(reservation_id)
    bank.authorises(reservation_id)

    cancelled = restaurant.manage("DELETE", token)
    bank.carry()

    assert (cancelled.status, cancelled.body["state"]) == (200, "cancelled")
    assert bank.deposit(reservation_id).state is DepositState.LETTING_GO


@pytest.mark.parametrize(("hours_before", "kept"), [(25, 0), (24, 0), (23, 2_000), (4, 2_000), (3, 4_000)])
def test_cancelling_costs_what_the_terms_say_of_the_time_before(
    restaurant: Restaurant, bank: Bank, clock: SettableClock, platform: Platform, hours_before: int, kept: int
) -> None:
    token, reservation_id = secured(restaurant, bank)
    clock.advance(timedelta(days=3, hours=7) - timedelta(hours=hours_before))
    quoted = restaurant.manage("GET", token).body["deposit"]["kept_now_minor"]

    body = restaurant.manage("DELETE", token).body
    bank.carry()

    assert (quoted, body["deposit"]["kept_minor"], body["deposit"]["missing_minor"]) == (kept, kept, 0)
    assert decided(platform) == [("cancelled", kept, 4_000 - kept)]
    assert bank.deposit(reservation_id).keep_minor == kept
    assert bank.task("check_settled", reservation_id)["stage"] == "settlement"
    if kept:
        bank.takes(reservation_id, kept)
    else:
        bank.gives_up(reservation_id)
    assert bank.task("check_settled", reservation_id)["stage"] == "nothing"


def test_days_of_a_window_are_the_venues_days_when_the_clocks_change(restaurant: Restaurant) -> None:
    steps = restaurant.hold("2026-03-29T20:00", party=4).body["deposit"]["cancellation"]

    assert [step["local_until"] for step in steps] == ["2026-03-28T20:00", "2026-03-29T16:00", None]
    assert steps[0]["until"] == "2026-03-28T19:00:00.000Z"


@pytest.mark.parametrize(("query", "kept"), [({}, 0), ({"for_guest": "true"}, 4_000)])
def test_a_venue_that_cancels_keeps_nothing_unless_the_guest_asked_for_it(
    restaurant: Restaurant, bank: Bank, clock: SettableClock, platform: Platform, query: dict[str, str], kept: int
) -> None:
    _, reservation_id = secured(restaurant, bank)
    clock.advance(timedelta(days=3, hours=6))

    restaurant.call("DELETE", f"/{reservation_id}", query=query)

    assert decided(platform) == [("cancelled", kept, 4_000 - kept)]


def test_whoever_does_not_come_loses_what_the_terms_say(
    restaurant: Restaurant, bank: Bank, clock: SettableClock, platform: Platform
) -> None:
    _, reservation_id = secured(restaurant, bank)
    clock.advance(timedelta(days=3, hours=8))

    body = restaurant.call("POST", f"/{reservation_id}/no-show").body

    assert body["deposit"] == {"currency": "EUR", "amount_minor": 4_000, "secured_minor": 0, "kept_minor": 2_000}
    assert decided(platform) == [("no_show", 2_000, 2_000)]


def test_whoever_comes_gets_the_deposit_back(
    restaurant: Restaurant, bank: Bank, clock: SettableClock, platform: Platform
) -> None:
    _, reservation_id = secured(restaurant, bank)
    clock.advance(timedelta(days=3, hours=7))

    restaurant.call("POST", f"/{reservation_id}/seat")
    bank.carry()

    assert decided(platform) == [("came", 0, 4_000)]
    assert bank.deposit(reservation_id).state is DepositState.LETTING_GO


def test_a_visit_of_which_nobody_noted_anything_costs_the_guest_nothing(
    restaurant: Restaurant, bank: Bank, clock: SettableClock, platform: Platform
) -> None:
    token, reservation_id = secured(restaurant, bank)
    clock.advance(timedelta(days=4, hours=8))
    early = bank.task("end_visit", reservation_id)
    clock.advance(timedelta(hours=1))
    late = bank.task("end_visit", reservation_id)

    assert early == {"stage": "visit", "at": "2026-03-06T21:00:00.000Z"}
    assert late == {"stage": "settlement", "at": None}
    assert state(restaurant, token) == "confirmed"
    assert decided(platform) == [("not_noted", 0, 4_000)]


def test_staff_may_let_a_deposit_fall_and_never_raise_it(restaurant: Restaurant, bank: Bank) -> None:
    _, reservation_id = secured(restaurant, bank)
    path = f"/{reservation_id}"

    def put(party: int) -> dict[str, Any]:
        match = {"If-Match": restaurant.call("GET", path).headers["ETag"]}
        body = {"starts_at": EVENING, "party": party, "guest": GUEST}
        return dict(restaurant.call("PUT", path, body=body, headers=match).body)

    larger, smaller = put(6), put(2)

    assert (larger["state"], larger["deposit"]["amount_minor"]) == ("confirmed", 4_000)
    assert smaller["deposit"]["amount_minor"] == 0


def test_staff_neither_seat_nor_move_what_waits_for_its_deposit(restaurant: Restaurant) -> None:
    _, reservation_id = waiting(restaurant)
    seen = restaurant.call("GET", f"/{reservation_id}")
    body = {"starts_at": EVENING, "party": 5, "guest": GUEST}

    moved = restaurant.call("PUT", f"/{reservation_id}", body=body, headers={"If-Match": seen.headers["ETag"]})

    assert restaurant.call("POST", f"/{reservation_id}/seat").problem == "bookings/reservation-move-refused"
    assert moved.problem == "bookings/deposit-awaited"
    assert seen.body["can"] == ["cancel"]


def test_a_bank_that_lets_go_of_the_money_does_not_cost_the_guest_the_table(
    restaurant: Restaurant, bank: Bank, platform: Platform
) -> None:
    token, reservation_id = secured(restaurant, bank)

    bank.says(reservation_id, "canceled")
    bank.carry()
    body = restaurant.manage("GET", token).body
    restaurant.manage("DELETE", token)

    assert (body["state"], body["deposit"]["secured_minor"]) == ("confirmed", 0)
    assert decided(platform) == []
    assert bank.task("end_visit", reservation_id) == {"stage": "nothing", "at": None}


def test_with_a_deposit_nobody_books_further_ahead_than_money_can_be_held(platform: Platform) -> None:
    restaurant = Restaurant.open(platform, terms=Terms(deposits=(TEN_EACH,), days_ahead=120))

    far = restaurant.hold("2026-06-01T20:00", party=4)

    assert (far.status, far.problem) == (422, "bookings/too-early-to-book")
    assert "85 days" in far.body["detail"]
    assert restaurant.slots(4, "2026-06-01") == []
    assert restaurant.hold("2026-06-01T20:00", party=3).status == 201

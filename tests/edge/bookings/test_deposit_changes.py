"""Deposits of reservations that change: what a larger party still owes, and what holds when nobody pays it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guildhall.bookings.models.opening import Pacing
from guildhall.kernel.clock import SettableClock
from guildhall.payments.models.deposits import DepositState
from guildhall.platform.assembly import Platform
from tests.support.bank import Bank
from tests.support.deposited import (
    EVENING,
    TERMS,
    change,
    decided,
    secured,
    table_of,
)
from tests.support.outbox import published
from tests.support.rooms import GUEST, Restaurant


@pytest.fixture
def restaurant(platform: Platform) -> Restaurant:
    return Restaurant.open(platform, terms=TERMS)


@pytest.mark.feature("BKG-14")
def test_a_party_that_grows_pays_the_rest_and_sits_at_joined_tables(
    restaurant: Restaurant, bank: Bank, platform: Platform
) -> None:
    token, reservation_id = secured(restaurant, bank)
    quote = restaurant.manage("GET", token, "/quote", query={"party": "6", "starts_at": EVENING})

    asked = change(restaurant, token, EVENING, 6)
    meanwhile = table_of(restaurant, reservation_id)
    refused = change(restaurant, token, EVENING, 5)
    bank.pays(reservation_id, 2)
    grown = restaurant.manage("GET", token).body

    assert (quote.body["deposit"]["amount_minor"], quote.body["deposit"]["missing_minor"]) == (6_000, 2_000)
    assert (asked.body["state"], asked.body["party"], asked.body["deposit"]["missing_minor"]) == (
        "awaiting_deposit", 6, 2_000,
    )  # fmt: skip
    assert meanwhile == ["t3", "t4"]
    assert (refused.status, refused.problem) == (409, "bookings/deposit-awaited")
    assert (grown["state"], grown["party"], grown["deposit"]["secured_minor"]) == ("confirmed", 6, 6_000)
    assert table_of(restaurant, reservation_id) == ["t3", "t4"]
    assert [(each["was_party"], each["party"]) for each in published(platform.tables, "ReservationChanged.v1")] == [
        (4, 6)
    ]
    assert [bank.deposit(reservation_id, number).amount_minor for number in (1, 2)] == [4_000, 2_000]


@pytest.mark.parametrize("how", ["the timer fires", "the attempt fails"])
@pytest.mark.parametrize("to", [EVENING, "2026-03-05T21:00", "2026-03-06T20:00"])
def test_a_change_that_nobody_pays_leaves_the_reservation_as_it_was(
    restaurant: Restaurant, bank: Bank, clock: SettableClock, platform: Platform, how: str, to: str
) -> None:
    token, reservation_id = secured(restaurant, bank)
    assert change(restaurant, token, to, 6).body["state"] == "awaiting_deposit"
    both = [restaurant.hold(each, 7).problem for each in (EVENING, to)]
    bank.opens(reservation_id, 2)
    clock.advance(timedelta(minutes=18))
    if how == "the timer fires":
        bank.task("end_waiting", reservation_id, 2)
    bank.gives_up(reservation_id, 2)
    after = restaurant.manage("GET", token).body

    assert both == ["bookings/slot-taken"] * 2
    assert (after["state"], after["party"], after["local_start"]) == ("confirmed", 4, EVENING)
    assert (after["deposit"]["amount_minor"], after["deposit"]["missing_minor"]) == (4_000, 0)
    assert table_of(restaurant, reservation_id) == ["t3"]
    assert decided(platform) == [("unpaid", 0, 0)]
    assert restaurant.hold(EVENING, 4).status == 201
    assert restaurant.manage("DELETE", token).status == 200
    assert decided(platform)[1:] == [("cancelled", 0, 4_000)]


def test_a_larger_table_that_went_to_others_is_not_taken_back_and_what_was_paid_for_it_returns(
    restaurant: Restaurant, bank: Bank, clock: SettableClock, platform: Platform
) -> None:
    token, reservation_id = secured(restaurant, bank)
    change(restaurant, token, EVENING, 6)
    bank.opens(reservation_id, 2)
    bank.authorises(reservation_id, 2)
    clock.advance(timedelta(minutes=20))
    others = [restaurant.hold(EVENING, party=3).status for _ in range(2)]

    bank.carry()
    after = restaurant.manage("GET", token).body

    assert others == [201, 201]
    assert (after["state"], after["party"], after["deposit"]["secured_minor"]) == ("confirmed", 4, 4_000)
    assert table_of(restaurant, reservation_id) == ["t3"]
    assert decided(platform) == [("too_late", 0, 2_000)]
    assert bank.deposit(reservation_id, 1).state is DepositState.AUTHORISED
    assert bank.deposit(reservation_id, 2).state is DepositState.LETTING_GO


def test_a_reservation_that_waits_to_grow_is_cancelled_as_what_it_was(
    restaurant: Restaurant, bank: Bank, platform: Platform
) -> None:
    token, reservation_id = secured(restaurant, bank)
    change(restaurant, token, EVENING, 6)
    bank.opens(reservation_id, 2)

    body = restaurant.manage("DELETE", token).body
    bank.carry()

    assert (body["state"], body["party"]) == ("cancelled", 4)
    assert decided(platform) == [("cancelled", 0, 4_000)]
    assert [bank.deposit(reservation_id, number).state for number in (1, 2)] == [
        DepositState.LETTING_GO, DepositState.CLOSING,
    ]  # fmt: skip
    assert restaurant.hold(EVENING, 7).status == 201


def test_a_party_that_shrinks_in_time_owes_less_and_gets_the_rest_with_the_whole(
    restaurant: Restaurant, bank: Bank, clock: SettableClock, platform: Platform
) -> None:
    token, _ = secured(restaurant, bank, party=6)

    smaller = change(restaurant, token, EVENING, 4).body
    clock.advance(timedelta(days=3, hours=6))
    restaurant.manage("DELETE", token)

    assert (smaller["state"], smaller["deposit"]["amount_minor"], smaller["deposit"]["secured_minor"]) == (
        "confirmed", 4_000, 6_000,
    )  # fmt: skip
    assert decided(platform) == [("cancelled", 4_000, 2_000)]


@pytest.mark.parametrize("by", ["guest", "staff"])
def test_a_payment_that_a_smaller_party_no_longer_needs_goes_back_at_once(
    restaurant: Restaurant, bank: Bank, platform: Platform, by: str
) -> None:
    token, reservation_id = secured(restaurant, bank)
    change(restaurant, token, EVENING, 6)
    bank.pays(reservation_id, 2)

    if by == "guest":
        assert change(restaurant, token, EVENING, 4).status == 200
    else:
        etag = restaurant.call("GET", f"/{reservation_id}").headers["ETag"]
        body = {"starts_at": EVENING, "party": 4, "guest": GUEST}
        assert restaurant.call("PUT", f"/{reservation_id}", body=body, headers={"If-Match": etag}).status == 200
    bank.carry()

    deposit = restaurant.manage("GET", token).body["deposit"]
    assert (deposit["amount_minor"], deposit["secured_minor"], deposit["missing_minor"]) == (4_000, 4_000, 0)
    assert decided(platform) == [("smaller", 0, 2_000)]
    assert [bank.deposit(reservation_id, number).state for number in (1, 2)] == [
        DepositState.AUTHORISED, DepositState.LETTING_GO,
    ]  # fmt: skip


def test_a_party_too_small_for_a_deposit_gets_all_of_it_back_and_pays_anew_when_it_grows(
    restaurant: Restaurant, bank: Bank, platform: Platform
) -> None:
    token, reservation_id = secured(restaurant, bank)

    change(restaurant, token, EVENING, 2)
    bank.carry()
    small = restaurant.manage("GET", token).body["deposit"]
    grown = change(restaurant, token, EVENING, 4).body

    assert (small["amount_minor"], small["secured_minor"]) == (0, 0)
    assert decided(platform) == [("smaller", 0, 4_000)]
    assert (grown["state"], grown["deposit"]["missing_minor"]) == ("awaiting_deposit", 4_000)
    bank.pays(reservation_id, 2)
    assert restaurant.manage("GET", token).body["state"] == "confirmed"


def test_nobody_escapes_the_terms_by_moving_first_and_cancelling_then(
    restaurant: Restaurant, bank: Bank, clock: SettableClock, platform: Platform
) -> None:
    token, _ = secured(restaurant, bank)
    clock.advance(timedelta(days=3))

    moved = change(restaurant, token, "2026-03-12T20:00", 4).body
    smaller = change(restaurant, token, "2026-03-12T20:00", 2).body
    restaurant.manage("DELETE", token)

    assert (moved["state"], moved["deposit"]["kept_now_minor"]) == ("confirmed", 2_000)
    assert smaller["deposit"]["amount_minor"] == 4_000
    assert decided(platform) == [("cancelled", 2_000, 2_000)]


def test_the_kitchens_pace_counts_a_party_that_waits_to_grow_with_its_larger_size(
    platform: Platform, bank: Bank, clock: SettableClock
) -> None:
    restaurant = Restaurant.open(platform, terms=TERMS, pacing=Pacing(covers=6))
    token, reservation_id = secured(restaurant, bank)
    change(restaurant, token, EVENING, 6)
    during = restaurant.hold(EVENING, party=2).problem
    bank.opens(reservation_id, 2)
    clock.advance(timedelta(minutes=18))
    bank.task("end_waiting", reservation_id, 2)

    assert during == "bookings/pace-full"
    assert restaurant.hold(EVENING, party=2).status == 201


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"party": "0", "starts_at": EVENING}, (422, "bookings/party-empty")),
        ({"party": "6", "starts_at": "soon"}, (422, "invalid")),
        ({"party": "13", "starts_at": EVENING}, (422, "bookings/party-too-large")),
        ({"party": "6", "starts_at": "2026-03-05T16:00"}, (409, "bookings/venue-closed")),
        ({"party": "6", "starts_at": "2026-03-29T02:30"}, (422, "bookings/time-skipped")),
    ],
)
def test_a_quote_is_refused_as_the_change_would_be(
    restaurant: Restaurant, bank: Bank, query: dict[str, str], expected: tuple[int, str]
) -> None:
    token, _ = secured(restaurant, bank)

    answer = restaurant.manage("GET", token, "/quote", query=query)

    assert (answer.status, answer.problem) == expected

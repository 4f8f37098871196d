"""How guests book, over HTTP: what is free, holds, the form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guildhall.bookings.models.opening import Pacing
from guildhall.bookings.models.policy import Terms
from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.support.http import Answer
from tests.support.outbox import published
from tests.support.rooms import GUEST, OWNER, SLUG, STAFF, VENUE_ID, Restaurant

DINNER_TIMES = ["19:00", "19:30", "20:00", "20:30", "21:00", "21:30", "22:00"]


def refused(answer: Answer) -> tuple[int, str, list[str]]:
    """Return what a refusal says, and the starts that it offers instead."""
    alternatives = answer.body.get("alternatives", [])
    return answer.status, answer.problem, [each["starts_at"][5:16] for each in alternatives]


@pytest.mark.feature("BKG-02", "BKG-10")
def test_guests_see_every_start_of_each_service_on_the_days_they_ask_for(restaurant: Restaurant) -> None:
    lunch = ["12:00", "12:15", "12:30", "12:45", "13:00", "13:15", "13:30"]

    assert restaurant.slots(2) == [*lunch, *DINNER_TIMES]
    assert restaurant.slots(7) == [*lunch, *DINNER_TIMES]
    assert restaurant.slots(9) == []
    assert len(restaurant.slots(2, count="3")) == 3 * 14
    # It is one o'clock in Paris; the venue wants an hour's notice.
    assert restaurant.slots(2, "2026-03-02") == DINNER_TIMES
    assert restaurant.slots(4, room_id="terrace") == restaurant.slots(4)
    assert restaurant.slots(7, room_id="terrace") == []


@pytest.mark.feature("BKG-13")
def test_a_hold_keeps_the_table_for_ten_minutes_and_then_no_longer(
    restaurant: Restaurant, clock: SettableClock
) -> None:
    held = [restaurant.hold(party=7), restaurant.hold(party=7)]
    during = restaurant.slots(7)
    clock.advance(timedelta(minutes=10))
    late = restaurant.confirm(held[0].body["token"])
    again = restaurant.hold(party=7)

    assert (held[0].status, held[0].body["state"], held[0].body["held_until"]) == (
        201,
        "held",
        "2026-03-02T12:10:00.000Z",
    )
    assert refused(held[1]) == (409, "bookings/slot-taken", ["03-03T21:00", "03-03T12:30", "03-03T12:15"])
    assert "20:00" not in during
    assert late.problem == "bookings/hold-lapsed"
    assert refused(late)[2][0] == "03-03T19:00"
    assert again.status == 201
    assert restaurant.manage("GET", held[0].body["token"]).body["can"] == []


@pytest.mark.feature("BKG-06", "BKG-11", "BKG-12")
def test_the_form_turns_a_hold_into_a_reservation(restaurant: Restaurant, platform: Platform) -> None:
    held = restaurant.hold(party=4)

    answer = restaurant.confirm(held.body["token"], requests="A high chair, please.")

    assert (answer.status, answer.body["state"], answer.body["held_until"]) == (200, "confirmed", None)
    assert (answer.body["local_start"], answer.body["ends_at"]) == ("2026-03-03T20:00", "2026-03-03T21:00:00.000Z")
    assert answer.body["guest"] == {**GUEST, "phone": "+33140205050", "language": "en"}
    assert (answer.body["requests"], answer.body["can"]) == ("A high chair, please.", ["change", "cancel"])
    assert published(platform.tables, "ReservationConfirmed.v1") == [
        {
            "reservation_id": held.body["reservation_id"],
            "venue_id": VENUE_ID,
            "party": 4,
            "starts_at": "2026-03-03T19:00:00.000Z",
            "ends_at": "2026-03-03T21:00:00.000Z",
            "table_ids": ["t3"],
            "booked_by": "guest",
            "venue_name": "Chez Nour",
            "local_start": "2026-03-03T20:00",
            "owner_id": OWNER.account_id,
        }
    ]
    # The form is sent twice by impatient fingers.
    assert restaurant.confirm(held.body["token"]).body["state"] == "confirmed"
    assert len(published(platform.tables, "ReservationConfirmed.v1")) == 1


@pytest.mark.parametrize(
    ("guest", "pointer"),
    [
        ({"name": ""}, "/guest/name"),
        ({"email": None}, "/guest/email"),
        ({"phone": "12"}, "/guest/phone"),
        ({"phone": "+33 1 40 20"}, "/guest/phone"),
        ({"phone": "call me"}, "/guest/phone"),
    ],
)
def test_details_by_which_nobody_could_be_reached_are_pointed_at(
    restaurant: Restaurant, guest: dict[str, Any], pointer: str
) -> None:
    token = restaurant.hold().body["token"]

    answer = restaurant.confirm(token, guest={**GUEST, **guest})

    assert (answer.status, answer.problem) == (422, "bookings/guest-incomplete")
    assert [error["pointer"] for error in answer.body["errors"]] == [pointer]
    assert restaurant.confirm(token).status == 200


def test_an_address_that_is_none_is_refused_by_the_form_itself(restaurant: Restaurant) -> None:
    answer = restaurant.confirm(restaurant.hold().body["token"], guest={**GUEST, "email": "sara@"})

    assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, "/guest/email")


@pytest.mark.parametrize(("name", "value"), [("email", "Sara@Guest.example"), ("phone", "+33 1 40 20 50 50")])
def test_a_guest_who_books_a_service_twice_is_asked_whether_they_mean_it(
    restaurant: Restaurant, name: str, value: str
) -> None:
    first, _ = restaurant.booked("2026-03-03T19:00")
    other = {"name": "S. Khan", "email": "other@guest.example", name: value}
    token = restaurant.hold("2026-03-03T21:00").body["token"]

    twice = restaurant.confirm(token, guest=other)
    lunch = restaurant.confirm(restaurant.hold("2026-03-03T12:00").body["token"], guest=other)
    meant = restaurant.confirm(token, guest=other, allow_second=True)

    assert (twice.status, twice.problem) == (409, "bookings/reservation-duplicate")
    assert (lunch.status, meant.status) == (200, 200)
    assert restaurant.manage("DELETE", first).status == 200
    assert restaurant.booked("2026-03-03T19:00", email="third@guest.example")[1]["state"] == "confirmed"


def test_the_tables_that_waste_the_fewest_seats_are_given_and_joined_only_when_needed(
    restaurant: Restaurant,
) -> None:
    given = {}
    for name, party in [("a", 2), ("b", 2), ("c", 2), ("d", 4), ("e", 4)]:
        answer = restaurant.phoned("2026-03-03T20:00", party, guest={"name": name})
        given[name] = answer.body["table_ids"]

    assert given == {"a": ["t2"], "b": ["t1"], "c": ["t3"], "d": ["t4"], "e": ["t5"]}
    assert restaurant.phoned("2026-03-03T12:00", 6).body["table_ids"] == ["t3", "t4"]


@pytest.mark.parametrize(
    ("starts_at", "party", "expected"),
    [
        ("2026-03-02T12:30", 2, (422, "bookings/too-late-to-book", ["03-02T18:00", "03-02T18:30", "03-02T19:00"])),
        ("2025-03-02T20:00", 2, (422, "bookings/too-late-to-book", ["03-02T18:00", "03-02T18:30", "03-02T19:00"])),
        ("2026-07-01T20:00", 2, (422, "bookings/too-early-to-book", ["05-31T11:30", "05-31T11:15", "05-31T11:00"])),
        ("2026-03-03T16:00", 2, (409, "bookings/venue-closed", ["03-03T12:30", "03-03T12:15", "03-03T12:00"])),
        ("2026-03-03T19:15", 2, (409, "bookings/venue-closed", ["03-03T18:00", "03-03T18:30", "03-03T19:00"])),
        ("2026-03-03T22:15", 2, (409, "bookings/venue-closed", ["03-03T21:00", "03-03T20:30", "03-03T20:00"])),
        ("2026-03-03T20:00", 9, (422, "bookings/no-table-for-party", [])),
        ("2026-03-03T20:00", 13, (422, "bookings/party-too-large", [])),
        ("2026-03-29T02:30", 2, (422, "bookings/time-skipped", ["03-29T10:00", "03-29T10:15", "03-29T10:30"])),
        ("2026-03-03T20:05", 2, (422, "invalid", [])),
        ("2026-03-03T20:00", -1, (422, "invalid", [])),
        ("tomorrow", 2, (422, "invalid", [])),
    ],
)
def test_each_refusal_has_a_name_and_offers_what_is_possible_instead(
    restaurant: Restaurant, starts_at: str, party: int, expected: tuple[int, str, list[str]]
) -> None:
    assert refused(restaurant.hold(starts_at, party)) == expected


@pytest.mark.parametrize(
    ("party", "problem", "largest"),
    [(0, "party-empty", 8), (9, "no-table-for-party", 8), (13, "party-too-large", 8), (500, "party-too-large", 8)],
)
def test_a_party_for_which_there_is_no_place_is_told_how_large_it_may_be(
    restaurant: Restaurant, party: int, problem: str, largest: int
) -> None:
    answer = restaurant.hold(party=party)

    assert (answer.status, answer.problem, answer.body["largest_party"]) == (422, f"bookings/{problem}", largest)


def test_an_instant_and_the_wall_clock_mean_the_same_table(restaurant: Restaurant) -> None:
    by_instant = restaurant.hold("2026-05-20T18:00:00Z")
    by_wall = restaurant.hold("2026-05-20T20:00")

    assert by_instant.body["starts_at"] == by_wall.body["starts_at"] == "2026-05-20T18:00:00.000Z"


def test_the_kitchen_sets_the_pace_and_holds_that_lapse_do_not_count(platform: Platform, clock: SettableClock) -> None:
    restaurant = Restaurant.open(platform, pacing=Pacing(covers=6, parties=2))

    restaurant.hold(party=4)
    too_many = restaurant.hold(party=4)
    fits = restaurant.hold(party=2)
    a_third = restaurant.hold(party=1)
    free = restaurant.slots(1)
    clock.advance(timedelta(minutes=11))

    assert refused(too_many) == (409, "bookings/pace-full", ["03-03T18:30", "03-03T19:30", "03-03T18:00"])
    assert (fits.status, a_third.problem) == (201, "bookings/pace-full")
    assert "20:00" not in free
    assert "20:30" in free
    assert restaurant.hold(party=4).status == 201


@pytest.mark.feature("BKG-05")
def test_how_long_a_party_stays_is_what_the_service_says_of_its_size_unless_asked_otherwise(
    restaurant: Restaurant,
) -> None:
    ends = [restaurant.hold(party=party).body["ends_at"] for party in (2, 3)]
    asked = restaurant.hold("2026-03-04T20:00", 2, minutes=180)

    assert ends == ["2026-03-03T20:30:00.000Z", "2026-03-03T21:00:00.000Z"]
    assert asked.body["ends_at"] == "2026-03-04T22:00:00.000Z"


def test_a_buffer_keeps_a_table_between_two_parties(platform: Platform) -> None:
    restaurant = Restaurant.open(platform, buffer_minutes=15)
    restaurant.booked("2026-03-03T19:00", 7)

    assert "21:00" not in restaurant.slots(7)
    assert "21:30" in restaurant.slots(7)


def test_a_venue_without_a_floor_plan_offers_nothing(platform: Platform) -> None:
    restaurant = Restaurant.open(platform)
    restaurant.draw({"rooms": [], "tables": []}, version=1)

    assert restaurant.slots(2) == []
    assert restaurant.hold(party=2).problem == "bookings/no-table-for-party"


def test_a_blocked_table_is_not_offered(restaurant: Restaurant) -> None:
    body = {"table_ids": ["t3"], "starts_at": "2026-03-03T19:00:00Z", "ends_at": "2026-03-03T20:00:00Z", "reason": "x"}
    restaurant.room("POST", "blocks", STAFF, body=body)

    assert restaurant.slots(7)[-3:] == ["21:00", "21:30", "22:00"]


def test_terms_of_the_venue_bound_what_guests_may_book(platform: Platform) -> None:
    restaurant = Restaurant.open(platform, terms=Terms(lead_minutes=1440, days_ahead=2, party_most=4))

    assert restaurant.slots(2) == ["13:00", "13:15", "13:30", *DINNER_TIMES]
    assert restaurant.slots(2, "2026-03-05") == []
    assert restaurant.slots(5) == []
    assert restaurant.hold("2026-03-05T20:00", 2).problem == "bookings/too-early-to-book"
    assert restaurant.hold("2026-03-02T20:00", 2).problem == "bookings/too-late-to-book"
    assert restaurant.hold(party=5).problem == "bookings/party-too-large"


def test_nobody_keeps_all_tables_from_one_address(restaurant: Restaurant) -> None:
    answers = [restaurant.hold("2026-03-03T20:00", 13) for _ in range(31)]

    assert {answer.problem for answer in answers[:30]} == {"bookings/party-too-large"}
    assert (answers[30].status, answers[30].problem) == (429, "too-many-requests")


def test_an_unknown_venue_has_no_availability(restaurant: Restaurant) -> None:
    query = {"party": "2", "first_on": "2026-03-03"}
    answer = restaurant.guests("GET", "/v1/public/venues/nobody/availability", query=query)

    assert (answer.status, answer.problem) == (404, "bookings/venue-unknown")
    assert restaurant.guests("GET", f"/v1/public/venues/{SLUG}/availability", query={"party": "0"}).status == 422

"""Calendars that programs subscribe to, read as they read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from functions.bookings import api
from guildhall.bookings.wiring import venues as wiring
from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.support.http import Answer, Client
from tests.support.rooms import OTHER_OWNER, OWNER, STAFF, VENUE_ID, Restaurant

FEED = f"/v1/venues/{VENUE_ID}/calendar-feed"


@pytest.fixture
def desk(platform: Platform) -> Client:
    return Client(api.create_app, wiring.wire(platform), platform)


def events_of(answer: Answer) -> list[Any]:
    assert answer.status == 200, answer.body
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.body).walk("VEVENT"))


def address(desk: Client) -> str:
    return str(desk("POST", FEED, by=OWNER).body["path"])


def test_a_venues_calendar_shows_who_comes_to_which_tables(restaurant: Restaurant, desk: Client) -> None:
    _, booked = restaurant.booked(party=7)
    gone = restaurant.phoned("2026-03-04T20:00", 2).body["reservation_id"]
    restaurant.call("DELETE", f"/{gone}")
    restaurant.hold("2026-03-05T20:00", 2)

    first, second, third = events_of(restaurant.guests("GET", address(desk)))

    assert (str(first["UID"]), str(first["SUMMARY"])) == (
        f"{booked['reservation_id']}@guildhall.example",
        "Sara Khan (7)",
    )
    assert (str(first["LOCATION"]), str(first["STATUS"])) == ("t3, t4", "CONFIRMED")
    assert first.decoded("DTSTART") == datetime(2026, 3, 3, 19, tzinfo=UTC)
    assert first.decoded("DTEND") - first.decoded("DTSTART") == timedelta(hours=2)
    assert [str(each["STATUS"]) for each in (second, third)] == ["CANCELLED", "TENTATIVE"]


def test_a_calendar_says_whose_it_is_and_when_to_look_again(restaurant: Restaurant, desk: Client) -> None:
    calendar = Calendar.from_ical(restaurant.guests("GET", address(desk)).body)

    assert (str(calendar["VERSION"]), str(calendar["X-WR-CALNAME"])) == ("2.0", "Chez Nour")
    assert calendar.decoded("REFRESH-INTERVAL") == timedelta(minutes=15)
    assert calendar.errors == []


def test_a_new_address_ends_the_one_before_and_none_opens_once_it_is_taken_away(
    restaurant: Restaurant, desk: Client
) -> None:
    closed = desk("GET", FEED, by=OWNER).body
    first, second = address(desk), address(desk)
    answers = [restaurant.guests("GET", each) for each in (first, second)]
    stopped = desk("DELETE", FEED, by=OWNER).body

    assert (closed["is_open"], closed["updated_at"], stopped["is_open"]) == (False, None, False)
    assert [(answer.status, answer.problem) for answer in answers] == [(404, "bookings/link-unknown"), (200, "")]
    assert restaurant.guests("GET", second).problem == "bookings/link-unknown"
    assert desk("DELETE", FEED, by=OWNER).status == 200
    assert restaurant.guests("GET", address(desk)).status == 200
    assert restaurant.guests("GET", second).problem == "bookings/link-unknown"


def test_an_address_that_is_altered_or_of_something_else_opens_nothing(restaurant: Restaurant, desk: Client) -> None:
    token, _ = restaurant.booked()
    path = address(desk)

    for guessed in (f"{path[:-2]}xx", f"/v1/public/calendars/{token}"):
        assert restaurant.guests("GET", guessed).problem == "bookings/link-unknown"
    assert restaurant.manage("GET", path.rpartition("/")[2]).problem == "bookings/link-unknown"


def test_only_the_owner_gives_the_calendar_an_address(desk: Client, restaurant: Restaurant) -> None:
    assert restaurant
    assert desk("POST", FEED, by=STAFF).status == 403
    assert desk("POST", FEED, by=OTHER_OWNER).problem == "bookings/venue-unknown"


def test_a_guests_calendar_shows_what_they_have_at_the_venue_and_follows_every_change(
    restaurant: Restaurant, clock: SettableClock
) -> None:
    token, body = restaurant.booked(party=2)
    later, _ = restaurant.booked("2026-03-05T20:00", 2)
    restaurant.booked("2026-03-05T20:00", 2, email="other@guest.example", phone="")

    before = events_of(restaurant.manage("GET", token, "/feed"))
    restaurant.manage("DELETE", later)
    after = events_of(restaurant.manage("GET", token, "/feed"))
    renewed = restaurant.manage("POST", token, "/renew").body["token"]

    assert [str(each["SUMMARY"]) for each in before] == ["Chez Nour (2)", "Chez Nour (2)"]
    assert str(before[0]["LOCATION"]) == "4 Rue des Essais, Paris"
    assert [str(each["STATUS"]) for each in after] == ["CANCELLED", "CONFIRMED"]
    assert str(after[1]["UID"]) == f"{body['reservation_id']}@guildhall.example"
    assert restaurant.manage("GET", token, "/feed").problem == "bookings/link-unknown"
    assert len(events_of(restaurant.manage("GET", renewed, "/feed"))) == 2

"""Opening rules over HTTP, and the days they lead to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from functions.bookings.tasks import choose
from guildhall.bookings.store.holidays import DynamoHolidays
from guildhall.bookings.wiring import timers
from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.edge.bookings.conftest import House
from tests.support.venues import DINNER, LUNCH, NOUR, WEEK, day_service


def days(house: House, first_on: str, count: int, slug: str = "chez-nour") -> dict[str, dict[str, Any]]:
    query = {"first_on": first_on, "count": str(count)}
    body = house.visit("GET", f"/v1/public/venues/{slug}/days", query=query).body
    return {day["on"]: day for day in body["items"]}


def held(day: dict[str, Any]) -> list[str]:
    return [service["name"] for service in day["services"]]


@pytest.mark.feature("BKG-25")
def test_guests_see_each_day_with_its_services_in_instants(house: House) -> None:
    path = house.open()

    found = days(house, "2026-03-06", 2)

    assert {on: held(day) for on, day in found.items()} == {
        "2026-03-06": ["lunch", "dinner"],
        "2026-03-07": ["dinner"],
    }
    assert found["2026-03-07"]["services"] == [
        {
            "name": "dinner",
            "starts_at": "2026-03-07T14:00:00.000Z",
            "ends_at": "2026-03-07T20:00:00.000Z",
            "last_seating": "2026-03-07T18:30:00.000Z",
        }
    ]
    rules = house.call("GET", f"{path}/opening", by=NOUR)
    assert (rules.headers["ETag"], rules.body["weekly"][1]["closes"]) == ('"1"', "01:00")


@pytest.mark.feature("BKG-26")
def test_pakistans_public_holidays_close_a_venue_that_says_so(house: House) -> None:
    house.open()

    found = days(house, "2026-03-20", 5)

    closed = {on: day["note"] for on, day in found.items() if not day["is_open"]}
    assert closed == {"2026-03-20": "Eid al-Fitr", "2026-03-21": "Eid al-Fitr", "2026-03-23": "Pakistan Day"}
    assert {day["why"] for on, day in found.items() if on in closed} == {"holiday"}
    assert days(house, "2026-08-14", 1)["2026-08-14"]["note"] == "Independence Day"


def test_an_exceptional_day_comes_before_a_public_holiday(house: House) -> None:
    feast = {**day_service(DINNER), "name": "feast", "opens": "20:00"}
    open_anyway = {"first_on": "2026-03-23", "last_on": "2026-03-23", "reason": "Parade", "services": [feast]}
    closed = {"first_on": "2026-03-24", "last_on": "2026-03-25", "reason": "Works"}
    path = house.open()
    assert house.write(f"{path}/opening", {**WEEK, "exceptional": [open_anyway, closed]}, 1).status == 200

    found = days(house, "2026-03-23", 4)

    assert [(day["note"], held(day)) for day in found.values()] == [
        ("Parade", ["feast"]), ("Works", []), ("Works", []), ("", ["lunch", "dinner"]),
    ]  # fmt: skip


def test_holidays_may_have_services_of_their_own_or_none_of_it(house: House) -> None:
    path = house.open()
    special = {"treatment": "special", "services": [day_service(LUNCH)]}
    house.write(f"{path}/opening", {**WEEK, "holidays": special}, 1)
    on_holiday = days(house, "2026-03-23", 1)["2026-03-23"]
    house.write(f"{path}/opening", {**WEEK, "holidays": {}}, 2)
    ordinary = days(house, "2026-03-23", 1)["2026-03-23"]

    assert (on_holiday["why"], held(on_holiday)) == ("holiday", ["lunch"])
    assert (ordinary["why"], ordinary["note"], held(ordinary)) == ("week", "Pakistan Day", ["lunch", "dinner"])


def test_a_venue_that_moves_abroad_keeps_the_holidays_of_its_new_country(house: House) -> None:
    path = house.open()
    french = {"street": "1 rue des Essais", "city": "Strasbourg", "country": "FR"}
    venue = house.call("GET", path, by=NOUR).body
    names = ("slug", "name", "time_zone", "currency", "languages", "descriptions", "phone")
    house.write(path, {**{name: venue[name] for name in names}, "address": french}, venue["version"])

    assert days(house, "2026-07-14", 1)["2026-07-14"]["note"] == "National Day"


def test_a_subdivision_has_holidays_of_its_own(house: House) -> None:
    french = {"street": "1 rue des Essais", "city": "Strasbourg", "country": "FR"}
    path = house.open(slug="au-pont", address=french, time_zone="Europe/Paris")
    before = days(house, "2026-12-26", 1, "au-pont")["2026-12-26"]
    house.write(f"{path}/opening", {**WEEK, "holidays": {"treatment": "closed", "subdivision": "6AE"}}, 1)
    after = days(house, "2026-12-26", 1, "au-pont")["2026-12-26"]

    assert (before["is_open"], after["is_open"]) == (True, False)


def test_the_timer_keeps_the_years_ahead(house: House, platform: Platform, clock: SettableClock) -> None:
    house.open()
    calendars = DynamoHolidays(platform.database)
    first, last = date(2029, 1, 1), date(2029, 12, 31)
    before = calendars.between("PK", "", first, last)
    clock.advance(datetime(2027, 1, 1, tzinfo=UTC) - clock.now())

    environ = {"GUILDHALL_STRIPE_PUBLISHABLE_KEY": "pk_test_guildhall", "GUILDHALL_WORKFLOW": "arn:test"}
    done = choose(timers.wire_timers(replace(platform, environ=environ)))["keep_holidays"]({})

    assert (before, done) == ({}, {"calendars": 1})
    assert calendars.between("PK", "", first, last)[date(2029, 8, 14)] == "Independence Day"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"weekly": [{**LUNCH, "closes": "20:00"}, DINNER]}, "/weekly/1"),
        ({"weekly": [{**DINNER, "closes": "12:30", "weekdays": [7]}, {**LUNCH, "weekdays": [1]}]}, "/weekly/1"),
        ({"weekly": [{**LUNCH, "last_seating": "15:00"}]}, "/weekly/0/last_seating"),
        ({"weekly": [{**LUNCH, "durations": LUNCH["durations"][::-1]}]}, "/weekly/0/durations"),
        ({"weekly": [{**LUNCH, "from_on": "2026-05-01", "until_on": "2026-04-01"}]}, "/weekly/0/until_on"),
        ({"exceptional": [{"first_on": "2026-05-02", "last_on": "2026-05-01"}]}, "/exceptional/0/last_on"),
        ({"exceptional": [{"first_on": "2026-05-01", "last_on": "2026-05-03"},
                          {"first_on": "2026-05-03", "last_on": "2026-05-04"}]}, "/exceptional/1"),
        ({"holidays": {"treatment": "special"}}, "/holidays/services"),
    ],
)  # fmt: skip
def test_hours_that_nobody_could_keep_are_pointed_at(house: House, change: dict[str, Any], pointer: str) -> None:
    path = house.create().headers["Location"]

    answer = house.write(f"{path}/opening", change, 0)

    assert (answer.status, answer.problem) == (422, "bookings/hours-impossible")
    assert [error["pointer"] for error in answer.body["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"opens": "25:00"}, "/weekly/0/opens"),
        ({"opens": "12:10"}, "/weekly/0/opens"),
        ({"weekdays": [0]}, "/weekly/0/weekdays/0"),
        ({"slot_minutes": 7}, "/weekly/0/slot_minutes"),
        ({"durations": []}, "/weekly/0/durations"),
    ],
)
def test_times_are_wall_times_on_quarters_of_an_hour(house: House, change: dict[str, Any], pointer: str) -> None:
    path = house.create().headers["Location"]

    answer = house.write(f"{path}/opening", {"weekly": [{**LUNCH, **change}]}, 0)

    assert (answer.status, [error["pointer"] for error in answer.body["errors"]]) == (422, [pointer])


def test_seasons_that_do_not_meet_may_share_their_hours(house: House) -> None:
    path = house.create().headers["Location"]
    summer = {**LUNCH, "from_on": "2026-06-01", "until_on": "2026-08-31"}
    winter = {**LUNCH, "from_on": "2026-09-01", "opens": "11:00"}

    assert house.write(f"{path}/opening", {"weekly": [summer, winter]}, 0).status == 200
    assert house.write(f"{path}/opening", {"weekly": [summer, {**winter, "from_on": "2026-08-31"}]}, 1).status == 422


def test_rules_and_venue_are_written_apart(house: House) -> None:
    path = house.create().headers["Location"]
    house.write(f"{path}/opening", WEEK, 0)

    late = house.write(f"{path}/opening", WEEK, 0)

    assert (late.status, late.problem) == (412, "stale-version")
    assert house.call("GET", path, by=NOUR).headers["ETag"] == '"1"'

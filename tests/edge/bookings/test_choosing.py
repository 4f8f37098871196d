"""Making a reservation as staff, over HTTP: who comes, which tables are free, and what stands in the way."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import Any

import pytest

from guildhall.kernel.clock import SettableClock
from tests.support.rooms import OTHER_STAFF, Restaurant

EVENING = "2026-03-03T20:00"
SARA = {"name": "Sara Khan", "email": "Sara@guest.example", "phone": "+33140205050"}


def known(restaurant: Restaurant, text: str) -> list[dict[str, Any]]:
    answer = restaurant.screen("GET", "reservations/guests", query={"text": text})
    assert answer.status == 200, answer.body
    return list(answer.body["items"])


def choices(restaurant: Restaurant, starts_at: str, party: int, **query: str) -> dict[str, Any]:
    asked = {"starts_at": starts_at, "party": str(party), **query}
    answer = restaurant.screen("GET", "reservations/choices", query=asked)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def tables(found: dict[str, Any]) -> list[list[str]]:
    return [each["table_ids"] for each in found["tables"]]


@pytest.mark.feature("BKG-22")
def test_staff_choose_a_known_guest_and_a_free_table_and_what_they_wrote_is_checked(restaurant: Restaurant) -> None:
    restaurant.phoned("2026-03-10T20:00", 2, guest=SARA)
    (guest,) = known(restaurant, "sara@GUEST.example")
    free = choices(restaurant, EVENING, 4)
    body = {"starts_at": EVENING, "party": 4, "guest": guest["guest"], "table_ids": tables(free)[1]}

    unchecked = restaurant.call("POST", body={**body, "guest": {**guest["guest"], "phone": "12"}})
    made = restaurant.call("POST", body=body)
    again = restaurant.call("POST", body={**body, "guest": {"name": "Omar"}})

    assert guest["guest"] == {"name": "Sara Khan", "email": "Sara@guest.example", "phone": "+33140205050",
                              "language": "en"}  # fmt: skip
    assert (tables(free), free["minutes"], free["service"]) == ([["t3"], ["t4"], ["t5"]], 120, "dinner")
    assert (unchecked.status, unchecked.problem) == (422, "bookings/guest-incomplete")
    assert (made.status, made.body["table_ids"], made.body["guest"]["name"]) == (201, ["t4"], "Sara Khan")
    assert (again.status, again.problem) == (409, "bookings/table-taken")
    assert [each["table_ids"] for each in again.body["tables"]] == [["t3"], ["t5"]]
    assert again.body["alternatives"][0]["starts_at"] == "2026-03-03T19:00:00.000Z"


@pytest.mark.parametrize("text", ["khan", "SARA", "sara@guest.example"])
def test_a_guest_is_found_by_name_or_address_with_what_came_of_them(
    restaurant: Restaurant, clock: SettableClock, text: str
) -> None:
    ids = [restaurant.phoned(f"2026-03-0{day}T20:00", 2, guest=SARA).body["reservation_id"] for day in (3, 4, 5)]
    restaurant.phoned("2026-03-04T20:00", 2, guest={"name": "Omar"})
    clock.advance(timedelta(days=1, hours=8))
    for verb in ("seat", "finish"):
        restaurant.call("POST", f"/{ids[0]}/{verb}")
    restaurant.call("DELETE", f"/{ids[2]}")

    (found,) = known(restaurant, text)

    assert (found["visits"], found["no_shows"], found["cancellations"]) == (1, 0, 1)
    assert (found["last_visit_at"], found["reservation_id"]) == ("2026-03-03T19:00:00.000Z", ids[2])


def test_a_guest_who_left_only_a_number_is_found_by_it_as_one_writes_it_there(restaurant: Restaurant) -> None:
    restaurant.phoned(EVENING, 2, guest={"name": "Omar", "phone": "+33140205051"})

    assert [each["guest"]["name"] for each in known(restaurant, "01 40 20 50 51")] == ["Omar"]
    assert known(restaurant, "01 40 20 50 59") == []


def test_guests_of_one_venue_are_not_known_at_another(restaurant: Restaurant) -> None:
    restaurant.phoned(EVENING, 2, guest=SARA)

    answer = restaurant.screen("GET", "reservations/guests", OTHER_STAFF, query={"text": "Sara"})

    assert (answer.status, answer.problem) == (404, "bookings/venue-unknown")


def test_staff_see_free_tables_outside_of_every_service_and_for_longer(restaurant: Restaurant) -> None:
    restaurant.phoned("2026-03-03T17:00", 4, table_ids=["t3"])

    free, longer = choices(restaurant, "2026-03-03T15:30", 6), choices(restaurant, "2026-03-03T15:00", 4, minutes="180")

    assert (tables(free), free["service"], free["local_start"]) == ([], "", "2026-03-03T15:30")
    assert (tables(longer), longer["minutes"]) == ([["t4"], ["t5"]], 180)
    assert free["nearest"]


@pytest.mark.feature("ADM-07")
def test_staff_run_a_reservation_from_the_call_to_the_file(restaurant: Restaurant, clock: SettableClock) -> None:
    made = restaurant.phoned(EVENING, 2, guest=SARA, requests="Window")
    path = f"/{made.body['reservation_id']}"
    body = {"starts_at": "2026-03-03T20:30", "party": 3, "guest": SARA, "table_ids": ["t5"]}
    moved = restaurant.call("PUT", path, body=body, headers={"If-Match": made.headers["ETag"]})
    restaurant.call("POST", f"{path}/notes", body={"text": "Birthday"})
    clock.advance(timedelta(days=1, hours=8, minutes=30))
    several = {"action": "seat", "reservation_ids": [made.body["reservation_id"]]}
    seated = restaurant.screen("POST", "reservations/several", body=several)
    spent = restaurant.call("PUT", f"{path}/spent", body={"amount_minor": 9_000})
    day = {"from": "2026-03-03T00:00:00Z", "to": "2026-03-04T00:00:00Z"}
    found = restaurant.screen("GET", "reservations", query={**day, "text": "khan", "state": "seated"}).body["items"]
    saved = restaurant.screen("GET", "reservations/export", query={**day, "table_id": "t5"}).body

    assert (moved.status, moved.body["table_ids"], moved.body["party"]) == (200, ["t5"], 3)
    assert [item["state"] for item in seated.body["items"]] == ["seated"]
    assert [item["reservation_id"] for item in found] == [made.body["reservation_id"]]
    assert [row["state"] for row in csv.DictReader(saved.removeprefix("\ufeff").splitlines())] == ["seated"]
    assert [note["text"] for note in restaurant.call("GET", f"{path}/notes").body["items"]] == ["Birthday"]
    assert [entry["action"] for entry in restaurant.call("GET", f"{path}/history").body["items"]] == [
        "book", "change", "seat", "note_spent",
    ]  # fmt: skip
    assert spent.status == 200

"""What staff do with reservations, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.support.http import Answer
from tests.support.outbox import published
from tests.support.rooms import ADMINISTRATOR, GUEST, OTHER_OWNER, OTHER_STAFF, OWNER, Restaurant

TO_EIGHT = timedelta(hours=31)
"""From the clock's noon to 20:00 in Paris on the day after."""


def statuses(restaurant: Restaurant) -> dict[str, str]:
    return {item["table_id"]: item["status"] for item in restaurant.room("GET", "tables").body["items"]}


def write(restaurant: Restaurant, made: Answer, **changes: Any) -> Answer:
    body = {"starts_at": made.body["starts_at"], "party": made.body["party"], "guest": {"name": "Mr Iqbal"}, **changes}
    path = f"/{made.body['reservation_id']}"
    return restaurant.call("PUT", path, body=body, headers={"If-Match": made.headers["ETag"]})


def step(restaurant: Restaurant, made: Answer, verb: str) -> Answer:
    return restaurant.call("POST", f"/{made.body['reservation_id']}/{verb}")


@pytest.mark.feature("BKG-01", "BKG-23")
def test_staff_make_list_read_change_and_cancel_reservations(restaurant: Restaurant) -> None:
    made = restaurant.phoned(party=4, requests="Quiet")
    later = restaurant.phoned("2026-03-04T20:00", 2)

    query = {"from": "2026-03-03T00:00:00Z", "to": "2026-03-04T00:00:00Z"}
    listed = restaurant.screen("GET", "reservations", query=query).body["items"]
    changed = write(restaurant, made, party=3, requests="")
    read = restaurant.call("GET", f"/{made.body['reservation_id']}")
    cancelled = restaurant.call("DELETE", f"/{later.body['reservation_id']}")

    assert (made.status, made.body["source"], made.body["guest"]["email"]) == (201, "staff", None)
    assert restaurant.staff("GET", made.headers["Location"], by=OWNER).status == 200
    assert [(item["reservation_id"], item["name"], item["has_requests"]) for item in listed] == [
        (made.body["reservation_id"], "Mr Iqbal", True)
    ]
    assert (changed.status, read.body["party"], read.body["requests"]) == (200, 3, "")
    assert (cancelled.body["state"], cancelled.body["cancelled_by"]) == ("cancelled", "acc_sami")


@pytest.mark.feature("BKG-07")
def test_an_evening_at_a_table(restaurant: Restaurant, platform: Platform, clock: SettableClock) -> None:
    made = restaurant.phoned(party=7)
    seen = []
    clock.advance(TO_EIGHT - timedelta(minutes=20))
    seen.append(statuses(restaurant)["t3"])
    clock.advance(timedelta(minutes=30))
    for verb in ("seat", "seat", "bill", "finish", "finish"):
        assert step(restaurant, made, verb).status == 200
        seen.append(statuses(restaurant)["t3"])
    restaurant.room("PUT", "tables/t3/status", body={"status": "free"})

    assert seen == ["held", "seated", "seated", "bill", "cleaning", "cleaning"]
    assert (statuses(restaurant)["t3"], statuses(restaurant)["t4"]) == ("free", "cleaning")
    assert [event["table_ids"] for event in published(platform.tables, "GuestSeated.v1")] == [["t3", "t4"]]
    # They left early, and somebody else gets the tables for the rest of the evening.
    assert restaurant.phoned("2026-03-03T21:00", 7).status == 201


def test_nobody_is_seated_on_anybody(restaurant: Restaurant, clock: SettableClock) -> None:
    early = restaurant.phoned("2026-03-03T18:00", 4, minutes=120, table_ids=["t5"])
    late = restaurant.phoned("2026-03-03T20:00", 4, table_ids=["t5"])
    clock.advance(TO_EIGHT)
    step(restaurant, early, "seat")

    refused = step(restaurant, late, "seat")
    step(restaurant, early, "finish")

    assert (refused.status, refused.problem) == (409, "bookings/table-occupied")
    assert restaurant.room("PUT", "tables/t5/status", body={"status": "free"}).status == 200
    assert step(restaurant, late, "seat").status == 200
    assert restaurant.room("PUT", "tables/t5/status", body={"status": "free"}).problem == "bookings/table-occupied"


def test_guests_who_sit_move_to_another_table(restaurant: Restaurant, clock: SettableClock) -> None:
    made = restaurant.phoned(party=2, table_ids=["t1"])
    taken = restaurant.phoned(party=2, table_ids=["t2"], guest={"name": "B"})
    clock.advance(TO_EIGHT)
    seated = step(restaurant, made, "seat")

    onto_others = write(restaurant, seated, table_ids=["t2"])
    moved = write(restaurant, seated, table_ids=["t5"])

    assert (onto_others.status, onto_others.problem) == (409, "bookings/table-taken")
    assert (moved.status, moved.body["table_ids"], taken.body["table_ids"]) == (200, ["t5"], ["t2"])
    assert {name: status for name, status in statuses(restaurant).items() if status != "free"} == {
        "t1": "cleaning", "t2": "held", "t5": "seated",
    }  # fmt: skip


def test_staff_book_at_any_time_but_never_a_table_that_is_taken(restaurant: Restaurant) -> None:
    closed = restaurant.phoned("2026-03-03T16:30", 2, table_ids=["t1"])
    taken = restaurant.phoned("2026-03-03T17:00", 2, table_ids=["t1"])
    small = restaurant.phoned(party=4, table_ids=["t1"])
    unknown = restaurant.phoned(party=2, table_ids=["t9"])
    joined = restaurant.phoned(party=4, table_ids=["t1", "t2"])

    assert (closed.status, closed.body["service"], closed.body["minutes"]) == (201, "", 120)
    assert (taken.status, taken.problem) == (409, "bookings/table-taken")
    assert (small.problem, unknown.problem) == ("bookings/no-table-for-party", "bookings/table-unknown")
    assert (joined.status, joined.body["table_ids"]) == (201, ["t1", "t2"])


def test_moving_in_time_keeps_the_table_and_refuses_when_it_is_taken(restaurant: Restaurant) -> None:
    made = restaurant.phoned("2026-03-03T19:00", 2, table_ids=["t5"])
    restaurant.phoned("2026-03-03T21:00", 2, table_ids=["t5"], guest={"name": "B"})

    later = write(restaurant, made, starts_at="2026-03-03T20:30")
    earlier = write(restaurant, made, starts_at="2026-03-03T18:30")

    assert (later.status, later.problem) == (409, "bookings/table-taken")
    assert (earlier.status, earlier.body["table_ids"]) == (200, ["t5"])


def test_walk_ins_sit_from_this_quarter_on(restaurant: Restaurant, platform: Platform, clock: SettableClock) -> None:
    clock.advance(TO_EIGHT + timedelta(minutes=7))

    answer = restaurant.call("POST", "/walk-ins", body={"party": 2, "name": "Two by the door"})
    nameless = restaurant.call("POST", "/walk-ins", body={"party": 2})
    full = [restaurant.call("POST", "/walk-ins", body={"party": 7}).status for _ in range(2)]

    assert (answer.status, answer.body["state"], answer.body["starts_at"]) == (
        201,
        "seated",
        "2026-03-03T19:00:00.000Z",
    )
    assert (answer.body["table_ids"], answer.body["source"], nameless.body["guest"]) == (["t2"], "walk_in", None)
    assert (full, statuses(restaurant)["t4"]) == ([201, 409], "seated")
    assert published(platform.tables, "GuestSeated.v1")[0]["is_walk_in"] is True


def test_nobody_comes(restaurant: Restaurant, platform: Platform, clock: SettableClock) -> None:
    made = restaurant.phoned(party=7)
    clock.advance(TO_EIGHT + timedelta(minutes=14))
    early = step(restaurant, made, "no-show")
    clock.advance(timedelta(minutes=1))
    noted = step(restaurant, made, "no-show")

    assert (early.status, early.problem) == (409, "bookings/too-early-for-no-show")
    assert (noted.body["state"], noted.body["can"]) == ("no_show", [])
    assert step(restaurant, made, "seat").problem == "bookings/reservation-move-refused"
    assert restaurant.phoned("2026-03-03T20:15", 7).status == 201
    assert published(platform.tables, "NoShowRecorded.v1")[0]["reservation_id"] == made.body["reservation_id"]


def test_the_history_tells_who_did_what_and_keeps_the_guest_out_of_it(restaurant: Restaurant) -> None:
    token, body = restaurant.booked(party=4)
    made = restaurant.call("GET", f"/{body['reservation_id']}")
    write(restaurant, made, party=6, guest={**GUEST, "name": "Sara K."})
    restaurant.manage("DELETE", token)

    items = restaurant.call("GET", f"/{body['reservation_id']}/history").body["items"]

    assert [(item["action"], item["by"]) for item in items] == [
        ("hold", "guest"), ("confirm", "guest"), ("change", "acc_sami"), ("cancel", "guest"),
    ]  # fmt: skip
    assert items[2]["changes"] == {"party": ["4", "6"], "table_ids": ["t3", "t3+t4"], "guest": []}
    assert "Sara" not in str(items)


@pytest.mark.feature("BKG-21", "ADM-09")
def test_the_details_show_the_guest_what_happened_what_staff_noted_and_what_can_be_done(
    restaurant: Restaurant,
) -> None:
    token, body = restaurant.booked(party=4)
    path = f"/{body['reservation_id']}"
    restaurant.call("POST", f"{path}/notes", body={"text": "Their tenth visit."})
    noted = restaurant.call("POST", f"{path}/notes", by=OWNER, body={"text": "Offer the good table."})
    empty = restaurant.call("POST", f"{path}/notes", body={"text": "  "})

    details = restaurant.call("GET", path).body
    notes = restaurant.call("GET", f"{path}/notes").body["items"]

    assert details["guest"] == {**GUEST, "phone": "+33140205050", "language": "en"}
    assert details["can"] == ["change", "cancel", "seat", "no_show"]
    assert [(note["by"], note["text"]) for note in notes] == [
        ("acc_sami", "Their tenth visit."), ("acc_nour", "Offer the good table."),
    ]  # fmt: skip
    assert (noted.body["items"], empty.status) == (notes, 422)
    assert [each["action"] for each in restaurant.call("GET", f"{path}/history").body["items"]] == ["hold", "confirm"]
    assert "tenth" not in str(restaurant.manage("GET", token).body)


def test_a_reservation_is_known_only_to_its_own_venue(restaurant: Restaurant) -> None:
    made = restaurant.phoned()
    path = f"/{made.body['reservation_id']}"

    assert restaurant.call("GET", path, by=ADMINISTRATOR).status == 403
    for stranger in (OTHER_OWNER, OTHER_STAFF):
        assert restaurant.call("GET", path, by=stranger).problem == "bookings/venue-unknown"
        assert restaurant.call("DELETE", path, by=stranger).problem == "bookings/venue-unknown"
    elsewhere = f"/v1/venues/ven_x/reservations{path}"
    assert restaurant.staff("GET", elsewhere, by=OWNER).problem == "bookings/venue-unknown"
    assert restaurant.call("GET", "/rsv_unknown").problem == "bookings/reservation-unknown"

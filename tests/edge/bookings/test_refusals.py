"""What staff are told when they ask for what cannot be: a problem for each case, and what is possible instead."""

from __future__ import annotations

from typing import Any

import pytest

from guildhall.platform.assembly import Platform
from tests.support.http import Answer
from tests.support.rooms import GUEST, PLAN, Restaurant

EVENING = "2026-03-03T20:00"


@pytest.fixture
def restaurant(platform: Platform) -> Restaurant:
    """Its terrace has guests at eight."""
    made = Restaurant.open(platform)
    assert made.phoned(EVENING, 4, table_ids=["t5"]).status == 201
    return made


def offered(answer: Answer) -> list[str]:
    return [each["starts_at"][5:16] for each in answer.body.get("alternatives", [])]


def tables(answer: Answer) -> list[list[str]]:
    return [each["table_ids"] for each in answer.body["tables"]]


@pytest.mark.parametrize("how", ["book", "move"])
@pytest.mark.parametrize(
    ("asked", "problem", "free"),
    [
        ({"table_ids": ["t5"]}, (409, "bookings/table-taken"), [["t3"], ["t4"]]),
        ({"table_ids": ["t3", "t5"]}, (409, "bookings/table-taken"), [["t3"], ["t4"]]),
        ({"table_ids": ["t9"]}, (404, "bookings/table-unknown"), [["t3"], ["t4"]]),
        ({"party": 6, "table_ids": ["t3"]}, (422, "bookings/no-table-for-party"), [["t3", "t4"]]),
        ({"party": 9}, (422, "bookings/no-table-for-party"), []),
        ({"party": 500}, (422, "bookings/no-table-for-party"), []),
        ({"party": 0}, (422, "bookings/party-empty"), []),
    ],
)
def test_tables_that_staff_cannot_give_are_refused_with_those_that_they_can(
    restaurant: Restaurant, how: str, asked: dict[str, Any], problem: tuple[int, str], free: list[list[str]]
) -> None:
    body = {"starts_at": EVENING, "party": 4, "guest": {"name": "Omar"}, **asked}
    if how == "book":
        answer = restaurant.call("POST", body=body)
    else:
        made = restaurant.phoned("2026-03-04T20:00", 4)
        path = f"/{made.body['reservation_id']}"
        answer = restaurant.call("PUT", path, body=body, headers={"If-Match": made.headers["ETag"]})

    assert ((answer.status, answer.problem), tables(answer)) == (problem, free)
    if problem[1] != "bookings/table-taken":
        assert answer.problem == "bookings/table-unknown" or answer.body["largest_party"] == 8
    else:
        assert offered(answer)[0].startswith("03-03T")


def test_a_full_room_names_the_nearest_starts_to_staff(restaurant: Restaurant) -> None:
    for _ in range(2):
        assert restaurant.phoned(EVENING, 4).status == 201

    answer = restaurant.phoned(EVENING, 4)

    assert (answer.status, answer.problem, tables(answer)) == (409, "bookings/slot-taken", [])
    assert offered(answer) == ["03-03T21:00", "03-03T12:30", "03-03T12:15"]


@pytest.mark.parametrize(
    ("edge", "asked"),
    [("staff", "2026-03-29T02:30"), ("guest", "2026-03-29T02:15"), ("choices", "2026-03-29T02:00")],
)
def test_a_time_that_the_clocks_skip_names_the_next_one_and_the_nearest_free(
    restaurant: Restaurant, edge: str, asked: str
) -> None:
    token, _ = restaurant.booked("2026-03-10T20:00", 2)
    etag = restaurant.manage("GET", token).headers["ETag"]
    body = {"starts_at": asked, "party": 2, "guest": GUEST}
    answers = {
        "staff": lambda: restaurant.call("POST", body=body),
        "guest": lambda: restaurant.manage("PUT", token, body=body, headers={"If-Match": etag}),
        "choices": lambda: restaurant.screen("GET", "reservations/choices", query={"party": "2", "starts_at": asked}),
    }

    answer = answers[edge]()

    assert (answer.status, answer.problem) == (422, "bookings/time-skipped")
    assert answer.body["next_at"][5:13] == "03-29T01"
    assert offered(answer) == ["03-29T10:00", "03-29T10:15", "03-29T10:30"]


def test_a_walk_in_of_nobody_and_one_at_a_taken_table_are_refused(restaurant: Restaurant) -> None:
    nobody = restaurant.call("POST", "/walk-ins", body={"party": 0})
    seated = restaurant.call("POST", "/walk-ins", body={"party": 2, "table_ids": ["t1"]})
    taken = restaurant.call("POST", "/walk-ins", body={"party": 2, "table_ids": ["t1"]})

    assert (nobody.status, nobody.problem, nobody.body["largest_party"]) == (422, "bookings/party-empty", 8)
    assert seated.status == 201
    assert (taken.status, taken.problem) == (409, "bookings/table-taken")
    assert tables(taken)[0] == ["t2"]


def test_somebody_who_changed_it_first_wins_and_the_other_reads_again(restaurant: Restaurant) -> None:
    made = restaurant.phoned("2026-03-04T20:00", 2)
    path, headers = f"/{made.body['reservation_id']}", {"If-Match": made.headers["ETag"]}
    body = {"starts_at": "2026-03-04T20:30", "party": 2, "guest": {"name": "Omar"}}

    first = restaurant.call("PUT", path, body=body, headers=headers)
    second = restaurant.call("PUT", path, body=body, headers=headers)
    unsaid = restaurant.call("PUT", path, body=body)

    assert (first.status, second.status, second.problem) == (200, 412, "stale-version")
    assert (unsaid.status, unsaid.problem) == (428, "precondition-required")


@pytest.mark.parametrize(
    ("combinations", "pointer"),
    [
        ([["t3", "t4"], ["t4", "t3"]], "/combinations/1"),
        ([["t3", "t3"]], "/combinations/0"),
        ([["t3", "t9"]], "/combinations/0"),
        ([["t3", "t5"]], "/combinations/0"),
    ],
)
def test_combinations_that_overlap_or_name_nothing_are_pointed_at(
    restaurant: Restaurant, combinations: list[list[str]], pointer: str
) -> None:
    drawn = [
        {"combination_id": f"c{number}", "table_ids": each, "seats_min": 5, "seats_max": 8}
        for number, each in enumerate(combinations)
    ]

    answer = restaurant.draw({**PLAN, "combinations": drawn}, version=1)

    assert (answer.status, answer.problem) == (422, "bookings/floor-plan-invalid")
    assert all(error["pointer"].startswith(pointer) for error in answer.body["errors"])


def test_a_block_of_a_table_with_guests_or_of_none_is_refused(restaurant: Restaurant) -> None:
    span = {"starts_at": "2026-03-03T19:00:00Z", "ends_at": "2026-03-03T20:00:00Z", "reason": "Paint"}

    taken = restaurant.room("POST", "blocks", body={**span, "table_ids": ["t5"]})
    unknown = restaurant.room("POST", "blocks", body={**span, "table_ids": ["t9"]})
    backwards = restaurant.room("POST", "blocks", body={**span, "ends_at": span["starts_at"], "table_ids": ["t1"]})

    assert (taken.status, taken.problem) == (409, "bookings/table-taken")
    assert (unknown.status, unknown.problem) == (404, "bookings/table-unknown")
    assert backwards.status == 422

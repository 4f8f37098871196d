"""Floor plans, blocks and tables at this moment, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.rooms import ADMINISTRATOR, OTHER_OWNER, OTHER_STAFF, PLAN, STAFF, Restaurant


def plan_with(part: str, **changes: Any) -> dict[str, Any]:
    """Return the plan with its first room, second table or only combination changed."""
    at = {"rooms": 0, "tables": 1, "combinations": 0}[part]
    things = [{**thing, **changes} if number == at else thing for number, thing in enumerate(PLAN[part])]
    return {**PLAN, part: things}


def statuses(restaurant: Restaurant) -> dict[str, str]:
    items = restaurant.room("GET", "tables", STAFF).body["items"]
    return {item["table_id"]: "blocked" if item["is_blocked"] else item["status"] for item in items}


@pytest.mark.feature("BKG-08")
def test_a_plan_is_stored_as_it_was_drawn(restaurant: Restaurant) -> None:
    answer = restaurant.room("GET", "floor-plan", STAFF)

    assert (answer.status, answer.headers["ETag"]) == (200, '"1"')
    assert [room["name"] for room in answer.body["rooms"]] == ["Hall", "Terrace"]
    assert answer.body["tables"][4] == {
        "table_id": "t5", "room_id": "terrace", "name": "5", "seats_min": 2, "seats_max": 4, "shape": "round",
        "x": 0, "y": 0, "width": 80, "height": 80, "turned": 0, "priority": 100, "is_active": True,
    }  # fmt: skip
    assert answer.body["combinations"][0]["table_ids"] == ["t3", "t4"]


def test_of_two_people_who_draw_the_second_is_told(restaurant: Restaurant) -> None:
    first = restaurant.draw(plan_with("rooms", name="Salon"), version=1)
    second = restaurant.draw(plan_with("rooms", name="Saal"), version=1)

    assert first.status == 200
    assert (second.status, second.problem) == (412, "stale-version")
    assert restaurant.room("GET", "floor-plan").body["rooms"][0]["name"] == "Salon"


@pytest.mark.parametrize(
    ("plan", "pointer", "code"),
    [
        (plan_with("tables", table_id="t1"), "/tables/0", "repeated"),
        (plan_with("tables", name="3"), "/tables/1", "repeated"),
        (plan_with("rooms", name="TERRACE"), "/rooms/0", "repeated"),
        (plan_with("tables", seats_min=3), "/tables/1/seats_min", "order"),
        (plan_with("tables", room_id="cellar"), "/tables/1/room_id", "unknown"),
        (plan_with("tables", x=1001), "/tables/1/x", "outside"),
        (plan_with("combinations", table_ids=["t3", "t9"]), "/combinations/0/table_ids", "unknown"),
        (plan_with("combinations", table_ids=["t3", "t3"]), "/combinations/0/table_ids", "overlaps"),
        (plan_with("combinations", table_ids=["t4", "t5"]), "/combinations/0/table_ids", "apart"),
        (plan_with("combinations", seats_max=9), "/combinations/0/seats_max", "order"),
        (plan_with("combinations", seats_min=9), "/combinations/0/seats_min", "order"),
        (
            {**PLAN, "combinations": [*PLAN["combinations"], {**PLAN["combinations"][0], "combination_id": "again"}]},
            "/combinations/1/table_ids",
            "overlaps",
        ),
    ],
)
def test_a_plan_whose_parts_do_not_fit_is_refused_with_a_pointer(
    restaurant: Restaurant, plan: dict[str, Any], pointer: str, code: str
) -> None:
    answer = restaurant.draw(plan, version=1)

    assert (answer.status, answer.problem) == (422, "bookings/floor-plan-invalid")
    assert (pointer, code) in [(error["pointer"], error["code"]) for error in answer.body["errors"]]
    assert restaurant.room("GET", "floor-plan").body["version"] == 1


def test_a_table_is_added_changed_shown_and_removed(restaurant: Restaurant) -> None:
    bar = {"room_id": "hall", "name": "Bar", "seats_max": 1, "shape": "bar"}

    added = restaurant.room("PUT", "tables/bar", body=bar, headers={"If-Match": '"1"'})
    changed = restaurant.room("PUT", "tables/bar", body={**bar, "seats_max": 3}, headers={"If-Match": '"2"'})
    shown = restaurant.room("GET", "tables/bar", STAFF)
    removed = restaurant.room("DELETE", "tables/bar", headers={"If-Match": '"3"'})

    assert (added.status, changed.status, shown.body["seats_max"]) == (200, 200, 3)
    assert (shown.headers["ETag"], removed.body["version"]) == ('"3"', 4)
    assert restaurant.room("GET", "tables/bar").problem == "bookings/table-unknown"
    assert len(restaurant.room("GET", "floor-plan").body["tables"]) == len(PLAN["tables"])


def test_a_table_that_a_combination_needs_stays(restaurant: Restaurant) -> None:
    answer = restaurant.room("DELETE", "tables/t3", headers={"If-Match": '"1"'})

    assert (answer.status, answer.problem) == (422, "bookings/floor-plan-invalid")


def test_a_block_takes_tables_out_of_use_and_gives_them_back(restaurant: Restaurant) -> None:
    body = {"table_ids": ["t1", "t2", "t1"], "starts_at": "2026-03-02T12:00:00Z", "ends_at": "2026-03-04T00:00:00Z",
            "reason": "Painting"}  # fmt: skip

    made = restaurant.room("POST", "blocks", STAFF, body=body)
    listed = restaurant.room("GET", "blocks", STAFF).body["items"]
    during = statuses(restaurant)
    again = restaurant.room("POST", "blocks", STAFF, body={**body, "table_ids": ["t2", "t5"]})
    removing = restaurant.room("DELETE", "tables/t1", headers={"If-Match": '"1"'})
    ended = restaurant.rooms("DELETE", made.headers["Location"], by=STAFF)

    assert (made.status, made.body["table_ids"], listed) == (201, ["t1", "t2"], [made.body])
    assert during == {"t1": "blocked", "t2": "blocked", "t3": "free", "t4": "free", "t5": "free"}
    assert (again.status, again.problem) == (409, "bookings/table-taken")
    assert "t2" in again.body["detail"]
    assert (removing.status, removing.problem) == (409, "bookings/table-in-use")
    assert (ended.status, restaurant.room("GET", "blocks").body["items"]) == (204, [])
    assert set(statuses(restaurant).values()) == {"free"}
    assert restaurant.room("POST", "blocks", STAFF, body=body).status == 201


def test_what_is_shown_of_a_blocked_table_says_until_when(restaurant: Restaurant) -> None:
    body = {"table_ids": ["t5"], "starts_at": "2026-03-02T11:00:00Z", "ends_at": "2026-03-02T14:20:00Z", "reason": "x"}
    restaurant.room("POST", "blocks", body=body)

    table = next(each for each in restaurant.room("GET", "tables").body["items"] if each["table_id"] == "t5")

    # What begins within a quarter takes it whole.
    assert (table["is_blocked"], table["until"]) == (True, "2026-03-02T14:30:00.000Z")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"table_ids": ["t9"]}, "bookings/table-unknown"),
        ({"ends_at": "2026-03-02T13:00:00Z"}, "invalid"),
        ({"starts_at": "2026-02-01T13:00:00Z", "ends_at": "2026-02-02T13:00:00Z"}, "invalid"),
        ({"ends_at": "2026-06-02T13:00:00Z"}, "invalid"),
        ({"reason": " "}, "invalid"),
    ],
)
def test_a_block_that_cannot_be_is_refused(restaurant: Restaurant, changes: dict[str, Any], problem: str) -> None:
    body = {"table_ids": ["t1"], "starts_at": "2026-03-02T13:00:00Z", "ends_at": "2026-03-02T15:00:00Z", "reason": "x"}

    assert restaurant.room("POST", "blocks", body={**body, **changes}).problem == problem


def test_staff_note_that_a_table_is_being_cleaned_and_free_again(restaurant: Restaurant) -> None:
    cleaning = restaurant.room("PUT", "tables/t1/status", STAFF, body={"status": "cleaning"})
    seen = statuses(restaurant)["t1"]
    free = restaurant.room("PUT", "tables/t1/status", STAFF, body={"status": "free"})
    refused = restaurant.room("PUT", "tables/t1/status", STAFF, body={"status": "seated"})

    assert (cleaning.body["items"][0]["status"], cleaning.body["items"][0]["since"]) == (
        "cleaning",
        "2026-03-02T12:00:00.000Z",
    )
    assert (seen, free.body["items"][0]["status"], refused.status) == ("cleaning", "free", 422)


def test_the_owner_draws_staff_work_and_nobody_else_knows(restaurant: Restaurant) -> None:
    table = {"room_id": "hall", "name": "9", "seats_max": 2}
    draws = {"body": table, "headers": {"If-Match": '"1"'}}

    assert restaurant.room("PUT", "tables/t9", STAFF, **draws).status == 403
    assert restaurant.room("GET", "tables", ADMINISTRATOR).status == 403
    assert restaurant.room("GET", "floor-plan", ADMINISTRATOR).status == 200
    for stranger in (OTHER_OWNER, OTHER_STAFF):
        assert restaurant.room("GET", "floor-plan", stranger).problem == "bookings/venue-unknown"
        assert restaurant.room("PUT", "tables/t9", stranger, **draws).problem == "bookings/venue-unknown"
        assert restaurant.room("GET", "tables", stranger).problem == "bookings/venue-unknown"
        assert restaurant.room("GET", "blocks", stranger).problem == "bookings/venue-unknown"

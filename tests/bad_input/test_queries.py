"""Lists: cursors that are forged, altered or somebody else's, and page sizes out of bounds."""

from __future__ import annotations

import pytest

from tests.authorisation.answers import table
from tests.bad_input.requests import DOCUMENT, each, has_parameter, operation, pointers, welcome
from tests.support.examples import BY_NAME, EXAMPLES
from tests.support.operations import Example
from tests.support.world import World

CURSORS = ("cursor", "before", "after")
paged = each(lambda example: has_parameter(example, *CURSORS))


def cursor_names(example: Example) -> list[str]:
    return [part["name"] for part in operation(example)["parameters"] if part["name"] in CURSORS]


def other_cursor(world: World) -> str:
    """Return a cursor that is ours, and of another list than any that is tested with it."""
    query = {"is_mine": "true", "limit": "1"}
    cursor: str = world.do("client", "GET", "/v1/projects", query=query).body["next_cursor"]
    return cursor


@paged
def test_a_cursor_that_this_list_did_not_make_is_refused(steady_world: World, example: Example) -> None:
    world, who = steady_world, welcome(example)
    made_up = ["", "abc", "AAAA", "é", "{}", "=" * 40, other_cursor(world), other_cursor(world)[:-1]]
    names = cursor_names(example)

    answers = {
        (name, cursor): example.send(world, who, query={**example.query, name: cursor})
        for name in names
        for cursor in made_up
        if example.template != "/v1/projects" or cursor != other_cursor(world)
    }

    told = {key: (answer.status, answer.problem, pointers(answer)) for key, answer in answers.items()}
    assert told == {key: (422, "cursor-invalid", [f"#query/{key[0]}"]) for key in answers}


LONG_LISTS = [
    BY_NAME[name]
    for name in (
        "GET /v1/audit-log",
        "GET /v1/contracts (as client)",
        "GET /v1/contracts/{contract_id}/activity",
        "GET /v1/notifications",
        "GET /v1/profiles",
        "GET /v1/projects (one's own)",
        "GET /v1/proposals",
    )
]


@pytest.mark.parametrize("example", LONG_LISTS, ids=lambda example: example.name)
def test_a_cursor_that_was_altered_is_refused(steady_world: World, example: Example) -> None:
    who = welcome(example)
    cursor = example.send(steady_world, who, query={**example.query, "limit": "1"}).body["next_cursor"]
    altered = [cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :] for at in range(0, len(cursor), 7)]

    kept = example.send(steady_world, who, query={**example.query, "cursor": cursor})
    answers = [example.send(steady_world, who, query={**example.query, "cursor": each}) for each in altered]

    assert kept.status == 200
    assert {(answer.status, answer.problem) for answer in answers} == {(422, "cursor-invalid")}


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("GET /v1/contracts (as client)", "other client"),
        ("GET /v1/notifications", "other client"),
        ("GET /v1/projects (one's own)", "other client"),
        ("GET /v1/proposals", "other expert"),
    ],
)
def test_a_cursor_of_somebody_elses_list_is_refused(steady_world: World, name: str, other: str) -> None:
    example = BY_NAME[name]
    query = {**example.query, "limit": "1"}
    cursor = example.send(steady_world, welcome(example), query=query).body["next_cursor"]

    answer = example.send(steady_world, other, query={**example.query, "cursor": cursor})

    assert (answer.status, answer.problem) == (422, "cursor-invalid")


@each(lambda example: has_parameter(example, "limit"))
def test_a_page_size_out_of_bounds_is_refused(steady_world: World, example: Example) -> None:
    who = welcome(example)

    answers = {
        limit: example.send(steady_world, who, query={**example.query, "limit": limit})
        for limit in ("0", "101", "-1", "many", "1.5", "")
    }

    told = {limit: (answer.status, answer.problem, pointers(answer)) for limit, answer in answers.items()}
    assert told == {limit: (422, "invalid", ["#query/limit"]) for limit in answers}


def test_every_list_of_the_api_is_here() -> None:
    lists = {
        f"GET {path}"
        for path, item in DOCUMENT["paths"].items()
        if "get" in item and any(part["name"] in CURSORS for part in item["get"].get("parameters", []))
    }

    assert {example.operation for example in EXAMPLES if has_parameter(example, *CURSORS)} == lists
    assert lists <= {name.partition(" (")[0] for name in table()}

"""Bodies: unknown fields, wrong types, no JSON, too large. Each names its place and changes nothing."""

from __future__ import annotations

import copy
import json
from typing import Any

from guildhall.platform.edge.http import MOST_BODY_BYTES
from tests.bad_input.requests import Steps, each, has_body, has_fields, places, pointer, pointers, schema, welcome
from tests.support.http import Answer
from tests.support.operations import Example, filled
from tests.support.snapshot import Snapshot
from tests.support.world import World


def send(world: World, example: Example, body: Any) -> Answer:
    """Send a body instead of the example's own."""
    return example.send(world, welcome(example), body=filled(world, body))


def with_value(body: Any, at: Steps, value: Any) -> Any:
    """Return the body with another value at a place."""
    changed = copy.deepcopy(body)
    inner = changed
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    return changed


@each(has_body)
def test_a_field_that_nobody_knows_is_refused(world: World, before: Snapshot, example: Example) -> None:
    objects = [((), example.body), *places(example.body)]
    spots: list[Steps] = [(*at, "surprise") for at, value in objects if isinstance(value, dict)]

    answers = {pointer(at): send(world, example, with_value(example.body, at, 1)) for at in spots}

    told = {at: (answer.status, answer.problem, pointers(answer)) for at, answer in answers.items()}
    assert told == {at: (422, "invalid", [at]) for at in answers}
    assert before.changes() == []


@each(has_fields)
def test_a_value_of_another_type_is_refused(world: World, before: Snapshot, example: Example) -> None:
    known = {**dict.fromkeys(schema(example)["properties"], "anything"), **example.body}
    wrong = {
        pointer(at): with_value(known, at, 7 if isinstance(value, (dict, list)) else {"a": 1})
        for at, value in places(known)
    }

    answers = {at: send(world, example, body) for at, body in wrong.items()}

    assert {at: answer.body for at, answer in answers.items() if not _points_to(answer, at)} == {}
    assert {answer.status for answer in answers.values()} == {422}
    assert before.changes() == []


def _points_to(answer: Answer, place: str) -> bool:
    return any(said == place or said.startswith(f"{place}/") for said in pointers(answer))


@each(lambda example: has_fields(example) and "required" in schema(example))
def test_a_required_field_that_is_absent_is_named(world: World, before: Snapshot, example: Example) -> None:
    required = schema(example)["required"]
    without = {name: {field: value for field, value in example.body.items() if field != name} for name in required}

    answers = {name: send(world, example, body) for name, body in without.items()}

    told = {name: (answer.status, answer.problem, pointers(answer)) for name, answer in answers.items()}
    assert told == {name: (422, "invalid", [f"/{name}"]) for name in required}
    assert before.changes() == []


@each(has_body)
def test_what_is_no_json_object_is_refused(world: World, before: Snapshot, example: Example) -> None:
    who, form = welcome(example), {"Content-Type": "application/x-www-form-urlencoded"}

    broken = example.send(world, who, body=None, raw='{"a": ')
    array = example.send(world, who, body=[])
    no_text = example.send(world, who, body=None, raw=b'{"a": "\x95"}')
    other = example.send(world, who, body=None, raw="a=1", headers=form)

    assert (broken.status, broken.problem, pointers(broken)) == (400, "malformed", [""])
    assert (no_text.status, no_text.problem, pointers(no_text)) == (400, "malformed", [""])
    assert (array.status, array.problem, pointers(array)) == (422, "invalid", [""])
    assert (other.status, other.problem, pointers(other)) == (415, "unsupported-media-type", ["#header/Content-Type"])
    assert before.changes() == []


@each(lambda example: not example.is_safe)
def test_a_body_that_is_too_large_is_refused(world: World, before: Snapshot, example: Example) -> None:
    huge = json.dumps({"a": "x" * MOST_BODY_BYTES})

    answer = example.send(world, welcome(example), body=None, raw=huge)

    assert (answer.status, answer.problem, pointers(answer)) == (413, "too-large", [""])
    assert before.changes() == []

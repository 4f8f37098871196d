"""Every operation for every actor, compared with table.csv: a new operation has to be thought about there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.authorisation.answers import ALLOWED, EMPTY, NOT_FOUND, REFUSED, stopped_at_the_gate, table, verdict
from tests.support.examples import BY_NAME, EXAMPLES
from tests.support.gateway import routes
from tests.support.http import Answer
from tests.support.operations import Example
from tests.support.snapshot import Snapshot
from tests.support.world import ACTORS, World
from tools.generate.openapi import METHODS

ROOT = Path(__file__).parents[2]
SIGNED = {"/v1/webhooks/stripe", "/v1/payments/callbacks/{provider}"}
"""Served without a resolver: whoever holds the secret may; tests/bad_input shows who does not."""
BY_EXAMPLE = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)


def operations() -> set[str]:
    paths = json.loads((ROOT / "docs/api/openapi.json").read_text(encoding="utf-8"))["paths"]
    return {f"{method.upper()} {path}" for path, item in paths.items() for method in item if method in METHODS}


def test_every_operation_has_an_example_and_a_row() -> None:
    rows = {name for name in table() if not name.startswith("CHAT ")}

    assert {example.operation for example in EXAMPLES} == operations()
    assert set(BY_NAME) == rows


def test_every_route_of_the_gateway_serves_a_tested_operation() -> None:
    example_paths = [(example.method, re.sub(r"\{\w+\}", "x", example.template)) for example in EXAMPLES]

    untested = {
        route.path
        for route in routes()
        if route.path != "/{proxy+}" and not any(route.serves(method, path) for method, path in example_paths)
    }
    assert untested == SIGNED


@BY_EXAMPLE
def test_everybody_gets_what_the_table_says(world: World, before: Snapshot, example: Example) -> None:
    expected, outcome = table()[example.name], {}

    for who in ACTORS:
        if stopped_at_the_gate(example, who, example.path(world)):
            outcome[who] = "401"
            continue
        outcome[who] = verdict(example, example.send(world, who))
        if outcome[who] == ALLOWED and not example.is_safe:
            before.restore()

    assert outcome == expected


@pytest.mark.parametrize("example", [each for each in EXAMPLES if not each.is_safe], ids=lambda example: example.name)
def test_a_refusal_changes_nothing(world: World, before: Snapshot, example: Example) -> None:
    for who, expected in table()[example.name].items():
        if expected in REFUSED:
            example.send(world, who)

    assert before.changes() == []


@BY_EXAMPLE
def test_no_function_trusts_the_gateway_alone(steady_world: World, example: Example) -> None:
    stopped = [who for who in ACTORS if stopped_at_the_gate(example, who, example.path(steady_world))]

    outcome = {who: verdict(example, example.send(steady_world, who)) for who in stopped}

    assert {who: said for who, said in outcome.items() if said not in {*REFUSED, EMPTY}} == {}


UNKNOWN = "ZZZZZZZZZZZZZZZZZZZZZZZZZZ"
HIDDEN = [
    (example, name)
    for example in EXAMPLES
    for name, thing in example.names.items()
    if thing.startswith("$") and NOT_FOUND in table()[example.name].values()
]
SEEN_ANYWAY = {
    ("PUT /v1/projects/{project_id}/proposals/{expert_id} (draft)", "project_id"),
    ("POST /v1/disputes/{dispute_id}/evidence/{evidence_id}/confirm", "dispute_id"),
}
"""Every expert knows the project; what they may not know is that another one is writing. So with the sides of a dispute
and what the other one is uploading."""


@pytest.mark.parametrize(
    ("example", "name"),
    [(example, name) for example, name in HIDDEN if (example.name, name) not in SEEN_ANYWAY],
    ids=lambda part: part if isinstance(part, str) else part.name,
)
def test_what_one_may_not_know_looks_like_what_is_not_there(steady_world: World, example: Example, name: str) -> None:
    strangers = [who for who, expected in table()[example.name].items() if expected == NOT_FOUND]
    absent = re.sub(r"_.+", f"_{UNKNOWN}", steady_world.ids[example.names[name][1:]])
    path = example.path(steady_world, {name: absent})

    told = {
        who: (_said(example.send(steady_world, who)), _said(example.send(steady_world, who, path=path)))
        for who in strangers
    }

    assert {who: pair for who, pair in told.items() if pair[0] != pair[1]} == {}


def _said(answer: Answer) -> tuple[object, ...]:
    return answer.status, *(answer.body.get(part) for part in ("type", "title", "detail", "errors"))

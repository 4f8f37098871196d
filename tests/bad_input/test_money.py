"""Money: currencies that do not exist, amounts that are finer than their currency."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.bad_input.requests import Steps, each, has_body, places, pointer, pointers, welcome
from tests.support.examples import BY_NAME
from tests.support.operations import Example, filled
from tests.support.snapshot import Snapshot
from tests.support.world import World


def spots(body: Any, what: str) -> list[Steps]:
    """Return the places of a body whose field ends so."""
    return [at for at, _ in places(body) if str(at[-1]).endswith(what)]


def changed(body: Any, at: Steps, value: Any) -> Any:
    copied = copy.deepcopy(body)
    inner = copied
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    return copied


@each(lambda example: has_body(example) and bool(spots(example.body, "currency")))
@pytest.mark.parametrize("currency", ["XXX", "ABC", "XTS", "FRF"])
def test_a_currency_that_does_not_exist_is_refused(
    world: World, before: Snapshot, example: Example, currency: str
) -> None:
    (at,) = spots(example.body, "currency")

    answer = example.send(world, welcome(example), body=filled(world, changed(example.body, at, currency)))

    assert (answer.status, answer.problem) == (422, "money/currency-unknown")
    assert pointers(answer) == [pointer(at)]
    assert before.changes() == []


@each(lambda example: has_body(example) and bool(spots(example.body, "_minor")))
@pytest.mark.parametrize("amount", [10.5, 0.001, 1e3])
def test_an_amount_with_decimals_is_refused(world: World, before: Snapshot, example: Example, amount: float) -> None:
    for at in spots(example.body, "_minor"):
        answer = example.send(world, welcome(example), body=filled(world, changed(example.body, at, amount)))

        assert (answer.status, answer.problem) == (422, "money/too-many-decimals")
        assert pointers(answer) == [pointer(at)]
    assert before.changes() == []


@each(lambda example: has_body(example) and bool(spots(example.body, "_minor")))
@pytest.mark.parametrize("amount", [-1, 10**12 + 1, "100", True, "1e3"])
def test_an_amount_that_is_none_is_refused(world: World, before: Snapshot, example: Example, amount: Any) -> None:
    for at in spots(example.body, "_minor"):
        answer = example.send(world, welcome(example), body=filled(world, changed(example.body, at, amount)))

        assert (answer.status, answer.problem, pointers(answer)) == (422, "invalid", [pointer(at)])
    assert before.changes() == []


def test_a_statement_in_a_currency_that_does_not_exist_is_refused(steady_world: World) -> None:
    example = BY_NAME["GET /v1/statements/{expert_id}"]

    answer = example.send(steady_world, "expert", query={"currency": "XXX"})

    assert (answer.status, answer.problem, pointers(answer)) == (422, "money/currency-unknown", ["#query/currency"])

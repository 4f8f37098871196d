"""If-Match: what two people can edit is changed only by somebody who says what they read."""

from __future__ import annotations

import pytest

from tests.bad_input.requests import each, has_parameter, pointers, welcome
from tests.support.operations import Example
from tests.support.snapshot import Snapshot
from tests.support.world import World

PLACE = ["#header/If-Match"]
versioned = each(lambda example: has_parameter(example, "if-match"))


@versioned
def test_a_change_without_a_version_is_refused(world: World, before: Snapshot, example: Example) -> None:
    answer = example.send(world, welcome(example), headers={"If-Match": None})

    assert (answer.status, answer.problem, pointers(answer)) == (428, "precondition-required", PLACE)
    assert before.changes() == []


@versioned
def test_a_change_of_a_stale_version_is_refused(world: World, before: Snapshot, example: Example) -> None:
    answer = example.send(world, welcome(example), headers={"If-Match": '"987654"'})

    assert (answer.status, answer.problem, pointers(answer)) == (412, "stale-version", PLACE)
    assert before.changes() == []


@pytest.mark.parametrize("header", ["*", "abc", '"1x"', '"-1"', '"1", "2"', ""])
@versioned
def test_a_version_that_is_none_of_ours_is_refused(
    world: World, before: Snapshot, example: Example, header: str
) -> None:
    answer = example.send(world, welcome(example), headers={"If-Match": header})

    assert (answer.status, answer.problem, pointers(answer)) == (422, "invalid", PLACE)
    assert before.changes() == []

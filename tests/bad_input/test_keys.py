"""Idempotency-Key: a repetition gets the first answer, and another request under the same key is refused."""

from __future__ import annotations

import pytest

from tests.bad_input.requests import each, needs_key, pointers, welcome
from tests.support.operations import Example
from tests.support.snapshot import Snapshot
from tests.support.world import World

PLACE = ["#header/Idempotency-Key"]
KEY = {"Idempotency-Key": "the-very-same-key"}
keyed = each(needs_key)
# A refusal is not kept for repetitions, and in this world nobody has credit and no payee is late.
REFUSED = {
    "POST /v1/notification-preferences/phone/confirm",
    "POST /v1/notification-preferences/slack/confirm",
    "POST /v1/notification-preferences/slack/test",
    "POST /v1/milestones/{milestone_id}/fund-from-credit",
    "POST /v1/payments/{milestone_id}/repay-credit",
    "POST /v1/payments/{milestone_id}/refund-unpayable",
}
granted = each(lambda example: needs_key(example) and example.operation not in REFUSED)


@pytest.mark.parametrize("key", [None, "", "short", "x" * 256], ids=["none", "empty", "short", "long"])
@keyed
def test_a_request_without_a_key_is_refused(world: World, before: Snapshot, example: Example, key: str | None) -> None:
    answer = example.send(world, welcome(example), headers={"Idempotency-Key": key})

    assert (answer.status, answer.problem, pointers(answer)) == (400, "idempotency/key-missing", PLACE)
    assert before.changes() == []


@granted
def test_a_repetition_gets_the_first_answer_and_does_nothing(world: World, before: Snapshot, example: Example) -> None:
    who = welcome(example)
    first = example.send(world, who, headers=KEY)
    done = before.again()

    again = example.send(world, who, headers=KEY)

    assert (again.status, again.body) == (first.status, first.body)
    assert ("Idempotency-Replayed" in first.headers, again.headers.get("Idempotency-Replayed")) == (False, "true")
    assert done.changes() == []


@granted
def test_a_key_that_was_used_for_something_else_is_refused(world: World, before: Snapshot, example: Example) -> None:
    who = welcome(example)
    first = example.send(world, who, headers=KEY)
    done = before.again()

    answer = example.send(world, who, headers=KEY, query={**example.query, "other": "yes"})

    assert first.status < 300
    assert (answer.status, answer.problem, pointers(answer)) == (422, "idempotency/key-reused", PLACE)
    assert done.changes() == []

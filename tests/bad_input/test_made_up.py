"""Requests that nobody thought of, made from the OpenAPI document; `make fuzz` sends more, to the local cloud."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

import pytest

from guildhall.kernel.actor import Actor
from tests.support.door import Door
from tests.support.world import World
from tools.journeys.fuzz import PROGRAM, WITH_COVERAGE, fuzz

EXAMPLES = 2


@pytest.mark.timeout(1_200)
@pytest.mark.parametrize(("who", "phases"), [("administrator", "examples,fuzzing"), ("anybody", WITH_COVERAGE)])
def test_made_up_requests_to_every_operation_find_no_failure_and_no_answer_outside_the_contract(
    world: World, tmp_path: Path, who: str, phases: str
) -> None:
    if not PROGRAM.exists():
        pytest.skip("needs Schemathesis (make env-fuzz)")
    anybody = Actor(world.actors["client"].account_id, frozenset({"client", "expert", "venue"}))
    door = Door(world.whole, {"administrator": world.actors["administrator"], "anybody": anybody})

    with door.open() as url:
        found = fuzz(url, who, phases, EXAMPLES, tmp_path)

    assert found == 0, "see the lines above: Schemathesis tells each request again"
    # They got past the gateway and the reading of bodies, or nothing was tried.
    assert door.served[HTTPStatus.OK] > 100

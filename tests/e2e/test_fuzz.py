"""Requests that nobody thought of, made from the OpenAPI document."""

from __future__ import annotations

import pytest

from tests.support.journeys import every_step, journey


@pytest.mark.timeout(900)
def test_made_up_requests_to_every_operation_find_no_failure_and_no_answer_outside_the_contract() -> None:
    assert every_step(journey("fuzz", "--examples", "2").splitlines()[-1])

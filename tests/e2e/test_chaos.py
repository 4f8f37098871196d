"""The main job while somebody pulls the plug."""

from __future__ import annotations

import pytest

from tests.support.journeys import every_step, journey


@pytest.mark.timeout(1200)
def test_killing_the_cloud_at_random_moments_loses_nothing() -> None:
    assert every_step(journey("chaos", CHAOS_SEED="20261121").splitlines()[-1])

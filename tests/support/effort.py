"""How hard property tests try: modestly in every run, hard when somebody asks for it."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

EFFORT = int(os.environ.get("GUILDHALL_EFFORT", "1"))
"""Multiplies the number of examples: `GUILDHALL_EFFORT=50 pytest tests/properties` runs for the night."""


def stateful(examples: int, steps: int) -> settings:
    """Return the settings of a rule-based machine: as many runs as `examples` times the effort."""
    return settings(
        max_examples=examples * EFFORT,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        # The same runs on every machine, so that a red gate is red for everybody; the long run explores.
        derandomize=EFFORT == 1,
        database=None,
        # Shrinking a run of a whole capability takes minutes: it is worth them where somebody waits for the answer.
        phases=[Phase.explicit, Phase.generate] + [Phase.shrink] * (EFFORT >= 20),
    )

"""How hard property tests try: modestly in every run, hard when somebody asks for it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

EFFORT = int(os.environ.get("GUILDHALL_EFFORT", "1"))
"""Multiplies the number of examples: `GUILDHALL_EFFORT=50 pytest tests/properties` runs for the night."""
STEPS = int(os.environ.get("GUILDHALL_STEPS", "0"))
"""How many steps a machine takes at least: `make prove` asks for 100,000."""
LONG = 60
"""Steps of one run when many are asked for: building a world and bringing it to rest costs as much as thirty steps, and
a world that lives much longer makes every look at its tables slower."""


@dataclass
class Taken:
    """Steps of rule-based machines that were taken, and checked, in this process."""

    steps: int = 0


_taken = Taken()


def count_step() -> None:
    """Count one step; an invariant that is checked after each calls it."""
    _taken.steps += 1


def run(machine: type[RuleBasedStateMachine], examples: int, steps: int) -> None:
    """Run a machine as often as asked, and again until it has taken STEPS; say how many it took."""
    before, rounds = _taken.steps, 0
    while not rounds or _taken.steps - before < STEPS:
        wanted = stateful(examples, max(steps, LONG) if STEPS else steps)
        run_state_machine_as_test(machine, settings=settings(wanted, derandomize=wanted.derandomize and not STEPS))
        rounds += 1
        # Past pytest's --capture=sys, which keeps the log lines of the functions away.
        print(
            f"{machine.__name__}: {_taken.steps - before:,} steps in {rounds} rounds", file=sys.__stdout__, flush=True
        )


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

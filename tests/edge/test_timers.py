"""Timers with several parts: a fault in one keeps none of the others from being done, and fails the timer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from functions.billing import tasks as billing
from functions.disputes import tasks as disputes
from functions.messaging import tasks as messaging
from functions.notifications import tasks as notifications
from functions.payments import tasks as payments

TIMERS = [
    (billing, "vest_rewards", ["vest", "ask_registers_again", "follow_transmissions"]),
    (disputes, "sweep", ["disputes.sweep", "hearings.sweep"]),
    (messaging, "look_at_clock", ["check_calls", "hand_over_due", "erase_remains", "sweep_files", "hand_over_looks"]),
    (notifications, "each_minute", ["look_at_rules", "begin_announcements", "send_due"]),
    (payments, "sweep", ["sweep_commands", "sweep_payments", "sweep_deposits"]),
]


@pytest.mark.parametrize(
    ("edge", "timer", "parts", "broken"),
    [pytest.param(*each, part, id=f"{each[0].__name__} {part}") for each in TIMERS for part in each[2]],
)
def test_a_part_of_a_timer_that_fails_keeps_no_other_from_being_done(
    edge: Any, timer: str, parts: list[str], broken: str
) -> None:
    done: list[str] = []
    timers = SimpleNamespace(disputes=SimpleNamespace(), hearings=SimpleNamespace())

    def part(name: str) -> Any:
        def run() -> int:
            done.append(name)
            return 1 // (name != broken)

        return run

    for name in parts:
        of, _, own = name.rpartition(".")
        setattr(getattr(timers, of) if of else timers, own, part(name))

    with pytest.raises(ZeroDivisionError):
        edge.choose(timers)[timer]({})

    assert done == parts

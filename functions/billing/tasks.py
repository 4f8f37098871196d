"""Timers of billing: rewards that become final, subscriptions of which nothing was heard."""

from typing import Any

from guildhall.billing import wiring
from guildhall.platform.edge import tasks


def choose(timers: wiring.Timers) -> dict[str, Any]:
    """Return the tasks by name."""
    return {
        "vest_rewards": lambda _: {"vested": timers.vest()},
        "sweep_subscriptions": lambda _: {"asked": timers.sweep_subscriptions()},
    }


handler = tasks(choose, wiring.wire_timers)

"""Timers of billing: rewards that become final, subscriptions and registers of which nothing was heard."""

from typing import Any

from guildhall.billing.wiring.timers import Timers, wire_timers
from guildhall.platform.edge import tasks
from guildhall.platform.edge.tasks import every_part


def choose(timers: Timers) -> dict[str, Any]:
    """Return the tasks by name."""
    return {
        # One schedule for what is due every hour: a schedule is two resources of the stack.
        "vest_rewards": lambda _: every_part(
            {"vested": timers.vest, "asked_again": timers.ask_registers_again, "followed": timers.follow_transmissions}
        ),
        "sweep_subscriptions": lambda _: {"asked": timers.sweep_subscriptions()},
    }


handler = tasks(choose, wire_timers)

"""Timers of billing: rewards that become final."""

from typing import Any

from guildhall.billing import wiring
from guildhall.platform.edge import tasks


def choose(referrals: wiring.Referrals) -> dict[str, Any]:
    """Return the tasks by name."""
    return {"vest_rewards": lambda _: {"vested": referrals.vest()}}


handler = tasks(choose, wiring.wire_referrals)

"""Timers of messaging: what was written to be sent by now, and calls that somebody waits in."""

from typing import Any

from guildhall.messaging.wiring import writing as wiring
from guildhall.platform.edge import tasks


def choose(timers: wiring.Timers) -> dict[str, Any]:
    """Return the tasks by name."""
    return {"look_at_clock": lambda _: {"calls": timers.check_calls(), "sent": timers.send_due()}}


handler = tasks(choose, wiring.wire_timers)

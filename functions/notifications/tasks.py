"""Timers of notifications: what waited and goes out now, and what is a reason for an alert."""

from guildhall.notifications import wiring
from guildhall.platform.edge import tasks
from guildhall.platform.edge.tasks import Tasks


def choose(timers: wiring.Timers) -> Tasks:
    """Name the tasks."""
    return {"each_minute": lambda _: {"ordered": timers.send_due(), **timers.look_at_rules()}}


handler = tasks(choose, wiring.wire_timers)

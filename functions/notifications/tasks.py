"""Timers of notifications: what waited and goes out now, announcements, and what is a reason for an alert."""

from typing import Any

from guildhall.notifications import wiring
from guildhall.platform.edge import tasks
from guildhall.platform.edge.tasks import Tasks


def choose(timers: wiring.Timers) -> Tasks:
    """Name the tasks."""

    def each_minute(_: dict[str, Any]) -> dict[str, Any]:
        return {"announced": timers.begin_announcements(), "ordered": timers.send_due(), **timers.look_at_rules()}

    return {"each_minute": each_minute}


handler = tasks(choose, wiring.wire_timers)

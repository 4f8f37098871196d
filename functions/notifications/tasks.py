"""Timers of notifications: what waited and goes out now, announcements, and what is a reason for an alert."""

from typing import Any

from guildhall.notifications import wiring
from guildhall.platform.edge import tasks
from guildhall.platform.edge.tasks import Tasks


def choose(timers: wiring.Timers) -> Tasks:
    """Name the tasks."""

    def each_minute(_: dict[str, Any]) -> dict[str, Any]:
        return {"announced": timers.begin_announcements(), "ordered": timers.send_due(), **timers.look_at_rules()}

    def join_audience(asked: dict[str, Any]) -> dict[str, Any]:
        joined, position = timers.join_audience(asked.get("position"))
        return {"joined": joined, "position": position}

    return {"each_minute": each_minute, "join_audience": join_audience}


handler = tasks(choose, wiring.wire_timers)

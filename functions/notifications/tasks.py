"""Timers of notifications: what waited, announcements, and reasons for an alert; and tasks of operators."""

from typing import Any

from guildhall.notifications import wiring
from guildhall.platform.edge import tasks
from guildhall.platform.edge.tasks import Tasks, every_part


def choose(timers: wiring.Timers) -> Tasks:
    """Name the tasks."""

    def each_minute(_: dict[str, Any]) -> dict[str, Any]:
        # Alerts first: what takes too long behind them is itself a reason for one.
        return every_part(
            {"rules": timers.look_at_rules, "announced": timers.begin_announcements, "ordered": timers.send_due}
        )

    def join_audience(asked: dict[str, Any]) -> dict[str, Any]:
        joined, position = timers.join_audience(asked.get("position"))
        return {"joined": joined, "position": position}

    def learn_old_skills(asked: dict[str, Any]) -> dict[str, Any]:
        learned, position = timers.learn_old_skills(asked.get("position"))
        return {"learned": learned, "position": position}

    def learn_old_countries(asked: dict[str, Any]) -> dict[str, Any]:
        learned, position = timers.learn_old_countries(asked.get("position"))
        return {"learned": learned, "position": position}

    return {
        "each_minute": each_minute,
        "join_audience": join_audience,
        "learn_old_skills": learn_old_skills,
        "learn_old_countries": learn_old_countries,
    }


handler = tasks(choose, wiring.wire_timers)

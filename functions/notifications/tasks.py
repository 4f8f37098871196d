"""Timers of notifications: what waited and goes out now."""

from guildhall.notifications import wiring
from guildhall.notifications.use_cases import SendDue
from guildhall.platform.edge import tasks
from guildhall.platform.edge.tasks import Tasks


def choose(send_due: SendDue) -> Tasks:
    """Name the tasks."""
    return {"send_due": lambda _: {"ordered": send_due()}}


handler = tasks(choose, wiring.wire_timers)

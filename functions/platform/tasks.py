"""Timers of the platform: the outbox sweep."""

from guildhall.platform.edge import tasks
from guildhall.platform.edge.tasks import Tasks
from guildhall.platform.publisher import Publisher


def choose(publisher: Publisher) -> Tasks:
    """Name the tasks."""
    return {"sweep_outbox": lambda _: {"found": publisher.sweep()}}


handler = tasks(choose, Publisher.wire)

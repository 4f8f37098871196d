"""Timers of partners: the sweep of deliveries that are due."""

from guildhall.partners import wiring
from guildhall.partners.use_cases import SweepDeliveries
from guildhall.platform.edge import tasks
from guildhall.platform.edge.tasks import Tasks


def choose(sweep: SweepDeliveries) -> Tasks:
    """Name the tasks."""
    return {"sweep_deliveries": lambda _: {"ordered": sweep()}}


handler = tasks(choose, wiring.wire_sweep)

"""Timers of bookings: public holidays, kept up to date."""

from typing import Any

from guildhall.bookings.use_cases.opening import KeepHolidays
from guildhall.bookings.wiring import venues as wiring
from guildhall.platform.edge import tasks


def choose(keep_holidays: KeepHolidays) -> dict[str, Any]:
    """Return the tasks by name."""
    return {"keep_holidays": lambda _: {"calendars": keep_holidays()}}


handler = tasks(choose, wiring.wire_calendars)

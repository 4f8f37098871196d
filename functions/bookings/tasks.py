"""Timers of bookings: public holidays, kept up to date; tables for those who wait."""

from typing import Any

from guildhall.bookings.wiring import timers as wiring
from guildhall.platform.edge import tasks


def choose(timers: wiring.Timers) -> dict[str, Any]:
    """Return the tasks by name."""
    return {
        "keep_holidays": lambda _: {"calendars": timers.keep_holidays()},
        "offer_tables": lambda _: {"lists": timers.offer_tables()},
    }


handler = tasks(choose, wiring.wire_timers)

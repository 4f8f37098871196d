"""Timers of bookings: public holidays, kept up to date; tables for those who wait; and the workflow of a deposit."""

from typing import Any

from guildhall.bookings.use_cases.deposits import Watch
from guildhall.bookings.wiring import timers as wiring
from guildhall.kernel.clock import from_text, to_text
from guildhall.platform.edge import tasks


def choose(timers: wiring.Timers) -> dict[str, Any]:
    """Return the tasks by name. The input of all about deposits: `reservation_id` and `number`."""
    deposits = timers.deposits

    def told(watch: Watch) -> dict[str, Any]:
        return {"stage": watch.stage, "at": to_text(watch.at) if watch.at else None}

    return {
        "keep_holidays": lambda _: {"calendars": timers.keep_holidays()},
        "offer_tables": lambda _: {"lists": timers.offer_tables()},
        "remind": lambda it: {
            "is_told": timers.remind(it["reservation_id"], it["minutes_before"], from_text(it["starts_at"]))
        },
        "invite": lambda it: {"is_told": timers.remind.invite(it["reservation_id"])},
        "end_waiting": lambda it: told(deposits.end_waiting(it["reservation_id"], it["number"])),
        "end_visit": lambda it: told(deposits.end_visit(it["reservation_id"], it["number"])),
        "check_settled": lambda it: told(deposits.watch(it["reservation_id"], it["number"])),
    }


handler = tasks(choose, wiring.wire_timers)

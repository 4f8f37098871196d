"""What timers do for bookings."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.bookings.use_cases.deposits import FollowDeposit
from guildhall.bookings.use_cases.offering import SweepWaitlists
from guildhall.bookings.use_cases.opening import KeepHolidays
from guildhall.bookings.use_cases.reminders import RemindGuest
from guildhall.bookings.wiring import deposits, reminders
from guildhall.bookings.wiring.venues import wire_calendars
from guildhall.bookings.wiring.waitlist import wire_offering
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class Timers:
    """One use case a timer."""

    keep_holidays: KeepHolidays
    offer_tables: SweepWaitlists
    deposits: FollowDeposit
    remind: RemindGuest


def wire_timers(platform: Platform) -> Timers:
    """Build the use cases on DynamoDB, payments and Step Functions."""
    offer = wire_offering(platform).sweep
    return Timers(wire_calendars(platform), offer, deposits.wire(platform), reminders.remind(platform))

"""What the queue of events asks for."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.bookings.use_cases.deposits import FollowDeposit
from guildhall.bookings.use_cases.reminders import PlanReminders
from guildhall.bookings.wiring import deposits, reminders
from guildhall.bookings.wiring.waitlist import Offering, wire_offering
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class Ears:
    """What bookings does about what it is told."""

    offering: Offering
    deposits: FollowDeposit
    plan_reminders: PlanReminders


def wire_ears(platform: Platform) -> Ears:
    """Build it on DynamoDB, payments and Step Functions."""
    return Ears(wire_offering(platform), deposits.wire(platform), reminders.plan(platform))

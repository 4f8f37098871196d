"""What queues and timers ask about deposits."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.bookings.gateways.deposits import PaymentsDeposits, StepFunctionsWatches
from guildhall.bookings.ports.deposits import Watches
from guildhall.bookings.store.reservations import DynamoReservations
from guildhall.bookings.store.rooms import DynamoFloorPlans, DynamoSheets
from guildhall.bookings.store.venues import DynamoVenues
from guildhall.bookings.use_cases.deciding import DecideDeposit
from guildhall.bookings.use_cases.deposits import FollowDeposit
from guildhall.bookings.use_cases.placing import FindPlace
from guildhall.bookings.use_cases.planning import FindDays
from guildhall.bookings.use_cases.steps import Steps
from guildhall.bookings.wiring.venues import wire_public
from guildhall.payments.wiring.deposits import wire_deposits
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class DepositSettings:
    """workflow: ARN of the state machine `deposit`."""

    workflow: str


def wire(platform: Platform) -> FollowDeposit:
    """Build it on DynamoDB, payments and Step Functions."""
    return follow(platform, StepFunctionsWatches(platform.settings(DepositSettings).workflow))


def follow(platform: Platform, watches: Watches) -> FollowDeposit:
    """Build it with a workflow of the caller's choice."""
    clock, public = platform.clock, wire_public(platform)
    sheets, venues = DynamoSheets(), DynamoVenues(platform.database, platform.cursors)
    find_days = FindDays(public.find_hours, public.find_policy, DynamoFloorPlans(platform.database), sheets, clock)
    reservations = DynamoReservations(platform.database, platform.cursors, clock)
    return FollowDeposit(
        reservations=reservations,
        venues=venues,
        find_place=FindPlace(find_days, sheets),
        decide=DecideDeposit(venues, public.find_policy, clock),
        deposits=PaymentsDeposits(wire_deposits(platform)),
        watches=watches,
        steps=Steps(reservations, clock, platform.ids),
        clock=clock,
    )

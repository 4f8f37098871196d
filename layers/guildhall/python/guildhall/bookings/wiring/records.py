"""What disputes asks of bookings: what speaks for a venue at a guest's bank (decision 0002)."""

from __future__ import annotations

from guildhall.bookings.store.reservations import DynamoReservations
from guildhall.bookings.store.venues import DynamoPolicies, DynamoVenues
from guildhall.bookings.use_cases.deciding import DecideDeposit
from guildhall.bookings.use_cases.policies import FindPolicy
from guildhall.bookings.use_cases.recording import FindVisitRecord
from guildhall.platform.assembly import Platform


def visit_records(platform: Platform) -> FindVisitRecord:
    """Build it on DynamoDB."""
    database, cursors, clock = platform.database, platform.cursors, platform.clock
    venues, find_policy = DynamoVenues(database, cursors), FindPolicy(DynamoPolicies(database, cursors))
    decide = DecideDeposit(venues, find_policy, clock)
    return FindVisitRecord(DynamoReservations(database, cursors, clock), venues, decide)

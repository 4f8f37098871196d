"""What identity asks of venues when it invites people to work at one."""

from __future__ import annotations

from guildhall.bookings.store.venues import DynamoVenues
from guildhall.bookings.use_cases.venues import AccessVenue, ChangeStaff
from guildhall.platform.assembly import Platform


def wire(platform: Platform) -> ChangeStaff:
    """Build it on DynamoDB."""
    venues = DynamoVenues(platform.database, platform.cursors)
    return ChangeStaff(venues, AccessVenue(venues, platform.gate), platform.clock)

"""What identity asks of venues when it invites people to work at one, and writes when they accept."""

from __future__ import annotations

from guildhall.bookings.store.venues import DynamoVenues
from guildhall.bookings.use_cases.venues import AccessVenue, ChangeStaff
from guildhall.platform.assembly import Platform


def wire(platform: Platform) -> ChangeStaff:
    """Build it on DynamoDB."""
    venues = desk(platform)
    return ChangeStaff(venues, AccessVenue(venues, platform.gate), platform.clock)


def desk(platform: Platform) -> DynamoVenues:
    """Build what adds somebody who accepted to a transaction of identity's."""
    return DynamoVenues(platform.database, platform.cursors)

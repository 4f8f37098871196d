"""What letters to guests ask of bookings (decision 0002)."""

from __future__ import annotations

from guildhall.bookings.gateways.calendars import ICalendars
from guildhall.bookings.gateways.links import SignedLinks, SignedWaitingLinks
from guildhall.bookings.store.reservations import DynamoReservations
from guildhall.bookings.store.venues import DynamoVenues
from guildhall.bookings.store.waitlist import DynamoWaitlist
from guildhall.bookings.use_cases.addressees import FindAddressee
from guildhall.platform.assembly import Platform


def wire_addressees(platform: Platform) -> FindAddressee:
    """Build it on DynamoDB."""
    return FindAddressee(
        DynamoVenues(platform.database, platform.cursors),
        DynamoReservations(platform.database, platform.cursors, platform.clock),
        SignedLinks(platform.cursors),
        ICalendars(),
        DynamoWaitlist(platform.database),
        SignedWaitingLinks(platform.cursors),
    )

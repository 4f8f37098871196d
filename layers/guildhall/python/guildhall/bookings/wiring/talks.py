"""What messaging asks of bookings: whose a reservation is, for a conversation about it (decision 0002)."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.bookings.gateways.links import SignedLinks
from guildhall.bookings.store.reservations import DynamoReservations
from guildhall.bookings.store.venues import DynamoVenues
from guildhall.bookings.use_cases.links import AccessByLink
from guildhall.bookings.use_cases.serving import AccessReservation
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class Talks:
    """Reservations as the guest opens them, and as the venue does."""

    by_link: AccessByLink
    by_venue: AccessReservation


def wire_talks(platform: Platform) -> Talks:
    """Build both on DynamoDB."""
    database, cursors = platform.database, platform.cursors
    venues, reservations = DynamoVenues(database, cursors), DynamoReservations(database, cursors, platform.clock)
    return Talks(
        AccessByLink(venues, reservations, SignedLinks(cursors), platform.limits),
        AccessReservation(reservations, AccessVenue(venues, platform.gate)),
    )

"""What guests write to venues, on its way to their mailboxes. Apart from pages, whose edge writes no letters."""

from __future__ import annotations

from guildhall.bookings.gateways.letters import PostedForwarding
from guildhall.bookings.store.pages import DynamoContactMessages
from guildhall.bookings.store.venues import DynamoVenues
from guildhall.bookings.use_cases.pages import SendToVenue
from guildhall.notifications.wiring.posting import wire_posting
from guildhall.platform.assembly import Platform


def wire(platform: Platform) -> SendToVenue:
    """Build what carries messages to venues."""
    database = platform.database
    return SendToVenue(
        DynamoVenues(database, platform.cursors),
        DynamoContactMessages(database, platform.cursors),
        PostedForwarding(wire_posting(platform)),
    )

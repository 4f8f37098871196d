"""Beginning conversations: what its edges call."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.actor import Actor
from guildhall.messaging.models.starting import Booked
from guildhall.messaging.store.blocks import DynamoBlocks
from guildhall.messaging.store.templates import DynamoPeople
from guildhall.messaging.use_cases.participants import KeepConversation
from guildhall.messaging.use_cases.starting import Start, StartAboutReservation, StartDirect
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class Starting:
    """The use cases of those who begin a conversation."""

    direct: StartDirect
    about_reservation: StartAboutReservation


@dataclass(frozen=True, slots=True)
class _Bookings:
    """Asks bookings (decision 0002), which is loaded when the first guest or venue asks."""

    platform: Platform

    def by_link(self, link: str, address: str) -> Booked:
        """Return the reservation that a guest's link opens. Raises NotFound, TooMany."""
        from guildhall.bookings.wiring.talks import wire_talks

        venue, reservation = wire_talks(self.platform).by_link(link, address=address)
        return Booked(reservation.reservation_id, venue.venue_id, venue.details.name, venue.owner_id)

    def by_venue(self, actor: Actor, venue_id: str, reservation_id: str) -> Booked:
        """Return a reservation for somebody who runs the venue's room. Raises NotFound, Forbidden."""
        from guildhall.bookings.wiring.talks import wire_talks

        venue, reservation = wire_talks(self.platform).by_venue(actor, venue_id, reservation_id)
        return Booked(reservation.reservation_id, venue.venue_id, venue.details.name, venue.owner_id)


def wire_starting(platform: Platform, keep: KeepConversation) -> Starting:
    """Build the use cases on DynamoDB, profiles and bookings."""

    def is_public(actor: Actor, account_id: str) -> bool:
        from guildhall.profiles.wiring import wire as profiles

        shown = profiles(platform).list_profiles(actor, account_id)
        return any(one.is_published and one.role == "expert" for one in shown)

    start = Start(keep, keep.conversations, platform.gate, platform.limits, platform.ids)
    return Starting(
        StartDirect(start, DynamoBlocks(platform.database), DynamoPeople(), is_public),
        StartAboutReservation(start, _Bookings(platform)),
    )

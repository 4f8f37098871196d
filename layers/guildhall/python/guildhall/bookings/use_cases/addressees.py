"""How guests are written to: their address, their link, and the calendar entry of their reservation."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from guildhall.bookings.models.reservation import Guest
from guildhall.bookings.ports.reservations import Calendars, Links, Reservations
from guildhall.bookings.ports.venues import Venues
from guildhall.bookings.ports.waitlist import WaitingLinks, Waitlist

WAITING_PREFIX = "wtl_"


@dataclass(frozen=True, slots=True)
class Addressee:
    """What a letter to a guest needs.

    token: of the link; empty when it is revoked. calendar: an iCalendar object; empty without a reservation.
    """

    guest: Guest
    token: str
    calendar: str


@dataclass(frozen=True, slots=True)
class FindAddressee:
    """Say where and how to write to the guest of a reservation, or to one who waits."""

    venues: Venues
    reservations: Reservations
    links: Links
    calendars: Calendars
    waitlist: Waitlist
    waiting_links: WaitingLinks

    def __call__(self, guest_id: str) -> Addressee | None:
        """Return the addressee, or None if nobody can be written to. guest_id: of a reservation, or of who waits."""
        waiting = self.waitlist.find(guest_id) if guest_id.startswith(WAITING_PREFIX) else None
        if waiting:
            return Addressee(waiting.guest, self.waiting_links.make(waiting)[0], calendar="")
        reservation = self.reservations.get(guest_id)
        venue = self.venues.get(reservation.venue_id) if reservation else None
        if reservation is None or venue is None or reservation.guest is None:
            return None
        if not reservation.guest.email and not reservation.guest.phone:
            return None
        token, link_hash = self.links.make(guest_id, reservation.link_number)
        is_open = hmac.compare_digest(reservation.link_hash, link_hash)
        return Addressee(reservation.guest, token if is_open else "", self.calendars.write(venue, reservation))

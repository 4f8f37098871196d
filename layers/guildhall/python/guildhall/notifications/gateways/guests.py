"""Guests, as bookings knows them."""

from __future__ import annotations

from guildhall.bookings.use_cases.addressees import FindAddressee
from guildhall.notifications.models import Contact
from guildhall.notifications.ports import GuestContact


class BookedGuests:
    """The port `Guests`, answered by bookings.

    find: what bookings knows of a reservation's guest: name, address, language, token and calendar file, or None.
    """

    def __init__(self, find: FindAddressee) -> None:
        self._find = find

    def get(self, reservation_id: str) -> GuestContact | None:
        """Return the guest of a reservation, or None if nobody can be written to."""
        known = self._find(reservation_id)
        if known is None:
            return None
        guest = known.guest
        contact = Contact(reservation_id, guest.email, guest.name, guest.language, is_confirmed=True)
        return GuestContact(contact, known.token, known.calendar, guest.phone)

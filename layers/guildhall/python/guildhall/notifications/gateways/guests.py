"""Guests, as bookings and identity know them."""

from __future__ import annotations

from guildhall.bookings.use_cases.addressees import FindAddressee
from guildhall.identity.use_cases.invitations import FindInvited
from guildhall.notifications.models import Contact
from guildhall.notifications.ports import GuestContact

INVITED_PREFIX = "inv_"


class KnownGuests:
    """The port `Guests`, answered by bookings and identity.

    find: what bookings knows of a reservation's guest: name, address, language, token and calendar file, or None.
    find_invited: what identity knows of who is invited: address, language and token, or None.
    """

    def __init__(self, find: FindAddressee, find_invited: FindInvited) -> None:
        self._find = find
        self._find_invited = find_invited

    def get(self, guest_id: str) -> GuestContact | None:
        """Return the guest of a reservation or an invitation, or None if nobody can be written to."""
        if guest_id.startswith(INVITED_PREFIX):
            invited = self._find_invited(guest_id)
            if invited is None:
                return None
            contact = Contact(guest_id, invited.email, locale=invited.locale, is_confirmed=True)
            return GuestContact(contact, invited.token, "")
        known = self._find(guest_id)
        if known is None:
            return None
        guest = known.guest
        contact = Contact(guest_id, guest.email, guest.name, guest.language, is_confirmed=True)
        return GuestContact(contact, known.token, known.calendar, guest.phone)

"""Guests without an account: one signed link opens one reservation, until it is revoked."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace

from guildhall.bookings.errors.reservations import LinkUnknown
from guildhall.bookings.models.reservation import Reservation
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.ports.reservations import Links, Reservations
from guildhall.bookings.ports.venues import Venues
from guildhall.bookings.use_cases.steps import Steps
from guildhall.kernel.rate_limits import Limit, RateLimits

LINK_USES = Limit("reservation-links", quota=60, window_seconds=60)
WRONG_LINKS = Limit("wrong-reservation-links", quota=10, window_seconds=600)
"""Nobody types a link by hand, so whoever sends many wrong ones is guessing."""


@dataclass(frozen=True, slots=True)
class AccessByLink:
    """Load the reservation that a link opens."""

    venues: Venues
    reservations: Reservations
    links: Links
    limits: RateLimits

    def __call__(self, token: str, *, address: str) -> tuple[Venue, Reservation]:
        """Return the venue and the reservation. address: of the network, for the limits.

        Raises LinkUnknown, the same for every link that does not open, and TooMany.
        """
        self.limits.take(LINK_USES, address)
        self.limits.take(WRONG_LINKS, address)
        reservation_id, link_hash = self.links.read(token)
        reservation = self.reservations.get(reservation_id)
        if reservation is None or not hmac.compare_digest(reservation.link_hash, link_hash):
            raise LinkUnknown
        venue = self.venues.get(reservation.venue_id)
        if venue is None:
            raise LinkUnknown
        self.limits.give_back(WRONG_LINKS, address)
        return venue, reservation


@dataclass(frozen=True, slots=True)
class RenewLink:
    """Give a reservation a new link; the old one opens nothing from then on."""

    links: Links
    steps: Steps

    def __call__(self, by: str, reservation: Reservation) -> tuple[Reservation, str]:
        """Return the reservation and the token of its new link. Raises StaleVersion."""
        number = reservation.link_number + 1
        token, link_hash = self.links.make(reservation.reservation_id, number)
        renewed = replace(reservation, link_hash=link_hash, link_number=number)
        return self.steps("renew_link", by, reservation, renewed), token

    def revoke(self, by: str, reservation: Reservation) -> Reservation:
        """Return the reservation, which no link opens now. Raises StaleVersion."""
        return self.steps("revoke_link", by, reservation, replace(reservation, link_hash=""))

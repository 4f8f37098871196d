"""What reservations ask of whoever holds the money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from guildhall.bookings.models.reservation import Reservation
from guildhall.bookings.models.venue import Venue
from guildhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Payable:
    """What the guest's browser pays with. client_secret: None until the provider has been asked, a moment later."""

    client_secret: str | None
    publishable_key: str


class Deposits(Protocol):
    """Deposits at payments. number: counts those of one reservation."""

    def request(self, venue: Venue, reservation: Reservation) -> None:
        """Ask for the part that is awaited; asking again changes nothing."""

    def payable(self, reservation_id: str, number: int) -> Payable:
        """Return with what a part is paid."""

    def is_secured(self, reservation_id: str, number: int) -> bool:
        """Tell whether the money of a part is held, whatever was heard of it so far."""

    def is_over(self, reservation_id: str, number: int) -> bool:
        """Tell whether nothing is left to do about a part."""

    def settle(self, reservation_id: str, number: int, keep: Money) -> None:
        """Say what the venue keeps of a part; saying it again changes nothing. Raises StaleVersion."""


class Watches(Protocol):
    """The workflow that watches a deposit."""

    def begin(self, reservation: Reservation, number: int) -> None:
        """Start it, once a part however often this is called. Raises Unavailable."""

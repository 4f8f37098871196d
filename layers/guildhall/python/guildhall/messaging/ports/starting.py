"""What beginning a conversation needs to know of other capabilities."""

from __future__ import annotations

from typing import Any, Protocol

from guildhall.kernel.actor import Actor
from guildhall.messaging.models.starting import Booked


class Bookings(Protocol):
    """Reservations, for those who may talk about them."""

    def by_link(self, link: str, address: str) -> Booked:
        """Return the reservation that a guest's link opens. address: of the network. Raises NotFound, TooMany."""

    def by_venue(self, actor: Actor, venue_id: str, reservation_id: str) -> Booked:
        """Return a reservation for somebody who runs the venue's room. Raises NotFound, Forbidden."""


class DirectTalks(Protocol):
    """Conversations of two people, all there are."""

    def page(self, position: dict[str, Any] | None) -> tuple[list[str], dict[str, Any] | None]:
        """Return the ids of the next part, possibly none, but of erased ones, and where the part after it starts."""


class AllBlocks(Protocol):
    """Blocks of people, all there are."""

    def page(self, position: dict[str, Any] | None) -> tuple[list[tuple[str, str]], dict[str, Any] | None]:
        """Return the pairs (who, whom) of the next part, possibly none, and where the part after it starts."""

    def against(self, account_id: str) -> frozenset[str]:
        """Return who blocks an account, as of this moment."""

    def gather(self, account_id: str, other_id: str) -> bool:
        """Put one who blocks another with those who do; False if they no longer do."""


class Profiles(Protocol):
    """Who can be asked for work."""

    def __call__(self, actor: Actor, account_id: str) -> bool:
        """Tell whether the account shows itself to the actor, as to everybody, as an expert."""

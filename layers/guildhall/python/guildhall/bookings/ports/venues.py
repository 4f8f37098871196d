"""What venues need: storage, and who knows the public holidays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from guildhall.bookings.models.opening import OpeningRules
from guildhall.bookings.models.policy import VenuePolicy
from guildhall.bookings.models.venue import Venue
from guildhall.kernel.events import DomainEvent


class Venues(Protocol):
    """Stored venues."""

    def get(self, venue_id: str) -> Venue | None:
        """Return the venue, or None."""

    def by_slug(self, slug: str) -> Venue | None:
        """Return the venue that has, or had, this address, or None."""

    def list_of(self, account_id: str, *, limit: int, cursor: str | None) -> tuple[list[Venue], str | None]:
        """Return a page of the venues that an account runs or works at, oldest first. Raises CursorForged."""

    def create(self, action: str, venue: Venue) -> Venue:
        """Store a new one with its address and its place in the owner's list. Raises SlugTaken."""

    def save(self, action: str, venue: Venue, *events: DomainEvent, joined: str = "", left: str = "") -> Venue:
        """Store at the version it was read at; joined, left: the account that began or ceased to work there.

        Raises StaleVersion.
        """

    def move(self, action: str, venue: Venue, *events: DomainEvent) -> Venue:
        """Store under a new address; the old one leads to it for ever. Raises SlugTaken, StaleVersion."""


class Openings(Protocol):
    """Stored opening rules."""

    def get(self, venue_id: str) -> OpeningRules:
        """Return the rules; version 0 and empty if nobody has written any."""

    def save(self, action: str, rules: OpeningRules) -> OpeningRules:
        """Store at the version it was read at. Raises StaleVersion."""


class Policies(Protocol):
    """Stored terms, every version of them."""

    def current(self, venue_id: str) -> VenuePolicy | None:
        """Return the newest version, or None if nobody has written any."""

    def get(self, venue_id: str, number: int) -> VenuePolicy | None:
        """Return one version, or None."""

    def list_of(self, venue_id: str, *, limit: int, cursor: str | None) -> tuple[list[VenuePolicy], str | None]:
        """Return a page of versions, newest first. Raises CursorForged."""

    def append(self, action: str, policy: VenuePolicy) -> VenuePolicy:
        """Store the next version. Raises StaleVersion if its number is taken."""


class PublicHolidays(Protocol):
    """Public holidays as we keep them: what a page or an availability asks."""

    def between(self, country: str, subdivision: str, first: date, last: date) -> Mapping[date, str]:
        """Return names by date, both ends included; nothing for years that are not kept."""


class HolidayCalendars(Protocol):
    """Keeping public holidays: the few places that compute them."""

    def keep(self, country: str, subdivision: str, years: range) -> None:
        """Compute and store the holidays of these years, in place of what is there."""

    def in_use(self) -> list[tuple[str, str]]:
        """Return every country and subdivision that is kept."""

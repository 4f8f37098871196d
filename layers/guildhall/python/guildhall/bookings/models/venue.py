"""Venues: what guests find, who runs one, and what it takes to be public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from guildhall.bookings.errors.venues import VenueIncomplete
from guildhall.bookings.models.opening import OpeningRules
from guildhall.kernel.errors import Fault
from guildhall.kernel.types import Instant

MOST_STAFF = 50


class VenueKind(StrEnum):
    """What sort of house it is, as schema.org tells them apart."""

    RESTAURANT = "restaurant"
    CAFE = "cafe"
    BAR = "bar"
    BAKERY = "bakery"


@dataclass(frozen=True, slots=True)
class Address:
    """Where it is. country: ISO 3166-1. latitude_e6, longitude_e6: millionths of a degree, WGS 84; both or neither."""

    street: str
    city: str
    country: str
    postcode: str = ""
    region: str = ""
    latitude_e6: int | None = None
    longitude_e6: int | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """General information.

    time_zone: IANA name; all hours are wall times there. languages: BCP 47 tags, the first is what texts fall back to.
    descriptions: by language. price_level: 1 (cheap) to 4. phone: E.164.
    """

    name: str
    kind: VenueKind
    address: Address
    time_zone: str
    currency: str
    languages: tuple[str, ...]
    descriptions: Mapping[str, str] = field(default_factory=dict)
    cuisines: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    website: str = ""
    price_level: int | None = None

    @property
    def language(self) -> str:
        """What texts fall back to."""
        return self.languages[0]

    def languages_for(self, asked: str | None) -> list[str]:
        """Return in which languages to show texts, the best first: as asked, without its region, the venue's own."""
        wanted = [asked, asked.partition("-")[0]] if asked else []
        return [*wanted, *self.languages]


@dataclass(frozen=True, slots=True)
class Venue:
    """A place that people book.

    payee_id: the account whose payout account gets its deposits. takes_deposits: false while none are asked for,
    whatever the terms say.
    """

    venue_id: str
    owner_id: str
    slug: str
    details: Details
    payee_id: str
    created_at: Instant
    updated_at: Instant
    staff_ids: tuple[str, ...] = ()
    published_at: Instant | None = None
    takes_deposits: bool = True
    version: int = 0

    @property
    def is_published(self) -> bool:
        """Whether guests see it."""
        return self.published_at is not None


def check_publishable(venue: Venue, opening: OpeningRules) -> None:
    """Refuse a venue without what guests must find. Raises VenueIncomplete."""
    details = venue.details
    pieces = {
        "/descriptions": details.descriptions.get(details.language),
        "/phone": details.phone or details.email,
        "/weekly": opening.weekly,
    }
    faults = tuple(Fault(at, "guests have to find this", "missing") for at, piece in pieces.items() if not piece)
    if faults:
        raise VenueIncomplete(f"missing: {', '.join(fault.pointer for fault in faults)}", faults=faults)

"""What bookings tells the world."""

from typing import ClassVar

from guildhall.kernel.events import DomainEvent
from guildhall.kernel.types import CurrencyCode


class VenuePublishedV1(DomainEvent):
    """A venue became visible, or its public details changed.

    Consumers: none yet; search will be the first.
    """

    source: ClassVar[str] = "guildhall.bookings"
    detail_type: ClassVar[str] = "VenuePublished.v1"

    venue_id: str
    owner_id: str
    slug: str
    name: str
    kind: str
    cuisines: list[str]
    city: str
    country: str
    time_zone: str
    currency: CurrencyCode


class VenueHiddenV1(DomainEvent):
    """A venue is no longer visible.

    Consumers: none yet; search will be the first.
    """

    source: ClassVar[str] = "guildhall.bookings"
    detail_type: ClassVar[str] = "VenueHidden.v1"

    venue_id: str
    owner_id: str

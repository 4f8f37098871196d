"""What bookings tells the world."""

from typing import ClassVar, Literal

from pydantic import Field

from guildhall.kernel.events import DomainEvent
from guildhall.kernel.types import AmountMinor, CurrencyCode, Instant


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


class VenueStaffLeftV1(DomainEvent):
    """Somebody does not work at a venue any more.

    Consumers: messaging.
    """

    source: ClassVar[str] = "guildhall.bookings"
    detail_type: ClassVar[str] = "VenueStaffLeft.v1"

    venue_id: str
    account_id: str


class ReservationConfirmedV1(DomainEvent):
    """A table is kept for a party, for certain.

    Consumers: notifications, partners.
    """

    source: ClassVar[str] = "guildhall.bookings"
    detail_type: ClassVar[str] = "ReservationConfirmed.v1"

    reservation_id: str
    venue_id: str
    party: int
    starts_at: Instant
    ends_at: Instant
    table_ids: list[str]
    booked_by: str
    venue_name: str = ""
    local_start: str = ""
    owner_id: str = ""


class ReservationChangedV1(DomainEvent):
    """A confirmed reservation has another time, party or place.

    Consumers: notifications, partners.
    """

    source: ClassVar[str] = "guildhall.bookings"
    detail_type: ClassVar[str] = "ReservationChanged.v1"

    reservation_id: str
    venue_id: str
    party: int
    starts_at: Instant
    ends_at: Instant
    table_ids: list[str]
    was_party: int
    was_starts_at: Instant
    venue_name: str = ""
    local_start: str = ""
    owner_id: str = ""
    changed_by: str = ""


class ReservationCancelledV1(DomainEvent):
    """A confirmed reservation will not take place; its tables are free again.

    Consumers: notifications, partners.
    """

    source: ClassVar[str] = "guildhall.bookings"
    detail_type: ClassVar[str] = "ReservationCancelled.v1"

    reservation_id: str
    venue_id: str
    party: int
    starts_at: Instant
    cancelled_by: str
    venue_name: str = ""
    local_start: str = ""
    owner_id: str = ""


class GuestSeatedV1(DomainEvent):
    """A party has come and sits at its table.

    Consumers: partners.
    """

    source: ClassVar[str] = "guildhall.bookings"
    detail_type: ClassVar[str] = "GuestSeated.v1"

    reservation_id: str
    venue_id: str
    party: int
    starts_at: Instant
    seated_at: Instant
    table_ids: list[str]
    is_walk_in: bool
    owner_id: str = ""


class NoShowRecordedV1(DomainEvent):
    """A party did not come.

    Consumers: partners.
    """

    source: ClassVar[str] = "guildhall.bookings"
    detail_type: ClassVar[str] = "NoShowRecorded.v1"

    reservation_id: str
    venue_id: str
    party: int
    starts_at: Instant
    owner_id: str = ""


class RoomChangedV1(DomainEvent):
    """Something in a venue's room is not as it was: who looks at it looks again.

    reservation_id: empty for what staff note of tables, or when tables are out of use. version: of the reservation.
    action: verb of the step. starts_at, ends_at: the time that it concerns. frees: whether tables are free that were
    not before. Consumers: bookings (the waitlist), messaging (the room's screens).
    """

    source: ClassVar[str] = "guildhall.bookings"
    detail_type: ClassVar[str] = "RoomChanged.v1"

    venue_id: str
    reservation_id: str
    version: int
    action: str
    starts_at: Instant
    ends_at: Instant
    frees: bool


class WaitlistJoinedV1(DomainEvent):
    """A guest waits for a table on a day that is full.

    Consumers: notifications, partners.
    """

    source: ClassVar[str] = "guildhall.bookings"
    detail_type: ClassVar[str] = "WaitlistJoined.v1"

    waiting_id: str
    venue_id: str
    party: int
    from_at: Instant
    until_at: Instant
    venue_name: str
    local_from: str
    local_until: str


class TableOfferedV1(DomainEvent):
    """A table is held for a guest who waits, for a while.

    Consumers: notifications, partners.
    """

    source: ClassVar[str] = "guildhall.bookings"
    detail_type: ClassVar[str] = "TableOffered.v1"

    waiting_id: str
    venue_id: str
    reservation_id: str
    party: int
    starts_at: Instant
    expires_at: Instant
    venue_name: str
    local_start: str
    local_expiry: str


class DepositAwaitedV1(DomainEvent):
    """A table, or a larger one, is kept for a guest until they have paid what the terms ask.

    Sent once a payment. Consumers: bookings, notifications.
    """

    source: ClassVar[str] = "guildhall.bookings"
    detail_type: ClassVar[str] = "DepositAwaited.v1"

    reservation_id: str
    venue_id: str
    number: int = Field(description="Counts the deposits of one reservation, from 1.")
    party: int
    amount_minor: AmountMinor
    currency: CurrencyCode
    pay_by: Instant
    venue_name: str
    local_start: str
    local_pay_by: str


class DepositDecidedV1(DomainEvent):
    """It is decided what the venue keeps of what a guest paid; payments carries it out.

    Consumers: bookings, notifications.
    """

    source: ClassVar[str] = "guildhall.bookings"
    detail_type: ClassVar[str] = "DepositDecided.v1"

    reservation_id: str
    venue_id: str
    reason: Literal["cancelled", "no_show", "came", "not_noted", "smaller", "unpaid", "too_late"]
    kept_minor: AmountMinor
    returned_minor: AmountMinor
    currency: CurrencyCode
    is_still_booked: bool = Field(description="False if the reservation is over, or the guest has come.")
    venue_name: str
    local_start: str


class ReservationReminderDueV1(DomainEvent):
    """A guest is to be reminded of a reservation now.

    Sent once a reminder. Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.bookings"
    detail_type: ClassVar[str] = "ReservationReminderDue.v1"

    reservation_id: str
    venue_id: str
    party: int
    starts_at: Instant
    by_sms: bool = Field(description="Whether the venue sends a text message as well.")
    venue_name: str
    local_start: str


class VisitEndedV1(DomainEvent):
    """A party has left. Consumers: bookings."""

    source: ClassVar[str] = "guildhall.bookings"
    detail_type: ClassVar[str] = "VisitEnded.v1"

    reservation_id: str
    venue_id: str
    party: int
    finished_at: Instant


class FeedbackInvitedV1(DomainEvent):
    """A guest is asked how the visit was.

    Sent once a reservation. Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.bookings"
    detail_type: ClassVar[str] = "FeedbackInvited.v1"

    reservation_id: str
    venue_id: str
    venue_name: str
    local_start: str

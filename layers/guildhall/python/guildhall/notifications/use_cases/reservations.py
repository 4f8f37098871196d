"""What guests and venues hear of a room: reservations, and tables for those who wait."""

from __future__ import annotations

from guildhall.bookings.events import (
    DepositAwaitedV1,
    DepositDecidedV1,
    FeedbackInvitedV1,
    GuestSeatedV1,
    NoShowRecordedV1,
    ReservationCancelledV1,
    ReservationChangedV1,
    ReservationConfirmedV1,
    ReservationReminderDueV1,
    RoomChangedV1,
    TableOfferedV1,
    VenueHiddenV1,
    VenuePublishedV1,
    VenueStaffLeftV1,
    VisitEndedV1,
    WaitlistJoinedV1,
)
from guildhall.kernel.events import DomainEvent
from guildhall.notifications.models import Notice, Type
from guildhall.notifications.use_cases.decisions import Decision, Silent, notice_of, tells

_RESERVATION = ("venue_name", "local_start", "party")
_WAITING = ("venue_name", "local_from", "local_until", "party")
_AWAITED = (*_RESERVATION, "amount_minor", "currency", "local_pay_by")
_DECIDED = ("venue_name", "local_start", "kept_minor", "returned_minor", "currency")


_VISIT = ("venue_name", "local_start")
_GUEST = "guest"
"""As events say who did it: staff know what they did themselves."""


def _booked(event: ReservationConfirmedV1) -> list[Notice]:
    guest = notice_of(event.reservation_id, Type.RESERVATION_CONFIRMED, event, *_RESERVATION)
    return [guest, *_venue(event, event.booked_by, Type.TABLE_BOOKED)]


def _changed(event: ReservationChangedV1) -> list[Notice]:
    guest = notice_of(event.reservation_id, Type.RESERVATION_CHANGED, event, *_RESERVATION)
    return [guest, *_venue(event, event.changed_by, Type.BOOKING_CHANGED)]


def _cancelled(event: ReservationCancelledV1) -> list[Notice]:
    guest = notice_of(event.reservation_id, Type.RESERVATION_CANCELLED, event, *_RESERVATION)
    return [guest, *_venue(event, event.cancelled_by, Type.BOOKING_CANCELLED)]


def _venue(
    event: ReservationConfirmedV1 | ReservationChangedV1 | ReservationCancelledV1, by: str, kind: Type
) -> list[Notice]:
    if by != _GUEST or not event.owner_id:
        return []
    return [notice_of(event.owner_id, kind, event, "reservation_id", *_RESERVATION)]


def _reminder(event: ReservationReminderDueV1) -> list[Notice]:
    # Each goes where the guest can be reached: who has no mailbox, or no telephone, gets the other alone.
    kinds = [Type.RESERVATION_REMINDER, *([Type.RESERVATION_REMINDER_TEXT] if event.by_sms else [])]
    return [notice_of(event.reservation_id, kind, event, *_RESERVATION) for kind in kinds]


def _deposit_decided(event: DepositDecidedV1) -> list[Notice]:
    if event.reason == "unpaid":
        kind = Type.DEPOSIT_CHANGE_UNPAID if event.is_still_booked else Type.DEPOSIT_UNPAID
    elif event.reason == "too_late":
        kind = Type.DEPOSIT_TOO_LATE
    else:
        kind = Type.DEPOSIT_SHARED
        if not event.kept_minor and not event.returned_minor:
            # Cancelled before anything was paid: there is nothing to tell of the money.
            return []
    return [notice_of(event.reservation_id, kind, event, *_DECIDED)]


RESERVATIONS: list[tuple[type[DomainEvent], Decision]] = [
    (VenuePublishedV1, Silent("who publishes a venue sees that it is published")),
    (VenueHiddenV1, Silent("who hides a venue sees that it is hidden")),
    (VenueStaffLeftV1, Silent("the owner who takes somebody out of the staff sees it, and tells them")),
    tells(ReservationConfirmedV1, _booked),
    tells(ReservationChangedV1, _changed),
    tells(ReservationCancelledV1, _cancelled),
    tells(
        WaitlistJoinedV1,
        lambda e: [notice_of(e.waiting_id, Type.WAITLIST_JOINED, e, *_WAITING)],
    ),
    tells(
        TableOfferedV1,
        lambda e: [notice_of(e.waiting_id, Type.TABLE_OFFERED, e, *_RESERVATION, "local_expiry")],
    ),
    tells(ReservationReminderDueV1, _reminder),
    (VisitEndedV1, Silent("bookings asks later how it was")),
    tells(FeedbackInvitedV1, lambda e: [notice_of(e.reservation_id, Type.FEEDBACK_INVITED, e, *_VISIT)]),
    tells(DepositAwaitedV1, lambda e: [notice_of(e.reservation_id, Type.DEPOSIT_AWAITED, e, *_AWAITED)]),
    tells(DepositDecidedV1, _deposit_decided),
    (RoomChangedV1, Silent("the room's screens show it")),
    (GuestSeatedV1, Silent("who sits knows it")),
    (NoShowRecordedV1, Silent("the venue noted it, and the guest stayed away")),
]
"""Guests have no accounts: who is told is named by a reservation, or by who waits."""

"""Calendar files by the library `icalendar` (BSD)."""

from __future__ import annotations

from guildhall.bookings.machine import ReservationState
from guildhall.bookings.models.reservation import Reservation
from guildhall.bookings.models.venue import Venue

PRODUCT = "-//Guildhall//Reservations//EN"
DOMAIN = "guildhall.example"
GONE = frozenset({ReservationState.CANCELLED, ReservationState.NO_SHOW})


class ICalendars:
    """The port `Calendars`. Loading the library takes 60 ms, so only what writes a file does."""

    def write(self, venue: Venue, reservation: Reservation) -> str:
        """Return a reservation as an iCalendar object (RFC 5545), for the calendar of its guest.

        One that is cancelled says so, and takes itself out of the calendar that it was put into.
        """
        from icalendar import Calendar, Event

        is_gone, address = reservation.state in GONE, venue.details.address
        calendar, event = Calendar(), Event()
        calendar.add("prodid", PRODUCT)
        calendar.add("version", "2.0")
        calendar.add("method", "CANCEL" if is_gone else "PUBLISH")
        event.add("uid", f"{reservation.reservation_id}@{DOMAIN}")
        event.add("sequence", reservation.version)
        event.add("dtstamp", reservation.updated_at)
        event.add("dtstart", reservation.starts_at)
        event.add("dtend", reservation.ends_at)
        event.add("summary", f"{venue.details.name} ({reservation.party})")
        event.add("location", ", ".join(part for part in (address.street, address.postcode, address.city) if part))
        is_sure = reservation.state is not ReservationState.AWAITING_DEPOSIT or reservation.fallback is not None
        event.add("status", "CANCELLED" if is_gone else "CONFIRMED" if is_sure else "TENTATIVE")
        calendar.add_component(event)
        return str(calendar.to_ical().decode())

"""Calendar files by the library `icalendar` (BSD)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from guildhall.bookings.machine import ReservationState
from guildhall.bookings.models.reservation import Reservation, ReservationCard
from guildhall.bookings.models.venue import Venue

PRODUCT = "-//Guildhall//Reservations//EN"
DOMAIN = "guildhall.example"
WITHOUT_NAME = "—"
LOOK_AGAIN = timedelta(minutes=15)
GONE = frozenset({ReservationState.CANCELLED, ReservationState.NO_SHOW})


class ICalendars:
    """The port `Calendars`. Loading the library takes 60 ms, so only what writes a file does."""

    def write(self, venue: Venue, reservation: Reservation) -> str:
        """Return a reservation as an iCalendar object (RFC 5545), for the calendar of its guest.

        One that is cancelled says so, and takes itself out of the calendar that it was put into.
        """
        from icalendar import Calendar, Event

        is_gone = reservation.state in GONE
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
        event.add("location", _place(venue))
        is_sure = reservation.state is not ReservationState.AWAITING_DEPOSIT or reservation.fallback is not None
        event.add("status", "CANCELLED" if is_gone else "CONFIRMED" if is_sure else "TENTATIVE")
        calendar.add_component(event)
        return str(calendar.to_ical().decode())


class ICalendarFeeds:
    """The port `FeedWriter`. Events have the same ids as in the letters, so that no calendar has one twice."""

    def for_venue(self, venue: Venue, cards: Sequence[ReservationCard], now: datetime) -> str:
        """Return an iCalendar object (RFC 5545) for those who work at the venue: who comes, and to which tables."""
        return _feed(venue, cards, now, lambda card: f"{card.name or WITHOUT_NAME} ({card.party})", with_tables=True)

    def for_guest(self, venue: Venue, cards: Sequence[ReservationCard], now: datetime) -> str:
        """Return an iCalendar object for the guest: where they go, and how many they are."""
        return _feed(venue, cards, now, lambda card: f"{venue.details.name} ({card.party})", with_tables=False)


def _feed(
    venue: Venue,
    cards: Sequence[ReservationCard],
    now: datetime,
    summary: Callable[[ReservationCard], str],
    *,
    with_tables: bool,
) -> str:
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", venue.details.name)
    # How often programs may look again: RFC 7986 section 5.7, and what they knew before it.
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    for card in cards:
        event = Event()
        event.add("uid", f"{card.reservation_id}@{DOMAIN}")
        event.add("dtstamp", now)
        event.add("dtstart", card.starts_at)
        event.add("dtend", card.starts_at + timedelta(minutes=card.minutes))
        event.add("summary", summary(card))
        event.add("location", ", ".join(card.table_ids) if with_tables else _place(venue))
        is_sure = card.held_until is None or card.is_sure
        event.add("status", "CANCELLED" if card.state in GONE else "CONFIRMED" if is_sure else "TENTATIVE")
        calendar.add_component(event)
    return str(calendar.to_ical().decode())


def _place(venue: Venue) -> str:
    address = venue.details.address
    return ", ".join(part for part in (address.street, address.postcode, address.city) if part)

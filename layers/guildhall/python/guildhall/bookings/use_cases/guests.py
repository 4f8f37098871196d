"""Staff choose a guest who has been there before, and a place, for a reservation that they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from guildhall.bookings.models.reservation import Guest, ReservationCard
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.models.visits import Visits, visits_of
from guildhall.bookings.ports.reservations import Phones, Reservations
from guildhall.bookings.use_cases.placing import Choices, FindPlace
from guildhall.bookings.use_cases.planning import Wish
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock

MOST_GUESTS = 10
WEEK = timedelta(weeks=1)
AHEAD, BACK, MOST_PAGES, PAGE = 4 * WEEK, 13, 20, 100
"""Names are looked for among the reservations of the next four weeks and the last three months."""


@dataclass(frozen=True, slots=True)
class Known:
    """A guest of a venue. reservation_id: of the latest reservation."""

    guest: Guest
    reservation_id: str
    visits: Visits


@dataclass(frozen=True, slots=True)
class FindGuests:
    """Look for guests by address, telephone number, or a part of their name, at one venue alone."""

    reservations: Reservations
    phones: Phones
    access: AccessVenue
    clock: Clock

    def __call__(self, actor: Actor, venue_id: str, text: str) -> list[Known]:
        """Return at most MOST_GUESTS, who came or come last first.

        text: an address, or a number as one writes it in the venue's country, opens all that is known of it; anything
        else is looked for in the names of recent guests. Raises VenueUnknown, Forbidden.
        """
        venue = self.access(actor, venue_id, "bookings.run_room")
        contact = self._contact(venue, text)
        cards = self.reservations.of_guest(venue_id, [contact]) if contact else self._named(venue, text)
        found: dict[tuple[str, ...], Known] = {}
        for card in cards:
            reservation = self.reservations.get(card.reservation_id)
            guest = reservation.guest if reservation else None
            key = tuple(guest.contacts) or (guest.name,) if guest else ()
            if guest is not None and key not in found:
                known = self.reservations.of_guest(venue_id, guest.contacts) or [card]
                now = self.clock.now()
                visits = visits_of([each for each in known if not each.has_lapsed(now)])
                found[key] = Known(guest, card.reservation_id, visits)
            if len(found) == MOST_GUESTS:
                break
        return list(found.values())

    def _contact(self, venue: Venue, text: str) -> str | None:
        if "@" in text:
            return text.casefold()
        return self.phones.normal(text, venue.details.address.country) if any(map(str.isdigit, text)) else None

    def _named(self, venue: Venue, text: str) -> list[ReservationCard]:
        wanted, found, seen = text.casefold(), list[ReservationCard](), set[str]()
        for cards in self._weeks(venue.venue_id):
            for card in sorted(cards, key=lambda each: each.starts_at, reverse=True):
                if wanted in card.name.casefold() and not (card.name in seen and len(seen) > MOST_GUESTS):
                    seen.add(card.name)
                    found.append(card)
            if len(seen) >= MOST_GUESTS:
                break
        return found

    def _weeks(self, venue_id: str) -> Iterator[list[ReservationCard]]:
        """Yield the reservations of a week at a time, the last week first; it stops after MOST_PAGES."""
        last: datetime = self.clock.now() + AHEAD
        pages = 0
        for number in range(AHEAD // WEEK + BACK):
            first, cursor = last - WEEK * (number + 1), None
            cards: list[ReservationCard] = []
            while pages < MOST_PAGES:
                page, cursor = self.reservations.between(venue_id, first, first + WEEK, limit=PAGE, cursor=cursor)
                cards, pages = [*cards, *page], pages + 1
                if cursor is None:
                    break
            yield cards
            if pages >= MOST_PAGES:
                return


@dataclass(frozen=True, slots=True)
class ChoosePlace:
    """Show staff which tables they can give a party, whatever the venue's rules for guests say."""

    find_place: FindPlace
    access: AccessVenue

    def __call__(self, actor: Actor, venue_id: str, starts_at: datetime, wish: Wish) -> Choices:
        """Return the free tables at a start. Raises VenueUnknown, Forbidden, Invalid."""
        return self.find_place.choices(self.access(actor, venue_id, "bookings.run_room"), starts_at, wish)

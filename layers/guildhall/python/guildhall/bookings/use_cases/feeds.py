"""Calendars that programs subscribe to: a venue's by a secret address, a guest's by the link of a reservation."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.bookings.errors.reservations import LinkUnknown
from guildhall.bookings.machine import LIVE, ReservationState
from guildhall.bookings.models.feed import AHEAD, BACK, Feed
from guildhall.bookings.models.reservation import Reservation, ReservationCard
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.ports.feeds import FeedLinks, Feeds, FeedWriter
from guildhall.bookings.ports.reservations import Reservations
from guildhall.bookings.ports.venues import Venues
from guildhall.bookings.use_cases.links import LINK_USES, WRONG_LINKS
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.rate_limits import RateLimits

SHOWN = LIVE | {ReservationState.FINISHED, ReservationState.CANCELLED}
"""One that is cancelled is shown as such, so that it goes out of the calendars that it is in."""
MOST_PAGES, PAGE = 10, 100


@dataclass(frozen=True, slots=True)
class ShareCalendar:
    """Give a venue's calendar an address of its own, and take it away."""

    feeds: Feeds
    links: FeedLinks
    access: AccessVenue
    clock: Clock

    def __call__(self, actor: Actor, venue_id: str) -> tuple[Feed, str]:
        """Return the feed and the token of its new address; the one before opens nothing from then on.

        Raises VenueUnknown, Forbidden, StaleVersion.
        """
        feed = self._known(actor, venue_id)
        opened = replace(feed, number=feed.number + 1, is_open=True, updated_at=self.clock.now())
        return self.feeds.save("bookings.share_calendar", opened), self.links.make(opened)

    def stop(self, actor: Actor, venue_id: str) -> Feed:
        """Return the feed, which no address opens now. Raises VenueUnknown, Forbidden, StaleVersion."""
        feed = self._known(actor, venue_id)
        if not feed.is_open:
            return feed
        closed = replace(feed, is_open=False, updated_at=self.clock.now())
        return self.feeds.save("bookings.stop_sharing_calendar", closed)

    def get(self, actor: Actor, venue_id: str) -> Feed:
        """Return the feed. Raises VenueUnknown, Forbidden."""
        return self._known(actor, venue_id)

    def _known(self, actor: Actor, venue_id: str) -> Feed:
        self.access(actor, venue_id, "bookings.share_calendar")
        return self.feeds.get(venue_id)


@dataclass(frozen=True, slots=True)
class ReadCalendar:
    """Show reservations to calendar programs."""

    feeds: Feeds
    links: FeedLinks
    venues: Venues
    reservations: Reservations
    writer: FeedWriter
    limits: RateLimits
    clock: Clock

    def of_venue(self, token: str, *, address: str) -> str:
        """Return a venue's calendar of the weeks around now. address: of the network, for the limits.

        Raises LinkUnknown, the same for every address that does not open, and TooMany.
        """
        self.limits.take(LINK_USES, address)
        self.limits.take(WRONG_LINKS, address)
        venue_id, number = self.links.read(token)
        feed, venue = self.feeds.get(venue_id), self.venues.get(venue_id)
        if venue is None or not feed.is_open or feed.number != number:
            raise LinkUnknown
        self.limits.give_back(WRONG_LINKS, address)
        now, cursor = self.clock.now(), None
        cards: list[ReservationCard] = []
        for _ in range(MOST_PAGES):
            page, cursor = self.reservations.between(venue_id, now - BACK, now + AHEAD, limit=PAGE, cursor=cursor)
            cards += page
            if cursor is None:
                break
        return self.writer.for_venue(venue, self._shown(cards), now)

    def of_guest(self, venue: Venue, reservation: Reservation) -> str:
        """Return all reservations that the guest of a reservation has at its venue.

        It is read by the link of that reservation, and goes with it.
        """
        contacts = reservation.guest.contacts if reservation.guest else []
        cards = self.reservations.of_guest(venue.venue_id, contacts)
        return self.writer.for_guest(venue, self._shown(cards), self.clock.now())

    def _shown(self, cards: list[ReservationCard]) -> list[ReservationCard]:
        now = self.clock.now()
        return [card for card in cards if card.state in SHOWN and not card.has_lapsed(now)]

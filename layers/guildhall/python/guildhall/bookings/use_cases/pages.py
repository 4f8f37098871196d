"""Pages of a venue and what guests write to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from guildhall.bookings.errors.pages import ContactMessageUnknown, ContactNotOffered, PageUnknown
from guildhall.bookings.models.pages import (
    ContactMessage,
    MessageState,
    Page,
    PageContent,
    PageKind,
    best_of,
    check_page,
)
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.ports.images import Pictures
from guildhall.bookings.ports.menu import Menus
from guildhall.bookings.ports.pages import ContactMessages, Forwarding, Pages
from guildhall.bookings.ports.venues import Venues
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.ids import Ids
from guildhall.kernel.rate_limits import Limit, RateLimits

SEND = "send_contact_message"
"""The command that a stored message leads to."""
WRITE = "bookings.write_pages"
MESSAGES_BY_ADDRESS = Limit("contact-messages", quota=5, window_seconds=600)
MESSAGES_TO_VENUE = Limit("contact-messages-of-venue", quota=60, window_seconds=3_600)
"""One mailbox reads so many at the most, whoever sends them."""


@dataclass(frozen=True, slots=True)
class HandlePages:
    """Write and remove the pages of a venue, each language by itself."""

    pages: Pages
    pictures: Pictures
    menus: Menus
    access: AccessVenue
    clock: Clock

    def list_of(self, actor: Actor, venue_id: str) -> list[Page]:
        """Return every page in every language, by kind and language. Raises VenueUnknown."""
        self.access(actor, venue_id)
        return self.pages.list_of(venue_id)

    def get(self, actor: Actor, venue_id: str, kind: PageKind, language: str) -> Page:
        """Return a page. Raises VenueUnknown, PageUnknown."""
        self.access(actor, venue_id)
        page = self.pages.get(venue_id, kind, language)
        if page is None:
            raise PageUnknown
        return page

    def write(
        self, actor: Actor, venue_id: str, place: tuple[PageKind, str], content: PageContent, version: int
    ) -> Page:
        """Return the stored page, which guests see from now on.

        place: which page in which language. version: what the owner read; 0 for a new one.
        Raises VenueUnknown, Forbidden, StaleVersion, PageContradictory.
        """
        self.access(actor, venue_id, WRITE)
        known = self.pages.get(venue_id, *place)
        at = known.version if known else 0
        if at != version:
            raise StaleVersion(f"the page is at version {at}")
        page = Page(venue_id, *place, content.sections, content.title, self.clock.now(), version)
        images = {picture.image_id for picture in self.pictures.list_of(venue_id)}
        check_page(page, images, {dish.dish_id for dish in self.menus.get(venue_id).dishes})
        return self.pages.save(WRITE, page)

    def delete(self, actor: Actor, venue_id: str, kind: PageKind, language: str, version: int) -> None:
        """Remove a page in one language. Raises VenueUnknown, Forbidden, PageUnknown, StaleVersion."""
        self.access(actor, venue_id, WRITE)
        page = self.get(actor, venue_id, kind, language)
        if page.version != version:
            raise StaleVersion(f"the page is at version {page.version}")
        self.pages.delete(WRITE, page)


@dataclass(frozen=True, slots=True)
class ShowPage:
    """Give guests a page in the language that suits them best."""

    pages: Pages

    def __call__(self, venue: Venue, kind: PageKind, languages: Sequence[str]) -> Page:
        """Return the page in the first of these languages that it is in, else in any. Raises PageUnknown."""
        page = self.written(venue, kind, languages)
        if page is None:
            raise PageUnknown
        return page

    def written(self, venue: Venue, kind: str, languages: Sequence[str]) -> Page | None:
        """Return the page likewise; None where nobody has written one, and for what venues do not write."""
        known = PageKind(kind) if kind in {each.value for each in PageKind} else None
        return best_of(self.pages.list_of(venue.venue_id, known), languages) if known else None


@dataclass(frozen=True, slots=True)
class WriteToVenue:
    """Take what somebody writes by the contact form."""

    messages: ContactMessages
    limits: RateLimits
    clock: Clock
    ids: Ids

    def __call__(self, venue: Venue, draft: ContactMessage, *, address: str) -> ContactMessage:
        """Return the message, which is on its way. address: of the network, for the limit.

        draft: without id and time. Raises ContactNotOffered, TooMany.
        """
        if not venue.details.email:
            raise ContactNotOffered
        self.limits.take(MESSAGES_BY_ADDRESS, address)
        self.limits.take(MESSAGES_TO_VENUE, venue.venue_id)
        message = replace(draft, message_id=self.ids.new("vmg"), written_at=self.clock.now())
        return self.messages.save("bookings.write_message", message)


@dataclass(frozen=True, slots=True)
class SendToVenue:
    """Carry a message to the venue's mailbox."""

    venues: Venues
    messages: ContactMessages
    forwarding: Forwarding

    def __call__(self, venue_id: str, message_id: str) -> None:
        """Send it unless that is done, or there is nothing or nobody left to send.

        Should the process die between sending and noting it, the letter goes out twice, which is better than never.
        Raises Unavailable, StaleVersion.
        """
        message, venue = self.messages.get(venue_id, message_id), self.venues.get(venue_id)
        if message is None or venue is None or not venue.details.email or message.state is not MessageState.QUEUED:
            return
        state = MessageState.SENT if self.forwarding.send(venue, message) else MessageState.KEPT
        self.messages.save("bookings.send_message", replace(message, state=state))


@dataclass(frozen=True, slots=True)
class ReadMessages:
    """Show those who run or work at a venue what was written to it."""

    messages: ContactMessages
    access: AccessVenue

    def list_of(
        self, actor: Actor, venue_id: str, *, limit: int, cursor: str | None
    ) -> tuple[list[ContactMessage], str | None]:
        """Return a page of messages, newest first. Raises VenueUnknown, Forbidden, CursorForged."""
        self.access(actor, venue_id, "bookings.read_messages")
        return self.messages.list_of(venue_id, limit=limit, cursor=cursor)

    def delete(self, actor: Actor, venue_id: str, message_id: str) -> None:
        """Forget a message. Raises VenueUnknown, Forbidden, ContactMessageUnknown, StaleVersion."""
        self.access(actor, venue_id, "bookings.delete_message")
        message = self.messages.get(venue_id, message_id)
        if message is None:
            raise ContactMessageUnknown
        self.messages.delete("bookings.delete_message", message)

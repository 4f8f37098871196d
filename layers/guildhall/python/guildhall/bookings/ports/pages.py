"""What pages and messages need."""

from __future__ import annotations

from typing import Protocol

from guildhall.bookings.models.pages import ContactMessage, Page, PageKind
from guildhall.bookings.models.venue import Venue


class Pages(Protocol):
    """Stored pages."""

    def get(self, venue_id: str, kind: PageKind, language: str) -> Page | None:
        """Return a page in one language, or None."""

    def list_of(self, venue_id: str, kind: PageKind | None = None) -> list[Page]:
        """Return all pages of a venue, or one in all its languages; by kind and language."""

    def save(self, action: str, page: Page) -> Page:
        """Store at the version it was read at. Raises StaleVersion."""

    def delete(self, action: str, page: Page) -> None:
        """Remove at the version it was read at. Raises StaleVersion."""


class ContactMessages(Protocol):
    """Stored messages; they are forgotten after a year."""

    def get(self, venue_id: str, message_id: str) -> ContactMessage | None:
        """Return a message, or None."""

    def list_of(self, venue_id: str, *, limit: int, cursor: str | None) -> tuple[list[ContactMessage], str | None]:
        """Return a page of messages, newest first, and the next cursor. Raises CursorForged."""

    def save(self, action: str, message: ContactMessage) -> ContactMessage:
        """Store at the version it was read at; a queued one is put in line to be sent. Raises StaleVersion."""

    def delete(self, action: str, message: ContactMessage) -> None:
        """Remove at the version it was read at. Raises StaleVersion."""


class Forwarding(Protocol):
    """Carries a message to the venue's own mailbox."""

    def send(self, venue: Venue, message: ContactMessage) -> bool:
        """Send it, so that an answer goes to who wrote; False if the mailbox takes no letters. Raises Unavailable."""

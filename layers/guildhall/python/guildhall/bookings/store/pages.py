"""Pages and contact messages of venues in the core table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pynamodb.attributes import UnicodeAttribute

from guildhall.bookings.models.pages import ContactMessage, MessageState, Page, PageKind
from guildhall.bookings.use_cases.pages import SEND
from guildhall.platform import query
from guildhall.platform.cursors import Cursors
from guildhall.platform.items import ListOf
from guildhall.platform.table import CoreRecord, Database, from_row

QUEUE = "bookings-letters"
KEPT = timedelta(days=365)
"""Messages hold names and addresses of people who are nobody's guests yet."""


class Keys:
    """pages and contact messages in the core table.

    | who asks                             | index | PK                         | SK                     |
    |--------------------------------------|-------|----------------------------|------------------------|
    | a page in one language, or in all    | table | VENUE#{venue_id}           | PAGE#{kind}#{language} |
    | all pages of a venue                 | table | VENUE#{venue_id}           | PAGE#                  |
    | messages of a venue, newest first    | table | VENUE-MESSAGES#{venue_id}  | {message_id}           |
    """

    @staticmethod
    def page(venue_id: str, kind: str, language: str = "") -> tuple[str, str]:
        """Beside the venue."""
        return f"VENUE#{venue_id}", f"PAGE#{kind}#{language}"

    @staticmethod
    def message(venue_id: str, message_id: str = "") -> tuple[str, str]:
        """Ids sort by time."""
        return f"VENUE-MESSAGES#{venue_id}", message_id


class PageRecord(CoreRecord):
    """A page in one language."""

    KIND = "bookings.page"

    venue_id = UnicodeAttribute()
    # `kind` names the record itself.
    page_kind = UnicodeAttribute()
    language = UnicodeAttribute()
    sections = ListOf()
    title = UnicodeAttribute()
    updated_at = UnicodeAttribute()


class ContactMessageRecord(CoreRecord):
    """A message to a venue."""

    KIND = "bookings.contact_message"
    UNAUDITED = frozenset({"name", "email", "phone", "text"})

    message_id = UnicodeAttribute()
    venue_id = UnicodeAttribute()
    name = UnicodeAttribute()
    email = UnicodeAttribute()
    text = UnicodeAttribute()
    language = UnicodeAttribute()
    written_at = UnicodeAttribute()
    phone = UnicodeAttribute()
    state = UnicodeAttribute()


class DynamoPages:
    """The port `Pages` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, venue_id: str, kind: PageKind, language: str) -> Page | None:
        """Return a page in one language, or None."""
        record = PageRecord.fetch(*Keys.page(venue_id, kind, language))
        return record.to(Page) if record else None

    def list_of(self, venue_id: str, kind: PageKind | None = None) -> list[Page]:
        """Return all pages of a venue, or one in all its languages; by kind and language."""
        pk, prefix = Keys.page(venue_id, kind) if kind else (Keys.page(venue_id, "")[0], "PAGE#")
        return [from_row(Page, row) for row in query.everything(PageRecord.Meta.table_name, pk, prefix=prefix)]

    def save(self, action: str, page: Page) -> Page:
        """Store at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(_page_record(page))
        transaction.commit(action)
        return replace(page, version=page.version + 1)

    def delete(self, action: str, page: Page) -> None:
        """Remove at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.delete(_page_record(page))
        transaction.commit(action)


class DynamoContactMessages:
    """The port `ContactMessages` on DynamoDB."""

    def __init__(self, database: Database, cursors: Cursors) -> None:
        self._database = database
        self._cursors = cursors

    def get(self, venue_id: str, message_id: str) -> ContactMessage | None:
        """Return a message, or None."""
        record = ContactMessageRecord.fetch(*Keys.message(venue_id, message_id))
        return record.to(ContactMessage) if record else None

    def list_of(self, venue_id: str, *, limit: int, cursor: str | None) -> tuple[list[ContactMessage], str | None]:
        """Return a page of messages, newest first, and the next cursor. Raises CursorForged."""
        name = f"venue-messages:{venue_id}"
        page = query.page(
            ContactMessageRecord.Meta.table_name,
            Keys.message(venue_id)[0],
            limit=limit,
            position=self._cursors.read(cursor, name),
            newest_first=True,
        )
        return [from_row(ContactMessage, row) for row in page.items], self._cursors.write(page.position, name)

    def save(self, action: str, message: ContactMessage) -> ContactMessage:
        """Store at the version it was read at; a queued one is put in line to be sent. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(_message_record(message))
        if message.state is MessageState.QUEUED:
            body = {"type": SEND, "venue_id": message.venue_id, "message_id": message.message_id}
            transaction.enqueue(QUEUE, message.message_id, body)
        transaction.commit(action)
        return replace(message, version=message.version + 1)

    def delete(self, action: str, message: ContactMessage) -> None:
        """Remove at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.delete(_message_record(message))
        transaction.commit(action)


def _page_record(page: Page) -> PageRecord:
    key = Keys.page(page.venue_id, page.page_kind, page.language)
    return PageRecord.of(page, key=key, version=page.version)


def _message_record(message: ContactMessage) -> ContactMessageRecord:
    key = Keys.message(message.venue_id, message.message_id)
    expires_at = int((message.written_at + KEPT).timestamp())
    return ContactMessageRecord.of(message, key=key, version=message.version, expires_at=expires_at)

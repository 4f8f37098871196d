"""What venues remind guests of, and what guests say afterwards, in the core table."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from guildhall.bookings.models.reminders import Feedback, Reminders
from guildhall.kernel.clock import to_text
from guildhall.platform import query
from guildhall.platform.cursors import Cursors
from guildhall.platform.items import IntegerAttribute, ListOf, MapOf
from guildhall.platform.table import CoreRecord, Database, from_row


class Keys:
    """reminders and feedback in the core table.

    | who asks                          | index | PK                           | SK                          |
    |-----------------------------------|-------|------------------------------|-----------------------------|
    | what a venue reminds guests of    | table | VENUE#{venue_id}             | REMINDERS                   |
    | what a guest said of a visit      | table | RESERVATION#{reservation_id} | FEEDBACK                    |
    | what guests said of a venue       | GSI1  | VENUE-FEEDBACK#{venue_id}    | {given_at}#{reservation_id} |
    """

    @staticmethod
    def rules(venue_id: str) -> tuple[str, str]:
        """Beside the venue."""
        return f"VENUE#{venue_id}", "REMINDERS"

    @staticmethod
    def feedback(reservation_id: str) -> tuple[str, str]:
        """Beside the reservation: one each."""
        return f"RESERVATION#{reservation_id}", "FEEDBACK"

    @staticmethod
    def of_venue(venue_id: str) -> str:
        """A venue's list."""
        return f"VENUE-FEEDBACK#{venue_id}"


class RemindersRecord(CoreRecord):
    """What a venue reminds guests of."""

    KIND = "bookings.reminders"

    venue_id = UnicodeAttribute()
    reminders = ListOf()
    invites_after_minutes = IntegerAttribute(null=True)
    updated_at = UnicodeAttribute(null=True)


class FeedbackRecord(CoreRecord):
    """What a guest said of a visit."""

    KIND = "bookings.feedback"
    UNAUDITED = frozenset({"words", "summary"})

    reservation_id = UnicodeAttribute()
    venue_id = UnicodeAttribute()
    stars = IntegerAttribute()
    words = UnicodeAttribute()
    visited_at = UnicodeAttribute()
    given_at = UnicodeAttribute()
    summary = MapOf()


class DynamoReminderRules:
    """The port `ReminderRules` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, venue_id: str) -> Reminders:
        """Return it; a day before by letter, version 0, if the owner has written nothing."""
        record = RemindersRecord.fetch(*Keys.rules(venue_id))
        if record is None:
            return Reminders(venue_id)
        # An attribute that is absent means that nobody is asked, not what holds before anything was written.
        return replace(record.to(Reminders), invites_after_minutes=record.invites_after_minutes)

    def save(self, action: str, rules: Reminders) -> Reminders:
        """Store at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(RemindersRecord.of(rules, key=Keys.rules(rules.venue_id), version=rules.version))
        transaction.commit(action)
        return replace(rules, version=rules.version + 1)


class DynamoFeedbacks:
    """The port `Feedbacks` on DynamoDB."""

    def __init__(self, database: Database, cursors: Cursors) -> None:
        self._database = database
        self._cursors = cursors

    def get(self, reservation_id: str) -> Feedback | None:
        """Return it, or None."""
        record = FeedbackRecord.fetch(*Keys.feedback(reservation_id))
        return record.to(Feedback) if record else None

    def save(self, feedback: Feedback) -> Feedback:
        """Store at the version it was read at. Raises StaleVersion."""
        summary = {
            "reservation_id": feedback.reservation_id,
            "venue_id": feedback.venue_id,
            "stars": feedback.stars,
            "words": feedback.words,
            "visited_at": to_text(feedback.visited_at),
            "given_at": to_text(feedback.given_at),
        }
        record = FeedbackRecord.of(
            feedback,
            key=Keys.feedback(feedback.reservation_id),
            version=feedback.version,
            summary=summary,
            gsi1pk=Keys.of_venue(feedback.venue_id),
            gsi1sk=f"{to_text(feedback.given_at)}#{feedback.reservation_id}",
        )
        transaction = self._database.begin()
        transaction.save(record)
        transaction.commit("bookings.give_feedback")
        return replace(feedback, version=feedback.version + 1)

    def list_of(self, venue_id: str, *, limit: int, cursor: str | None) -> tuple[list[Feedback], str | None]:
        """Return a page of what guests said of a venue, the latest first. Raises CursorForged."""
        name = f"feedback:{venue_id}"
        page = query.page(
            FeedbackRecord.Meta.table_name,
            Keys.of_venue(venue_id),
            index="GSI1",
            limit=limit,
            position=self._cursors.read(cursor, name),
            newest_first=True,
        )
        found = [from_row(Feedback, row["summary"]) for row in page.items]
        return found, self._cursors.write(page.position, name)

    def stars(self, venue_id: str, first: datetime, last: datetime) -> list[int]:
        """Return the stars that guests gave a venue in [first, last)."""
        bounds = (to_text(first), to_text(last))
        rows = query.everything(FeedbackRecord.Meta.table_name, Keys.of_venue(venue_id), index="GSI1", between=bounds)
        return [int(row["summary"]["stars"]) for row in rows]

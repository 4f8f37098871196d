"""Who wants no text messages of which venue, in the core table; of a telephone number only a hash is stored."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.bookings.models.reminders import Texts
from guildhall.platform.table import CoreRecord, Database


class Keys:
    """text messages in the core table.

    | who asks                                      | index | PK                  | SK    |
    |-----------------------------------------------|-------|---------------------|-------|
    | whether a guest wants texts of a venue        | table | GUEST-TEXTS#{hash}  | TEXTS |
    """

    @staticmethod
    def texts(venue_id: str, phone: str) -> tuple[str, str]:
        """One a venue and number."""
        digest = hashlib.sha256(f"{venue_id}/{phone}".encode()).hexdigest()
        return f"GUEST-TEXTS#{digest[:40]}", "TEXTS"


class TextsRecord(CoreRecord):
    """Whether a guest wants text messages of a venue."""

    KIND = "bookings.texts"

    venue_id = UnicodeAttribute()
    is_wanted = BooleanAttribute()
    updated_at = UnicodeAttribute(null=True)


class DynamoTextChoices:
    """The port `TextChoices` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, venue_id: str, phone: str) -> Texts:
        """Return what the guest said last; wanted, version 0, if they said nothing."""
        record = TextsRecord.fetch(*Keys.texts(venue_id, phone))
        return record.to(Texts) if record else Texts(venue_id)

    def save(self, phone: str, texts: Texts) -> Texts:
        """Store at the version it was read at. phone: E.164. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(TextsRecord.of(texts, key=Keys.texts(texts.venue_id, phone), version=texts.version))
        transaction.commit("bookings.choose_texts")
        return replace(texts, version=texts.version + 1)

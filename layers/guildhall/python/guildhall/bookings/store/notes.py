"""What staff write of reservations for each other, in the core table."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from guildhall.bookings.models.reservation import Note
from guildhall.platform import query
from guildhall.platform.table import CoreRecord, Database, from_row


class Keys:
    """notes of reservations in the core table.

    | who asks                          | index | PK                           | SK             |
    |-----------------------------------|-------|------------------------------|----------------|
    | what staff wrote of a reservation | table | RESERVATION#{reservation_id} | NOTE#{note_id} |
    """

    NOTES = "NOTE#"

    @classmethod
    def note(cls, reservation_id: str, note_id: str = "") -> tuple[str, str]:
        """Beside its reservation, in the order of time."""
        return f"RESERVATION#{reservation_id}", f"{cls.NOTES}{note_id}"


class NoteRecord(CoreRecord):
    """What staff wrote of a reservation."""

    KIND = "bookings.note"
    UNAUDITED = frozenset({"text"})

    note_id = UnicodeAttribute()
    reservation_id = UnicodeAttribute()
    text = UnicodeAttribute()
    by = UnicodeAttribute()
    at = UnicodeAttribute()


class DynamoNotes:
    """The port `Notes` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, note: Note) -> None:
        """Store it."""
        transaction = self._database.begin()
        transaction.save(NoteRecord.of(note, key=Keys.note(note.reservation_id, note.note_id), version=None))
        transaction.commit("bookings.note")

    def list_of(self, reservation_id: str) -> list[Note]:
        """Return the notes of a reservation, oldest first."""
        pk, _ = Keys.note(reservation_id)
        return [from_row(Note, row) for row in query.everything(NoteRecord.Meta.table_name, pk, prefix=Keys.NOTES)]

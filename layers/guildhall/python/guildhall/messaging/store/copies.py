"""The port `Copies` on DynamoDB."""

from __future__ import annotations

from dataclasses import replace

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.kernel.events import DomainEvent
from guildhall.messaging.models.copies import WRITE_COPY, CopyState, DataCopy
from guildhall.messaging.store.messages import FILES_QUEUE
from guildhall.messaging.store.rows import Keys
from guildhall.platform.items import IntegerAttribute, ListOf
from guildhall.platform.table import ChatRecord, Database


class DataCopyRecord(ChatRecord):
    """The latest copy of a person's data."""

    KIND = "messaging.data_copy"

    copy_id = UnicodeAttribute()
    account_id = UnicodeAttribute()
    asked_at = UnicodeAttribute()
    moved_at = UnicodeAttribute()
    state = UnicodeAttribute()
    parts = ListOf()
    kept_until = UnicodeAttribute(null=True)
    found = IntegerAttribute()
    conversations = IntegerAttribute()
    messages = IntegerAttribute()
    files = IntegerAttribute()
    conversation_id = UnicodeAttribute()
    is_through = BooleanAttribute()
    after = UnicodeAttribute(null=True)
    seal = UnicodeAttribute(null=True)
    replaces = UnicodeAttribute(null=True)


class DynamoCopies:
    """One row a person; it goes when the copy does."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, account_id: str) -> DataCopy | None:
        """Return a person's latest copy as it is at this moment, or None."""
        record = DataCopyRecord.fetch(*Keys.copy(account_id))
        return record.to(DataCopy) if record else None

    def save(self, copy: DataCopy, *events: DomainEvent) -> DataCopy:
        """Store it at the version that was read; while it is building, have the next part written."""
        transaction = self._database.begin()
        key, expires_at = Keys.copy(copy.account_id), int(copy.ends_at.timestamp())
        transaction.save(DataCopyRecord.of(copy, key=key, version=copy.version, expires_at=expires_at))
        if copy.state is CopyState.BUILDING:
            which = {"account_id": copy.account_id, "copy_id": copy.copy_id, "part": len(copy.parts) + 1}
            transaction.enqueue(FILES_QUEUE, copy.copy_id, {"type": WRITE_COPY, **which})
        transaction.publish(*events)
        transaction.commit("messaging.take_copy")
        return replace(copy, version=copy.version + 1)

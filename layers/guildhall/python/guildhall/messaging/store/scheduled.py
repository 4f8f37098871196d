"""The port `ScheduledMessages` on DynamoDB."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from guildhall.kernel.clock import to_text
from guildhall.kernel.events import DomainEvent
from guildhall.messaging.models.scheduled import SEND_SCHEDULED, ScheduledMessage
from guildhall.messaging.store.messages import FILES_QUEUE
from guildhall.messaging.store.rows import Keys, call
from guildhall.platform import query
from guildhall.platform.items import typed_key
from guildhall.platform.table import ChatRecord, Database, Transaction, from_row

SHARDS = 4
AT_ONCE = 100
"""Of one shard; those behind come a minute later."""


class ScheduledMessageRecord(ChatRecord):
    """A message that waits; until it is handed over, it stands in the index under its instant."""

    KIND = "messaging.scheduled"
    UNAUDITED = frozenset({"text"})

    scheduled_id = UnicodeAttribute()
    account_id = UnicodeAttribute()
    conversation_id = UnicodeAttribute()
    text = UnicodeAttribute()
    send_at = UnicodeAttribute()
    state = UnicodeAttribute()
    message_id = UnicodeAttribute(null=True)
    refused_because = UnicodeAttribute(null=True)


class DynamoScheduledMessages:
    """Scheduled messages beside the conversations of their writer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, account_id: str, scheduled_id: str) -> ScheduledMessage | None:
        """Return one as it is at this moment, or None."""
        record = ScheduledMessageRecord.fetch(*Keys.scheduled(account_id, scheduled_id))
        return record.to(ScheduledMessage) if record else None

    def list(
        self, account_id: str, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[ScheduledMessage], dict[str, Any] | None]:
        """Return a person's, the last written first, and where the next page starts."""
        pk, prefix = Keys.scheduled(account_id, "")
        table = ChatRecord.Meta.table_name
        found = query.page(table, pk, prefix=prefix, limit=limit, position=position, newest_first=True, consistent=True)
        return [from_row(ScheduledMessage, row) for row in found.items], found.position

    def save(self, message: ScheduledMessage, *events: DomainEvent) -> ScheduledMessage:
        """Store it at the version that was read, and tell the world. Raises StaleVersion."""
        return self._save(message, self._database.begin(), *events)

    def hand_over(self, message: ScheduledMessage) -> ScheduledMessage:
        """Store one with its message id at the version that was read, and have it sent. Raises StaleVersion."""
        transaction = self._database.begin()
        which = {"account_id": message.account_id, "scheduled_id": message.scheduled_id}
        transaction.enqueue(FILES_QUEUE, message.scheduled_id, {"type": SEND_SCHEDULED, **which})
        return self._save(message, transaction)

    def _save(self, message: ScheduledMessage, transaction: Transaction, *events: DomainEvent) -> ScheduledMessage:
        index: dict[str, str] = {}
        if message.is_open:
            shard = zlib.crc32(message.scheduled_id.encode()) % SHARDS
            sort = f"{to_text(message.send_at)}#{message.account_id}#{message.scheduled_id}"
            index = {"gsi1pk": Keys.due(shard), "gsi1sk": sort}
        key = Keys.scheduled(message.account_id, message.scheduled_id)
        transaction.save(ScheduledMessageRecord.of(message, key=key, version=message.version, **index))
        transaction.publish(*events)
        transaction.commit("messaging.schedule")
        return replace(message, version=message.version + 1)

    def forget(self, account_id: str, conversation_id: str) -> None:
        """Remove what a person wrote to be sent in a conversation, whatever became of it. Raises Unavailable."""
        pk, prefix = Keys.scheduled(account_id, "")
        table = ChatRecord.Meta.table_name
        for row in query.everything(table, pk, prefix=prefix):
            if row["conversation_id"] == conversation_id:
                call("DeleteItem", {"TableName": table, "Key": typed_key(pk, row["SK"])})

    def due(self, now: datetime) -> Sequence[tuple[str, str]]:
        """Return account and id of those whose instant has come, earliest first, not necessarily all."""
        table, until = ChatRecord.Meta.table_name, f"{to_text(now)}~"
        pages = [
            query.page(table, Keys.due(shard), index="GSI1", between=("0", until), limit=AT_ONCE)
            for shard in range(SHARDS)
        ]
        places = sorted(row["GSI1SK"].split("#") for page in pages for row in page.items)
        return [(account_id, scheduled_id) for _, account_id, scheduled_id in places]

"""The port `Remains` on the chat table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from guildhall.kernel.clock import to_text
from guildhall.messaging.store.rows import Keys, call
from guildhall.platform import query
from guildhall.platform.items import typed_key
from guildhall.platform.table import ChatRecord

AT_ONCE = 5
"""Conversations of one round."""
PAGES = 20
"""Of a hundred rows; the next round goes on."""


class DynamoRemains:
    """What is left of erased conversations: everything in their partition but the row that says so."""

    def due(self, until: datetime) -> Sequence[str]:
        """Return some conversations that were erased before an instant and of which something may be left."""
        bounds = ("0", to_text(until))
        found = query.page(ChatRecord.Meta.table_name, Keys.ERASED, index="GSI1", between=bounds, limit=AT_ONCE)
        return [row["GSI1SK"].rpartition("#")[2] for row in found.items]

    def remove(self, conversation_id: str) -> bool:
        """Remove messages, changes, versions and calls, a bounded number at once; True if none is left."""
        pk, itself = Keys.conversation(conversation_id)
        for _ in range(PAGES):
            rows = query.page(ChatRecord.Meta.table_name, pk, limit=query.MOST, consistent=True).items
            gone = [row["SK"] for row in rows if row["SK"] != itself]
            if not gone:
                return True
            # What it leaves standing is still there for the next page.
            query.batch_delete(ChatRecord.Meta.table_name, [(pk, sk) for sk in gone])
        return False

    def settle(self, conversation_id: str) -> None:
        """Note that nothing is left."""
        pk, sk = Keys.conversation(conversation_id)
        request = {
            "TableName": ChatRecord.Meta.table_name,
            "Key": typed_key(pk, sk),
            "UpdateExpression": "REMOVE GSI1PK, GSI1SK",
        }
        call("UpdateItem", request)

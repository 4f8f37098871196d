"""The port `Errands`: commands for the function that works when nobody waits."""

from __future__ import annotations

from guildhall.messaging.models import Message
from guildhall.messaging.models.links import PREVIEW_LINK
from guildhall.messaging.store.messages import FILES_QUEUE
from guildhall.platform.table import Database


class DynamoErrands:
    """Errands leave by the outbox."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def preview(self, message: Message) -> None:
        """Have a message's link looked up."""
        transaction = self._database.begin()
        about = {"conversation_id": message.conversation_id, "message_id": message.message_id}
        transaction.enqueue(FILES_QUEUE, message.message_id, {"type": PREVIEW_LINK, **about})
        transaction.commit("messaging.preview_link")

"""The port `Messages` on DynamoDB."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from guildhall.kernel.actor import Actor, Origin
from guildhall.kernel.clock import from_text, to_text
from guildhall.kernel.errors import StaleVersion
from guildhall.messaging.errors import MessageIdTaken
from guildhall.messaging.events import MessageSentV1
from guildhall.messaging.models import Message, MessagePage, mark_of
from guildhall.messaging.store.rows import Keys, Refused, call
from guildhall.platform import outbox, query
from guildhall.platform.items import from_item, to_typed
from guildhall.platform.table import ChatRecord, Database

KIND = "messaging.message"
MOST_BYTES = 96 * 1024
"""Text of one page: an answer over a socket may have 128 KiB (AWS limit), and JSON adds to it."""

COUNTED_AT_ONCE = 500
"""Messages that one reading looks at for a count, own ones among them."""
AT_ONCE = 50
"""Messages announced in one transaction, which may write 100 items (AWS limit)."""


class DynamoMessages:
    """Messages as plain items: nothing is decoded that a page does not show."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, message: Message) -> Message:
        """Store a message, or return the equal one that is stored. Raises MessageIdTaken."""
        pk, sk = Keys.message(message.conversation_id, message.message_id)
        item = {
            "PK": to_typed(pk),
            "SK": to_typed(sk),
            "kind": to_typed(KIND),
            "sender_id": to_typed(message.sender_id),
            "text": to_typed(message.text),
            "sent_at": to_typed(to_text(message.sent_at)),
        }
        request = {
            "TableName": ChatRecord.Meta.table_name,
            "Item": item,
            "ConditionExpression": "attribute_not_exists(PK)",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        try:
            call("PutItem", request)
        except Refused as refused:
            kept = message_of_row(refused.item)
            if replace(kept, sent_at=message.sent_at) != message:
                raise MessageIdTaken("make a new id for another message") from refused
            return kept
        return message

    def get(self, conversation_id: str, message_id: str) -> Message | None:
        """Return a message, or None."""
        pk, sk = Keys.message(conversation_id, message_id)
        key = {"PK": to_typed(pk), "SK": to_typed(sk)}
        request = {"TableName": ChatRecord.Meta.table_name, "Key": key, "ConsistentRead": True}
        item = call("GetItem", request).get("Item")
        return message_of_row(from_item(item)) if item else None

    def older(self, conversation_id: str, before: str | None, limit: int) -> MessagePage:
        """Return messages with smaller ids than `before`, newest first; without it, the newest."""
        return _page(conversation_id, Keys.messages_from(None), before, limit, newest_first=True)

    def newer(self, conversation_id: str, born_from: datetime | None, after: str | None, limit: int) -> MessagePage:
        """Return messages with ids of this instant or later and larger than `after`, oldest first."""
        return _page(conversation_id, Keys.messages_from(born_from), after, limit, newest_first=False)

    def marks_of_others(
        self, conversation_id: str, account_id: str, born_from: datetime | None, behind: str, most: int
    ) -> Sequence[str]:
        """Return the marks behind a mark of messages that others sent, with ids of this instant or later."""
        values = {
            ":pk": Keys.message(conversation_id, "")[0],
            ":from": Keys.messages_from(born_from),
            ":to": Keys.LAST_MESSAGE,
            ":me": account_id,
            ":behind": behind.partition("#")[0],
        }
        request: dict[str, Any] = {
            "TableName": ChatRecord.Meta.table_name,
            "KeyConditionExpression": "PK = :pk AND SK BETWEEN :from AND :to",
            "FilterExpression": "sender_id <> :me AND sent_at >= :behind",
            "ProjectionExpression": "SK, sent_at",
            "ExpressionAttributeValues": {name: to_typed(value) for name, value in values.items()},
            "ConsistentRead": True,
        }
        found: list[str] = []
        while len(found) < most:
            answer = call("Query", {**request, "Limit": COUNTED_AT_ONCE})
            rows = [from_item(item) for item in answer["Items"]]
            marks = [mark_of(row["sent_at"], row["SK"].partition("#")[2]) for row in rows]
            found += [mark for mark in marks if mark > behind]
            if "LastEvaluatedKey" not in answer:
                break
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
        return found

    def announce(self, events: Sequence[MessageSentV1]) -> None:
        """Tell the world of messages; told again, they carry the same event ids."""
        for start in range(0, len(events), AT_ONCE):
            part = events[start : start + AT_ONCE]
            try:
                self._announce(part)
            except StaleVersion:
                # Some were announced by an attempt that died before it could say so: let only those be.
                for event in part:
                    with contextlib.suppress(StaleVersion):
                        self._announce([event])

    def _announce(self, events: Sequence[MessageSentV1]) -> None:
        transaction = self._database.begin()
        for event in events:
            origin = Origin(Actor(event.sender_id), event.message_id, event.message_id)
            same_id = _SameId("evt_" + event.message_id.removeprefix("msg_"))
            transaction.put_unaudited(outbox.event_row(event, origin, self._database.clock.now(), same_id))
        transaction.commit("messaging.announce")


class _SameId:
    """The event's id is the message's: consumers, idempotent on it, see a repetition for what it is."""

    def __init__(self, event_id: str) -> None:
        self._event_id = event_id

    def new(self, _prefix: str) -> str:
        return self._event_id


def message_of_row(row: dict[str, Any]) -> Message:
    """Build a message from its item; both ids are in the key."""
    return Message(
        conversation_id=row["PK"].partition("#")[2],
        message_id=row["SK"].partition("#")[2],
        sender_id=row["sender_id"],
        text=row["text"],
        sent_at=from_text(row["sent_at"]),
    )


def _page(conversation_id: str, start: str, beyond: str | None, limit: int, *, newest_first: bool) -> MessagePage:
    pk, sk = Keys.message(conversation_id, beyond or "")
    found = query.page(
        ChatRecord.Meta.table_name,
        pk,
        between=(start, Keys.LAST_MESSAGE),
        limit=limit,
        position={"PK": pk, "SK": sk} if beyond else None,
        newest_first=newest_first,
        consistent=True,
    )
    messages: list[Message] = []
    size = 0
    for row in found.items:
        size += len(row["text"].encode())
        if messages and size > MOST_BYTES:
            return MessagePage(messages, messages[-1].message_id)
        messages.append(message_of_row(row))
    return MessagePage(messages, found.position["SK"].partition("#")[2] if found.position else None)

"""The port `Messages` on DynamoDB."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
from pynamodb.expressions.update import Action

from guildhall.kernel.actor import Actor, Origin
from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import StaleVersion
from guildhall.messaging.errors import MessageIdTaken
from guildhall.messaging.events import MessageSentV1
from guildhall.messaging.models import ERASE_FILE, How, Message, MessagePage, Reader, Version
from guildhall.messaging.store.counting import marks_of_others
from guildhall.messaging.store.records import (
    KIND,
    ChangeRecord,
    MessageRecord,
    VersionRecord,
    message_of_row,
    plain_of,
)
from guildhall.messaging.store.rows import Keys, Refused, SameId, call, read_items
from guildhall.messaging.store.translations import forget
from guildhall.platform import outbox, query
from guildhall.platform.items import from_item, to_typed, typed_key
from guildhall.platform.table import ChatRecord, Database, Transaction, from_row

MOST_BYTES = 76 * 1024
"""Of one page, as JSON: an answer over a socket may have 128 KiB (AWS limit), and a changed message goes beside it."""
PLAIN_BYTES = 640
"""Of a message in an answer, beside all that is counted by itself."""
PERSON_BYTES = 36
"""Of each account that it names."""
EMOJI_BYTES = 100
"""Of each emoji with which somebody reacted, beside those who did: 16 code points are the most of it."""
FILE_BYTES = 700
"""Of a file, beside its name and its placeholder; a hundred peaks are the most of it."""
LINK_BYTES = 4_300
"""Of a preview at most: its address, and texts of 580 letters."""
FILES_QUEUE = "messaging-files"
"""Takes what is to be done with files."""
AT_ONCE = 50
"""Messages announced in one transaction, which may write 100 items (AWS limit)."""


class DynamoMessages:
    """Messages as plain items: nothing is decoded that a page does not show."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, message: Message) -> Message:
        """Store a message, or return the one that is stored of the same sending. Raises MessageIdTaken."""
        if message.thread_id is not None:
            return self._put_reply(message, message.thread_id)
        pk, sk = Keys.message(message.conversation_id, message.message_id)
        row = {"PK": pk, "SK": sk, "kind": KIND, **plain_of(message)}
        item = {name: to_typed(value) for name, value in row.items()}
        request = {
            "TableName": ChatRecord.Meta.table_name,
            "Item": item,
            "ConditionExpression": "attribute_not_exists(PK)",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        try:
            call("PutItem", request)
        except Refused as refused:
            return _same(message_of_row(refused.item), message)
        return message

    def _put_reply(self, message: Message, thread_id: str) -> Message:
        """Store a message of a thread and count it, both or neither: sent again, it is not counted again."""
        transaction = self._database.begin()
        key = Keys.message(message.conversation_id, message.message_id)
        record = MessageRecord(*key, kind=KIND, **plain_of(message))
        record.gsi1pk, record.gsi1sk = Keys.thread(message.conversation_id, thread_id), key[1]
        transaction.put_unaudited(record)
        self._count(transaction, message, message.sender_id, message.sent_at, step=1)
        try:
            transaction.commit("messaging.send")
        except StaleVersion:
            kept = self.get(message.conversation_id, message.message_id)
            if kept is None:
                raise
            return _same(kept, message)
        return replace(message, version=1)

    def _count(self, transaction: Transaction, reply: Message, by: str, at: datetime, *, step: int) -> None:
        """Let what began the thread say how many replies it has; those who were away learn of it as of any change."""
        thread_id = reply.thread_id or ""
        head = MessageRecord(*Keys.message(reply.conversation_id, thread_id), kind=KIND)
        latest: list[Action] = [MessageRecord.last_reply_at.set(to_text(at))] if step > 0 else []
        transaction.update(head, [MessageRecord.replies.add(step), *latest], condition=MessageRecord.sent_at.exists())
        place = Keys.change(reply.conversation_id, at, self._database.ids.new("chg"))
        told = ChangeRecord(*place, kind=ChangeRecord.KIND, message_id=thread_id, account_id=by, how=str(How.REPLIED))
        transaction.put_unaudited(told)

    def get(self, conversation_id: str, message_id: str) -> Message | None:
        """Return a message, or None."""
        pk, sk = Keys.message(conversation_id, message_id)
        key = typed_key(pk, sk)
        request = {"TableName": ChatRecord.Meta.table_name, "Key": key, "ConsistentRead": True}
        item = call("GetItem", request).get("Item")
        return message_of_row(from_item(item)) if item else None

    def older(self, conversation_id: str, before: str | None, limit: int) -> MessagePage:
        """Return messages with smaller ids than `before`, newest first; without it, the newest."""
        return _page(conversation_id, Keys.messages_from(None), before, limit, newest_first=True)

    def thread(self, conversation_id: str, thread_id: str, before: str | None, limit: int) -> MessagePage:
        """Return messages of a thread with smaller ids than `before`, newest first; without it, the newest."""
        pk, sk = Keys.message(conversation_id, before or "")
        index = {"GSI1PK": Keys.thread(conversation_id, thread_id), "GSI1SK": sk}
        found = query.page(
            ChatRecord.Meta.table_name,
            index["GSI1PK"],
            index="GSI1",
            limit=limit,
            position={"PK": pk, "SK": sk, **index} if before else None,
            newest_first=True,
        )
        keys = [(row["PK"], row["SK"]) for row in found.items]
        return _cut([row for row in read_items(keys) if row], found.position)

    def newer(self, conversation_id: str, born_from: datetime | None, after: str | None, limit: int) -> MessagePage:
        """Return messages with ids of this instant or later and larger than `after`, oldest first."""
        return _page(conversation_id, Keys.messages_from(born_from), after, limit, newest_first=False)

    def change(self, message: Message, how: How, by: str, at: datetime, before: Message) -> Message:
        """Store a changed message at the version of `before`, and what it said. Raises StaleVersion."""
        transaction, change_id = self._database.begin(), self._database.ids.new("chg")
        changed = replace(message, sent_digest=before.digest)
        key = Keys.message(message.conversation_id, message.message_id)
        record = MessageRecord(*key, kind=KIND, **plain_of(changed))
        if before.version:
            record.v = before.version
        if message.thread_id is not None:
            record.gsi1pk, record.gsi1sk = Keys.thread(message.conversation_id, message.thread_id), key[1]
        transaction.put_unaudited(record)
        place = Keys.change(message.conversation_id, at, change_id)
        transaction.put_unaudited(
            ChangeRecord(*place, kind=ChangeRecord.KIND, message_id=message.message_id, account_id=by, how=str(how))
        )
        if how in {How.EDITED, How.DELETED}:
            place = Keys.version(message.conversation_id, message.message_id, f"{to_text(at)}#{change_id}")
            version = Version(message.message_id, before.text, at, by, how)
            transaction.put_unaudited(VersionRecord.of(version, key=place, version=None))
        if how is How.DELETED and message.thread_id is not None:
            self._count(transaction, message, by, at, step=-1)
        if how is How.DELETED:
            forget(transaction, message)
            for one in before.files:
                path = f"messaging/{message.conversation_id}/{one.file_id}"
                transaction.enqueue(FILES_QUEUE, one.file_id, {"type": ERASE_FILE, "key": path})
        transaction.commit("messaging.change_message")
        return replace(changed, version=before.version + 1)

    def changed(self, conversation_id: str, since: datetime, after: str, limit: int) -> MessagePage:
        """Return messages changed since an instant, each once, as they are at this moment."""
        pk, start = Keys.change(conversation_id, since, "")
        found = query.page(
            ChatRecord.Meta.table_name,
            pk,
            between=(start, Keys.LAST_CHANGE),
            limit=limit,
            position={"PK": pk, "SK": after} if after else None,
            consistent=True,
        )
        ids = list(dict.fromkeys(row["message_id"] for row in found.items))
        rows = read_items([Keys.message(conversation_id, one) for one in ids])
        known = {row["SK"].partition("#")[2]: message_of_row(row) for row in rows if row}
        taken: dict[str, Message] = {}
        size, end = 0, None
        for row in found.items:
            message = known[row["message_id"]]
            if message.message_id not in taken:
                size += _size(message)
                if taken and size > MOST_BYTES:
                    return MessagePage(list(taken.values()), end)
                taken[message.message_id] = message
            end = row["SK"]
        return MessagePage(list(taken.values()), end if found.position else None)

    def versions(self, conversation_id: str, message_id: str) -> list[Version]:
        """Return what a message said before, oldest first."""
        pk, prefix = Keys.version(conversation_id, message_id, "")
        rows = query.everything(ChatRecord.Meta.table_name, pk, prefix=prefix)
        return [from_row(Version, row) for row in rows]

    def marks_of_others(self, conversation_id: str, readers: Sequence[Reader], most: int) -> list[list[str]]:
        """Return for each reader the marks behind theirs of messages that others sent, all in one reading."""
        return marks_of_others(conversation_id, readers, most)

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
            same_id = SameId(event.conversation_id, event.message_id, "sent")
            transaction.put_unaudited(outbox.event_row(event, origin, self._database.clock.now(), same_id))
        transaction.commit("messaging.announce")


def _same(kept: Message, sent: Message) -> Message:
    """Return what is kept, if it is of the same sending. Raises MessageIdTaken."""
    if kept.digest != sent.digest:
        raise MessageIdTaken("make a new id for another message")
    return kept


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
    return _cut(found.items, found.position)


def _cut(rows: Sequence[dict[str, Any]], position: dict[str, Any] | None) -> MessagePage:
    messages: list[Message] = []
    size = 0
    for row in rows:
        message = message_of_row(row)
        size += _size(message)
        if messages and size > MOST_BYTES:
            return MessagePage(messages, messages[-1].message_id)
        messages.append(message)
    return MessagePage(messages, position["SK"].partition("#")[2] if position else None)


def _size(message: Message) -> int:
    """Return how many bytes a message has in an answer at most. Quotes and control characters grow in JSON."""
    named = len(message.mention_ids) + sum(map(len, message.reactions.values()))
    return (
        PLAIN_BYTES
        + len(orjson.dumps(message.text))
        + PERSON_BYTES * named
        + EMOJI_BYTES * len(message.reactions)
        + (LINK_BYTES if message.preview else 0)
        + sum(FILE_BYTES + len(orjson.dumps(one.file_name)) + len(one.placeholder) for one in message.files)
    )

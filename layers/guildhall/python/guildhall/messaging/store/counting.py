"""Counting what of a conversation is unread, for everybody at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guildhall.messaging.models import Reader, mark_of
from guildhall.messaging.store.rows import Keys, call
from guildhall.platform.items import from_item, to_typed
from guildhall.platform.table import ChatRecord

COUNTED_AT_ONCE = 200
"""Messages that one request looks at for counts, own ones among them."""


def marks_of_others(conversation_id: str, readers: Sequence[Reader], most: int) -> list[list[str]]:
    """Return for each reader the marks behind theirs of messages that others sent, all in one reading."""
    starts = [Keys.messages_from(one.born_from) for one in readers]
    found: list[list[str]] = [[] for _ in readers]
    request = _counting(conversation_id, readers, min(starts, default=""))
    # From the end: who is behind by more than is counted does not let the others wait for what lies between.
    reached = Keys.LAST_MESSAGE
    while any(len(marks) < most and start < reached for marks, start in zip(found, starts, strict=True)):
        answer = call("Query", request)
        for row in map(from_item, answer["Items"]):
            mark = mark_of(row["sent_at"], row["SK"].partition("#")[2])
            for reader, marks in zip(readers, found, strict=True):
                if row["sender_id"] != reader.account_id and mark > reader.behind:
                    marks.append(mark)
        if "LastEvaluatedKey" not in answer:
            break
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
        reached = from_item(answer["LastEvaluatedKey"])["SK"]
    return found


def _counting(conversation_id: str, readers: Sequence[Reader], start: str) -> dict[str, Any]:
    """Return the request for what counts as unread."""
    values = {
        ":pk": Keys.message(conversation_id, "")[0],
        ":from": start,
        ":to": Keys.LAST_MESSAGE,
        ":behind": min((one.behind.partition("#")[0] for one in readers), default=""),
        ":missed": "missed",
    }
    return {
        "TableName": ChatRecord.Meta.table_name,
        "KeyConditionExpression": "PK = :pk AND SK BETWEEN :from AND :to",
        "FilterExpression": "sent_at >= :behind AND attribute_not_exists(deleted_at)"
        # Of calls, only what one missed is news.
        " AND (attribute_not_exists(#call) OR #call.outcome = :missed)",
        "ExpressionAttributeNames": {"#call": "call"},
        "ProjectionExpression": "SK, sent_at, sender_id",
        "ExpressionAttributeValues": {name: to_typed(value) for name, value in values.items()},
        "ScanIndexForward": False,
        "ConsistentRead": True,
        "Limit": COUNTED_AT_ONCE,
    }

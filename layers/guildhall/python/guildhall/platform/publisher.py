"""Takes outbox rows to the bus and to our queues, and removes what has arrived."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from ulid import ULID

from guildhall.kernel.clock import Clock
from guildhall.platform import aws, query
from guildhall.platform.assembly import Platform
from guildhall.platform.observe import logger
from guildhall.platform.outbox import SHARDS

BATCH = 10
"""Entries of one PutEvents or SendMessageBatch call (AWS limit)."""
LATE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PublisherSettings:
    """bus: name of the event bus. queues: `name=url` pairs, comma-separated."""

    bus: str
    queues: str


class Publisher:
    """Sends rows; a row is removed after it was taken, so a crash in between sends it twice and never loses it."""

    def __init__(self, core_table: str, bus: str, queue_urls: Mapping[str, str], clock: Clock) -> None:
        self._table = core_table
        self._bus = bus
        self._queue_urls = queue_urls
        self._clock = clock

    @classmethod
    def wire(cls, platform: Platform) -> Publisher:
        """Build from the environment."""
        own = platform.settings(PublisherSettings)
        queue_urls = dict(pair.split("=", 1) for pair in own.queues.split(",") if pair)
        return cls(platform.tables.core_table, own.bus, queue_urls, platform.clock)

    def send(self, rows: Sequence[dict[str, Any]]) -> list[str]:
        """Send rows (plain items) in their order and remove those that were taken. Returns the ids of the rest."""
        failed: list[str] = []
        for batch in _batches([row for row in rows if "detail_type" in row]):
            failed += _tried(self._to_bus, batch)
        for name in dict.fromkeys(row["queue"] for row in rows if "queue" in row):
            for batch in _batches([row for row in rows if row.get("queue") == name]):
                failed += _tried(partial(self._to_queue, self._queue_urls[name]), batch)
        taken = [(row["PK"], row["SK"]) for row in rows if row["SK"] not in failed]
        return failed + [row for _, row in query.batch_delete(self._table, taken)]

    def sweep(self) -> int:
        """Send every row that is older than a minute: the stream should have had it. Returns how many were found."""
        newest = str(ULID.from_datetime(self._clock.now() - LATE))
        found = 0
        for shard in SHARDS:
            for prefix in ("evt_", "msg_"):
                late = query.page(
                    self._table, f"OUTBOX#{shard}", between=(prefix, prefix + newest), limit=100, consistent=True
                )
                found += len(late.items)
                self.send(late.items)
        return found

    def _to_bus(self, rows: Sequence[dict[str, Any]]) -> list[str]:
        entries = [
            {
                "EventBusName": self._bus,
                "Source": row["source"],
                "DetailType": row["detail_type"],
                "Detail": json.dumps(row["detail"], separators=(",", ":")),
                **({"TraceHeader": row["trace"]} if "trace" in row else {}),
            }
            for row in rows
        ]
        answer = aws.client("events").put_events(Entries=entries)
        return [row["SK"] for row, entry in zip(rows, answer["Entries"], strict=True) if "ErrorCode" in entry]

    def _to_queue(self, url: str, rows: Sequence[dict[str, Any]]) -> list[str]:
        is_fifo = url.endswith(".fifo")
        entries = [
            {
                "Id": str(number),
                "MessageBody": json.dumps({"id": row["SK"], **row["detail"]}, separators=(",", ":")),
                **({"MessageGroupId": row["group"], "MessageDeduplicationId": row["SK"]} if is_fifo else {}),
                **({"MessageSystemAttributes": _traced(row["trace"])} if "trace" in row else {}),
            }
            for number, row in enumerate(rows)
        ]
        answer = aws.client("sqs").send_message_batch(QueueUrl=url, Entries=entries)
        return [rows[int(entry["Id"])]["SK"] for entry in answer.get("Failed", [])]


def _traced(header: str) -> dict[str, Any]:
    return {"AWSTraceHeader": {"DataType": "String", "StringValue": header}}


def _tried(send: Callable[[Sequence[dict[str, Any]]], list[str]], rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return the ids of the rows that were not taken: a place that refuses everything must not hold up the others."""
    try:
        return send(rows)
    except (ClientError, BotoCoreError) as error:
        logger.warning("not taken", extra={"reason": str(error), "rows": [row["SK"] for row in rows]})
        return [row["SK"] for row in rows]


def _batches(rows: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]

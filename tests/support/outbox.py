"""Looks into the outbox: what a use case would tell the world."""

from __future__ import annotations

from typing import Any

from guildhall.platform import query
from guildhall.platform.outbox import SHARDS
from guildhall.platform.table import Tables


def rows(tables: Tables) -> list[dict[str, Any]]:
    """Return every unsent row, oldest first."""
    found = [
        row
        for shard in SHARDS
        for row in query.page(tables.core_table, f"OUTBOX#{shard}", limit=100, consistent=True).items
    ]
    return sorted(found, key=lambda row: row["SK"].partition("_")[2])


def published(tables: Tables, detail_type: str) -> list[dict[str, Any]]:
    """Return the payloads of the events of one type."""
    return [row["detail"]["data"] for row in rows(tables) if row.get("detail_type") == detail_type]


def enqueued(tables: Tables, queue: str) -> list[dict[str, Any]]:
    """Return the payloads of the messages for one queue."""
    return [row["detail"]["data"] for row in rows(tables) if row.get("queue") == queue]

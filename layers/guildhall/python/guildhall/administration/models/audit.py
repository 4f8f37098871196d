"""The audit log: one entry, and the hours that are sealed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from guildhall.kernel.clock import to_text
from guildhall.kernel.types import Instant


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One use case that changed something.

    changes: one per item written: entity, item, kind, and its attributes before and after, as far as they differ.
    """

    id: str
    occurred_at: Instant
    action: str
    actor: str
    correlation_id: str
    causation_id: str
    changes: list[dict[str, Any]]


FIRST_CHAIN = "0" * 64
"""What the first sealed hour is chained to."""


@dataclass(frozen=True, slots=True)
class SealedHour:
    """An hour of the audit log, as it was exported for good.

    hour: its beginning, UTC. entries: how many. digest: SHA-256 of the exported file's content before compression.
    chain: SHA-256 over the chain of the hour before, the hour, how many and the digest, all in hexadecimal or text.
    """

    hour: Instant
    entries: int
    digest: str
    chain: str


def seal(hour: datetime, content: bytes, previous_chain: str) -> SealedHour:
    """Return the seal of an hour. content: its entries as lines of JSON, in order of their ids."""
    count, digest = content.count(b"\n"), hashlib.sha256(content).hexdigest()
    text = "\n".join((previous_chain, to_text(hour), str(count), digest))
    return SealedHour(hour, count, digest, hashlib.sha256(text.encode()).hexdigest())


def lines_of(entries: Sequence[AuditEntry]) -> bytes:
    """Return entries as lines of JSON (RFC 8259, keys sorted): the same entries always give the same bytes."""
    rows = [{**asdict(entry), "occurred_at": to_text(entry.occurred_at)} for entry in entries]
    return b"".join(
        json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n" for row in rows
    )

"""The audit log: who changed what, from what to what, in which chain of causes. Append-only.

| who asks                     | index | PK                       | SK     |
|------------------------------|-------|--------------------------|--------|
| everything, by time          | table | AUD#{yyyymmddhh}#{0..f}  | {ulid} |
| the history of one entity    | GSI1  | E#{entity PK}            | {ulid} |
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from guildhall.kernel.actor import Origin
from guildhall.kernel.clock import to_text
from guildhall.kernel.ids import Ids
from guildhall.platform import context
from guildhall.platform.items import ListOf
from guildhall.platform.table import AuditRecord, Record

KEYS = {"pk", "sk", "kind", "v", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk", "expires_at"}
LONGEST_VALUE = 1_000
"""Characters of a text kept in the log; longer ones are cut, the entity's own history has the rest."""


class AuditEntryRecord(AuditRecord):
    """One use case that changed something."""

    KIND = "audit.entry"

    action = UnicodeAttribute()
    actor = UnicodeAttribute()
    correlation_id = UnicodeAttribute()
    causation_id = UnicodeAttribute()
    occurred_at = UnicodeAttribute()
    changes = ListOf()


def entry(
    action: str, saved: Sequence[tuple[Record, bool]], origin: Origin, now: datetime, ids: Ids
) -> AuditEntryRecord:
    """Return the entry for a transaction.

    saved: the records written and whether each was removed; the first is the entity that the history is kept under.
    """
    entry_id = ids.new("aud")
    return AuditEntryRecord(
        f"AUD#{now:%Y%m%d%H}#{int(entry_id[-1], 36) % 16:X}",
        entry_id,
        kind=AuditEntryRecord.KIND,
        gsi1pk=f"E#{saved[0][0].pk}",
        gsi1sk=entry_id,
        action=action,
        actor=origin.actor.account_id,
        correlation_id=origin.correlation_id,
        causation_id=origin.causation_id,
        occurred_at=to_text(now),
        changes=[_change(record, is_removed=is_removed) for record, is_removed in saved],
    )


def _change(record: Record, *, is_removed: bool) -> dict[str, Any]:
    images = context.current().images
    before = images.get((record.Meta.table_name, record.pk, record.sk), {})
    after = {} if is_removed else record.attribute_values
    names = {name for name in {*before, *after} - KEYS if before.get(name) != after.get(name)}
    return {
        "entity": record.pk,
        "item": record.sk,
        "kind": record.kind,
        "before": {name: _shown(record, name, before[name]) for name in sorted(names) if name in before},
        "after": {name: _shown(record, name, after[name]) for name in sorted(names) if name in after},
    }


def _shown(record: Record, name: str, value: Any) -> Any:
    if name in record.UNAUDITED:
        return "[not logged]"
    if isinstance(value, str) and len(value) > LONGEST_VALUE:
        return value[:LONGEST_VALUE] + "…"
    return value

"""The audit log, to read, and the seals of its hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from guildhall.administration.models.audit import AuditEntry, SealedHour
from guildhall.administration.store.keys import Keys
from guildhall.kernel.clock import from_text, to_text
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute
from guildhall.platform.outbox import SHARDS
from guildhall.platform.table import CoreRecord, Database, from_row


class SealRecord(CoreRecord):
    """A sealed hour of the audit log."""

    KIND = "administration.audit_seal"

    hour = UnicodeAttribute()
    entries = IntegerAttribute()
    digest = UnicodeAttribute()
    chain = UnicodeAttribute()


class DynamoAuditLog:
    """The port `AuditLog` on the audit table (keys: platform/audit.py)."""

    HOURS_A_PAGE = 24
    """Empty hours passed over in one request: a reader of a quiet month must not wait for all of it."""

    def __init__(self, audit_table: str) -> None:
        self._table = audit_table

    def of_entity(
        self, entity: str, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[AuditEntry], dict[str, Any] | None]:
        """Return a page of one entity's history, newest first."""
        found = query.page(self._table, f"E#{entity}", index="GSI1", limit=limit, position=position, newest_first=True)
        rows = query.batch_get(self._table, [(item["PK"], item["SK"]) for item in found.items])
        return [_entry(row) for row in rows], found.position

    def before(
        self, until: datetime, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[AuditEntry], dict[str, Any] | None]:
        """Return a page of everything, newest first; the position is the id of the last entry or hour looked at."""
        newest = from_text(position["before"]) if position else until
        last_id = position["id"] if position else "aud_~"
        hour = newest.replace(minute=0, second=0, microsecond=0)
        for _ in range(self.HOURS_A_PAGE):
            rows = self._hour(hour, last_id, limit)
            if rows:
                shown = rows[:limit]
                return [_entry(row) for row in shown], {"before": to_text(hour), "id": shown[-1]["SK"]}
            hour, last_id = hour - timedelta(hours=1), "aud_~"
        return [], {"before": to_text(hour), "id": "aud_~"}

    def of_hour(self, hour: datetime) -> list[AuditEntry]:
        """Return every entry of one hour, by id."""
        rows = [row for shard in SHARDS for row in query.everything(self._table, f"AUD#{hour:%Y%m%d%H}#{shard}")]
        return [_entry(row) for row in sorted(rows, key=lambda row: str(row["SK"]))]

    def _hour(self, hour: datetime, last_id: str, limit: int) -> list[dict[str, Any]]:
        rows = [
            row
            for shard in SHARDS
            for row in query.page(
                self._table,
                f"AUD#{hour:%Y%m%d%H}#{shard}",
                limit=limit + 1,
                between=("aud_", last_id),
                newest_first=True,
            ).items
            if row["SK"] < last_id
        ]
        return sorted(rows, key=lambda row: str(row["SK"]), reverse=True)


def _entry(row: dict[str, Any]) -> AuditEntry:
    return from_row(AuditEntry, {**row, "id": row["SK"]})


class DynamoSeals:
    """The port `Seals` in the core table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self) -> SealedHour | None:
        """Return the newest, read consistently, or None."""
        found = query.page(SealRecord.Meta.table_name, Keys.SEALS, limit=1, newest_first=True, consistent=True)
        return from_row(SealedHour, found.items[0]) if found.items else None

    def since(self, hour: datetime, limit: int) -> list[SealedHour]:
        """Return the sealed hours from one on, oldest first."""
        between = (Keys.seal(hour)[1], "9")
        found = query.page(SealRecord.Meta.table_name, Keys.SEALS, limit=limit, between=between)
        return [from_row(SealedHour, row) for row in found.items]

    def add(self, sealed: SealedHour) -> None:
        """Keep a seal. Raises StaleVersion if the hour has one."""
        transaction = self._database.begin()
        # The log of the log would never end.
        transaction.put_unaudited(SealRecord.of(sealed, key=Keys.seal(sealed.hour), version=None))
        transaction.commit("administration.seal_audit_log")

"""Settings in the core table."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from guildhall.administration.models import AuditEntry, Grant, SealedHour, Setting
from guildhall.kernel.clock import from_text, to_text
from guildhall.kernel.events import DomainEvent
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute
from guildhall.platform.outbox import SHARDS
from guildhall.platform.table import CoreRecord, Database, from_row


class Keys:
    """administration in the core table.

    | who asks                     | index | PK       | SK                         |
    |------------------------------|-------|----------|----------------------------|
    | a setting by name            | table | SETTINGS | {name}                     |
    | all settings                 | table | SETTINGS | (all)                      |
    | who holds a permission       | table | GRANTS   | {permission}#{account_id}  |
    | all grants                   | table | GRANTS   | (all)                      |
    | sealed hours                 | table | AUDITSEALS | {yyyymmddhh}             |
    """

    SETTINGS = "SETTINGS"
    GRANTS = "GRANTS"
    SEALS = "AUDITSEALS"

    @classmethod
    def setting(cls, name: str) -> tuple[str, str]:
        """One partition: settings are few, and read far more often than written."""
        return cls.SETTINGS, name

    @classmethod
    def grant(cls, permission: str, account_id: str) -> tuple[str, str]:
        """One partition: grants are few."""
        return cls.GRANTS, f"{permission}#{account_id}"

    @classmethod
    def seal(cls, hour: datetime) -> tuple[str, str]:
        """One partition: one row an hour."""
        return cls.SEALS, f"{hour:%Y%m%d%H}"


class SettingRecord(CoreRecord):
    """A setting that somebody changed."""

    KIND = "administration.setting"

    name = UnicodeAttribute()
    value = IntegerAttribute()
    changed_by = UnicodeAttribute()
    changed_at = UnicodeAttribute()


class SealRecord(CoreRecord):
    """A sealed hour of the audit log."""

    KIND = "administration.audit_seal"

    hour = UnicodeAttribute()
    entries = IntegerAttribute()
    digest = UnicodeAttribute()
    chain = UnicodeAttribute()


class DynamoSettings:
    """The port `Settings` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> Setting | None:
        """Return the stored setting, or None."""
        record = SettingRecord.fetch(*Keys.setting(name))
        return record.to(Setting) if record else None

    def list(self) -> list[Setting]:
        """Return every stored setting, by name."""
        found = query.page(SettingRecord.Meta.table_name, Keys.SETTINGS, limit=100)
        return [from_row(Setting, item) for item in found.items]

    def save(self, setting: Setting, *events: DomainEvent) -> Setting:
        """Store at the version it was read at. Raises StaleVersion."""
        record = SettingRecord.of(setting, key=Keys.setting(setting.name), version=setting.version)
        transaction = self._database.begin()
        transaction.save(record)
        transaction.publish(*events)
        transaction.commit("administration.change_setting")
        return replace(setting, version=setting.version + 1)


class GrantRecord(CoreRecord):
    """A permission that one account holds."""

    KIND = "administration.grant"

    permission = UnicodeAttribute()
    account_id = UnicodeAttribute()
    granted_by = UnicodeAttribute()
    granted_at = UnicodeAttribute()


class DynamoGrants:
    """The port `Grants`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, permission: str | None = None) -> list[Grant]:
        """Return the grants, by permission and account; at most a hundred of each."""
        prefix = f"{permission}#" if permission else None
        table = GrantRecord.Meta.table_name
        found = query.page(table, Keys.GRANTS, prefix=prefix, limit=query.MOST, consistent=True)
        return [from_row(Grant, item) for item in found.items]

    def get(self, permission: str, account_id: str) -> Grant | None:
        """Return a grant, or None."""
        record = GrantRecord.fetch(*Keys.grant(permission, account_id))
        return record.to(Grant) if record else None

    def save(self, grant: Grant) -> None:
        """Keep a grant."""
        transaction = self._database.begin()
        transaction.save(self._record(grant))
        transaction.commit("administration.grant_permission")

    def remove(self, grant: Grant) -> None:
        """Take a grant away."""
        transaction = self._database.begin()
        transaction.delete(self._record(grant))
        transaction.commit("administration.revoke_permission")

    @staticmethod
    def _record(grant: Grant) -> GrantRecord:
        return GrantRecord.of(grant, key=Keys.grant(grant.permission, grant.account_id), version=grant.version)


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

"""Settings in the core table."""

from __future__ import annotations

from dataclasses import replace

from pynamodb.attributes import UnicodeAttribute

from guildhall.administration.models.settings import Setting
from guildhall.administration.store.keys import Keys
from guildhall.kernel.events import DomainEvent
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute
from guildhall.platform.table import CoreRecord, Database, from_row


class SettingRecord(CoreRecord):
    """A setting that somebody changed."""

    KIND = "administration.setting"

    name = UnicodeAttribute()
    value = IntegerAttribute()
    changed_by = UnicodeAttribute()
    changed_at = UnicodeAttribute()


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

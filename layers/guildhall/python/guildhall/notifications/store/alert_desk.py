"""Rules, rotas and addresses of alerts in the core table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from guildhall.notifications.models import AlertAddress, AlertRule, Rota
from guildhall.notifications.store.keys import Keys
from guildhall.platform import query
from guildhall.platform.items import MapOf
from guildhall.platform.table import CoreRecord, Database, adapter

S = TypeVar("S", AlertRule, Rota, AlertAddress)


class AlertSettingRecord(CoreRecord):
    """A rule or a rota."""

    KIND = "notifications.alert_setting"

    content = MapOf()


class AlertAddressRecord(CoreRecord):
    """Where alerts go besides people; who knows its target can send there."""

    KIND = "notifications.alert_address"
    UNAUDITED = frozenset({"content"})

    content = MapOf()


class DynamoAlertDesk:
    """The port `AlertDesk` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rules(self) -> list[AlertRule]:
        """Return the rules, oldest first."""
        return self._all(AlertRule, "RULE#")

    def rotas(self) -> list[Rota]:
        """Return the rotas, oldest first."""
        return self._all(Rota, "ROTA#")

    def addresses(self) -> list[AlertAddress]:
        """Return the addresses, oldest first."""
        return self._all(AlertAddress, "ADDRESS#")

    def begin(self, rules: Sequence[AlertRule]) -> None:
        """Store the rules that a stage begins with. Raises StaleVersion if it began before, whatever became of them."""
        transaction = self._database.begin()
        transaction.save(AlertSettingRecord(Keys.ALERT_DESK, "BEGUN", kind=AlertSettingRecord.KIND, content={}))
        for rule in rules:
            transaction.save(_record(rule))
        transaction.commit("notifications.begin_alert_rules")

    def save(self, setting: AlertRule | Rota | AlertAddress) -> None:
        """Store at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(_record(setting))
        transaction.commit("notifications.change_alert_setting")

    def remove(self, setting: AlertRule | Rota | AlertAddress) -> None:
        """Forget it, at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.delete(_record(setting))
        transaction.commit("notifications.remove_alert_setting")

    @staticmethod
    def _all(model: type[S], prefix: str) -> list[S]:
        table = AlertSettingRecord.Meta.table_name
        found = query.page(table, Keys.ALERT_DESK, prefix=prefix, limit=query.MOST, consistent=True)
        return [adapter(model).validate_python({**row["content"], "version": row["v"]}) for row in found.items]


def _record(setting: AlertRule | Rota | AlertAddress) -> AlertSettingRecord | AlertAddressRecord:
    kind: type[AlertSettingRecord | AlertAddressRecord] = AlertSettingRecord
    if isinstance(setting, AlertRule):
        name = f"RULE#{setting.rule_id}"
    elif isinstance(setting, Rota):
        name = f"ROTA#{setting.rota_id}"
    else:
        kind, name = AlertAddressRecord, f"ADDRESS#{setting.address_id}"
    content = adapter(type(setting)).dump_python(setting, mode="json", exclude={"version"})
    record = kind(Keys.ALERT_DESK, name, kind=kind.KIND, content=content)
    if setting.version:
        record.v = setting.version
    return record

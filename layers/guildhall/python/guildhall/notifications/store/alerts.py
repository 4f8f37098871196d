"""Alerts and their reasons in the core table."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.kernel.clock import to_text
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.ids import is_id
from guildhall.notifications.models import Alert, AlertAddress, AlertState, Watch
from guildhall.notifications.ports.alerts import AlertPage, AlertStep
from guildhall.notifications.store.keys import Keys
from guildhall.platform import query
from guildhall.platform.items import MapOf
from guildhall.platform.table import CoreRecord, Database, adapter

REMEMBERED = timedelta(days=365)
"""How long an alert is kept: long enough to compare this year's with last year's."""


class AlertRecord(CoreRecord):
    """One alert. summary: all of it, so that the lists are enough."""

    KIND = "notifications.alert"

    summary = MapOf()


class WatchRecord(CoreRecord):
    """What is known of one reason."""

    KIND = "notifications.alert_watch"

    key = UnicodeAttribute()
    is_broken = BooleanAttribute()
    alert_id = UnicodeAttribute(null=True)
    heard_at = UnicodeAttribute(null=True)


class ToldRecord(CoreRecord):
    """That an address has taken a step of an alert."""

    KIND = "notifications.alert_told"


class DynamoAlerts:
    """The port `Alerts` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, alert_id: str) -> Alert | None:
        """Return one, or None."""
        if not is_id(alert_id, "alr"):
            return None
        record = AlertRecord.fetch(Keys.alert(alert_id), "ALERT")
        return _alert(record.summary, int(record.v or 0)) if record else None

    def page(self, *, limit: int, position: dict[str, Any] | None) -> AlertPage:
        """Return one page of all alerts, newest first."""
        found = query.page(
            AlertRecord.Meta.table_name, Keys.ALERTS, index="GSI1", limit=limit, position=position, newest_first=True
        )
        return AlertPage([_alert(row["summary"], 0) for row in found.items], found.position)

    def live(self) -> list[Alert]:
        """Return what is not resolved; read afresh, as the index may be a moment late."""
        found = query.everything(AlertRecord.Meta.table_name, Keys.LIVE_ALERTS, index="GSI2")
        keys = [(row["PK"], row["SK"]) for row in found]
        rows = query.batch_get(AlertRecord.Meta.table_name, keys)
        alerts = [_alert(row["summary"], int(row["v"])) for row in rows]
        return [alert for alert in alerts if alert.state is not AlertState.RESOLVED]

    def watch(self, key: str) -> Watch:
        """Return what is known of a reason; at version 0 before the first news of it."""
        record = WatchRecord.fetch(Keys.watch(key), "WATCH")
        return record.to(Watch) if record else Watch(key)

    def note(self, watch: Watch) -> None:
        """Store what is known of a reason. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.put_unaudited(_watch_record(watch))
        transaction.commit("notifications.watch")

    def save(
        self, alert: Alert, watch: Watch | None, step: AlertStep, addresses: list[AlertAddress], event: DomainEvent
    ) -> Alert:
        """Store both at the versions they were read at, and order what tells the addresses. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(_alert_record(alert))
        if watch:
            transaction.put_unaudited(_watch_record(watch))
        for address in addresses:
            body = {"alert_id": alert.alert_id, "address_id": address.address_id, "step": str(step)}
            transaction.enqueue("notification-mails", address.address_id, {"type": "tell_address", **body})
        transaction.publish(event)
        transaction.commit(f"notifications.alert_{step}")
        return replace(alert, version=alert.version + 1)

    def was_told(self, alert_id: str, address_id: str, step: AlertStep) -> bool:
        """Tell whether an address has taken this step."""
        return ToldRecord.fetch(Keys.alert(alert_id), Keys.told(address_id, step)) is not None

    def note_told(self, alert_id: str, address_id: str, step: AlertStep) -> None:
        """Store that an address has taken this step."""
        record = ToldRecord(
            Keys.alert(alert_id), Keys.told(address_id, step), kind=ToldRecord.KIND,
            expires_at=_expiry(self._database.clock.now()),
        )  # fmt: skip
        transaction = self._database.begin()
        transaction.put_unaudited(record)
        transaction.commit("notifications.note_told")


def _alert_record(alert: Alert) -> AlertRecord:
    record = AlertRecord(
        Keys.alert(alert.alert_id),
        "ALERT",
        kind=AlertRecord.KIND,
        summary=adapter(Alert).dump_python(alert, mode="json", exclude={"version"}),
        gsi1pk=Keys.ALERTS,
        gsi1sk=f"{to_text(alert.raised_at)}#{alert.alert_id}",
        expires_at=_expiry(alert.raised_at),
    )
    if alert.state is not AlertState.RESOLVED:
        record.gsi2pk, record.gsi2sk = Keys.LIVE_ALERTS, alert.alert_id
    if alert.version:
        record.v = alert.version
    return record


def _alert(summary: dict[str, Any], version: int) -> Alert:
    alert: Alert = adapter(Alert).validate_python({**summary, "version": version})
    return alert


def _watch_record(watch: Watch) -> WatchRecord:
    return WatchRecord.of(watch, key=(Keys.watch(watch.key), "WATCH"), version=watch.version)


def _expiry(since: datetime) -> int:
    return int((since + REMEMBERED).timestamp())

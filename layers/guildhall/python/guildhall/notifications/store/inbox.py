"""Notifications in the core table."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import Unavailable
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.ids import born_at, is_id
from guildhall.notifications.errors import AlreadyTold, NotificationUnknown
from guildhall.notifications.events import NotificationsReadV1
from guildhall.notifications.machine import DispatchState
from guildhall.notifications.models import KEPT, Dispatch, Notification, Params, Type
from guildhall.notifications.ports import Page
from guildhall.notifications.store.announcements import worded
from guildhall.notifications.store.dispatches import dispatch_record, order
from guildhall.notifications.store.keys import Keys, expiry
from guildhall.platform import query
from guildhall.platform.items import MapOf
from guildhall.platform.table import CoreRecord, Database

COUNTED = 100
MARKED_AT_ONCE = 50


class NotificationRecord(CoreRecord):
    """What an account was told in the app. summary: type and parameters, so that the unread index can show it."""

    KIND = "notifications.notification"

    summary = MapOf()
    read_at = UnicodeAttribute(null=True)


class DynamoInbox:
    """The port `Inbox` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tell(self, notification: Notification | None, dispatches: list[Dispatch], *events: DomainEvent) -> None:
        """Store all of it, and order what goes out now, in one transaction. Raises AlreadyTold."""
        transaction = self._database.begin()
        if notification:
            transaction.put_unaudited(_notification_record(notification), refused=AlreadyTold())
        for dispatch in dispatches:
            transaction.put_unaudited(dispatch_record(dispatch), refused=AlreadyTold())
            if dispatch.state is DispatchState.QUEUED:
                order(transaction, dispatch)
        transaction.publish(*events)
        transaction.commit("notifications.tell")

    def get(self, account_id: str, notification_id: str) -> Notification | None:
        """Return one, or None."""
        if not is_id(notification_id, "ntf"):
            return None
        record = NotificationRecord.fetch(Keys.account(account_id), notification_id)
        if record is None or self._is_gone(notification_id):
            return None
        summary = {**record.summary, "params": self.worded(record.summary["params"])}
        return _notification(account_id, notification_id, summary, record.read_at)

    def worded(self, params: Params) -> Params:
        """Return parameters with the words of the announcement that they name, if they name one."""
        return worded([params])[0]

    def page(self, account_id: str, *, unread: bool, limit: int, position: dict[str, Any] | None) -> Page:
        """Return one page, newest first."""
        table = NotificationRecord.Meta.table_name
        if unread:
            found = query.page(
                table, Keys.unread(account_id), index="GSI2", limit=limit, position=position, newest_first=True
            )
        else:
            found = query.page(
                table, Keys.account(account_id), prefix="ntf_", limit=limit, position=position, newest_first=True
            )
        rows = [row for row in found.items if not self._is_gone(row["SK"])]
        params = worded([row["summary"]["params"] for row in rows])
        items = [
            _notification(account_id, row["SK"], {**row["summary"], "params": own}, row.get("read_at"))
            for row, own in zip(rows, params, strict=True)
        ]
        return Page(items, found.position)

    def count_unread(self, account_id: str) -> int:
        """Return how many are unread; counting stops at 100."""
        found = query.page(NotificationRecord.Meta.table_name, Keys.unread(account_id), index="GSI2", limit=COUNTED)
        return sum(not self._is_gone(row["SK"]) for row in found.items)

    def mark_read(self, notification: Notification, now: datetime) -> Notification:
        """Store that it was read; not in the audit log, as reading changes nothing for anybody else."""
        self._mark(notification.account_id, [notification.notification_id], now)
        return replace(notification, read_at=now)

    def mark_all_read(self, account_id: str, up_to: str | None, now: datetime) -> None:
        """Store that every unread one was read."""
        position: dict[str, Any] | None = None
        while True:
            found = query.page(
                NotificationRecord.Meta.table_name,
                Keys.unread(account_id),
                index="GSI2",
                between=("ntf_", up_to or "ntf_~"),
                limit=MARKED_AT_ONCE,
                position=position,
            )
            ids = [row["SK"] for row in found.items if not self._is_gone(row["SK"])]
            if ids:
                self._mark(account_id, ids, now)
            position = found.position
            if position is None:
                return

    def _mark(self, account_id: str, ids: list[str], now: datetime) -> None:
        transaction = self._database.begin()
        for notification_id in ids:
            record = NotificationRecord(Keys.account(account_id), notification_id)
            transaction.update(
                record,
                [
                    # The index shows a moment late what is already read: the first time of reading stays.
                    NotificationRecord.read_at.set(NotificationRecord.read_at | to_text(now)),
                    NotificationRecord.gsi2pk.remove(),
                    NotificationRecord.gsi2sk.remove(),
                ],
                # Without it, one that has just expired would come back as an empty row.
                condition=NotificationRecord.pk.exists(),
                refused=NotificationUnknown() if len(ids) == 1 else Unavailable(retry_after_seconds=1),
            )
        transaction.publish(NotificationsReadV1(account_id=account_id, notification_ids=ids))
        transaction.commit("notifications.mark_read")

    def _is_gone(self, notification_id: str) -> bool:
        return born_at(notification_id) + KEPT <= self._database.clock.now()


def _notification_record(notification: Notification) -> NotificationRecord:
    return NotificationRecord(
        Keys.account(notification.account_id),
        notification.notification_id,
        kind=NotificationRecord.KIND,
        summary={"type": str(notification.type), "params": notification.params},
        gsi2pk=Keys.unread(notification.account_id),
        gsi2sk=notification.notification_id,
        expires_at=expiry(notification.notification_id),
    )


def _notification(account_id: str, notification_id: str, summary: dict[str, Any], read_at: str | None) -> Notification:
    read = datetime.fromisoformat(read_at) if read_at else None
    return Notification(notification_id, account_id, Type(summary["type"]), summary["params"], read)

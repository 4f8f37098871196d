"""Notifications in the core table."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.update import Action

from guildhall.kernel.clock import from_text, to_text
from guildhall.kernel.errors import StaleVersion, Unavailable
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.ids import born_at, is_id
from guildhall.notifications.errors import AlreadyTold
from guildhall.notifications.events import NotificationsReadV1
from guildhall.notifications.machine import DispatchState
from guildhall.notifications.models import KEPT, Channel, Counted, Dispatch, Notification, Outcome, Params, Type, before
from guildhall.notifications.ports import Concerns, Filter, Page
from guildhall.notifications.store.announcements import worded
from guildhall.notifications.store.dispatches import counted, dispatch_record, order
from guildhall.notifications.store.figures import count
from guildhall.notifications.store.keys import Keys, expiry
from guildhall.platform import query
from guildhall.platform.items import MapOf
from guildhall.platform.parallel import together
from guildhall.platform.table import CoreRecord, Database

COUNTED = 100
MARKED_AT_ONCE = 40
"""Each may move counters of its own, and a transaction takes 100 items."""
LOOKED_BACK = 100
"""What an event settles, or a page is about, is among the latest: who leaves thousands unread is not waited for."""
TRIES = 5


class NotificationRecord(CoreRecord):
    """What an account was told in the app. summary: type and parameters, so that the unread index can show it."""

    KIND = "notifications.notification"

    summary = MapOf()
    read_at = UnicodeAttribute(null=True)


class SettledRecord(CoreRecord):
    """When events of one type last settled what an account is told about one thing. at: when the event happened."""

    KIND = "notifications.settled"

    at = UnicodeAttribute()


class DynamoSettlements:
    """The port `Settlements` on DynamoDB. Rows are kept as long as what they settle."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, account_id: str, by: str, about: str, at: datetime) -> None:
        """Remember when a type of event last settled what is about one thing; earlier ones change nothing."""
        transaction = self._database.begin()
        changes: list[Action] = [
            SettledRecord.kind.set(SettledRecord.KIND),
            SettledRecord.at.set(to_text(at)),
            SettledRecord.expires_at.set(int((at + KEPT).timestamp())),
        ]
        is_news = SettledRecord.at.does_not_exist() | (SettledRecord.at < to_text(at))
        transaction.update(SettledRecord(Keys.account(account_id), Keys.settled(by, about)), changes, condition=is_news)
        with contextlib.suppress(StaleVersion):
            transaction.commit("notifications.settle")

    def latest(self, account_id: str, of: Sequence[tuple[str, str]]) -> datetime | None:
        """Return when any of these (by, about) last settled something, as of this moment; None if none did."""
        keys = [(Keys.account(account_id), Keys.settled(by, about)) for by, about in of]
        rows = query.lookup(SettledRecord.Meta.table_name, keys, consistent=True).values() if keys else ()
        return max((from_text(row["at"]) for row in rows), default=None)


class DynamoInbox:
    """The port `Inbox` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tell(self, notification: Notification | None, dispatches: list[Dispatch], *events: DomainEvent) -> None:
        """Store all of it, and order what goes out now, in one transaction. Raises AlreadyTold."""
        transaction = self._database.begin()
        counts = [counted(each, Outcome.ORDERED) for each in dispatches]
        if notification:
            counts += [_counted(notification, outcome) for outcome in (Outcome.ORDERED, Outcome.SENT)]
            transaction.put_unaudited(_notification_record(notification), refused=AlreadyTold())
        for dispatch in dispatches:
            transaction.put_unaudited(dispatch_record(dispatch), refused=AlreadyTold())
            if dispatch.state is DispatchState.QUEUED:
                order(transaction, dispatch)
        for each in (notification, *dispatches):
            if each:
                count(transaction, each.account_id, counts)
                break
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

    def page(self, account_id: str, only: Filter, *, limit: int, position: dict[str, Any] | None) -> Page:
        """Return one page, newest first; of a type it may be short although another follows."""
        pk, index = (Keys.unread(account_id), "GSI2") if only.unread else (Keys.account(account_id), None)
        read = partial(
            query.page, NotificationRecord.Meta.table_name, pk, index=index, limit=limit, position=position,
            between=(before(only.since) if only.since else "ntf_", before(only.before) if only.before else "ntf_~"),
            newest_first=True,
        )  # fmt: skip
        if position or only.since or only.before:
            answers: list[Any] = together([read, partial(self.count_unread, account_id)])
            found, unread_count = answers
        else:
            found = read()
            unread_count = self._unread_with(account_id, found)
        rows = [
            row for row in found.items if not self._is_gone(row["SK"]) and only.type in {None, row["summary"]["type"]}
        ]
        params = worded([row["summary"]["params"] for row in rows])
        items = [
            _notification(account_id, row["SK"], {**row["summary"], "params": own}, row.get("read_at"))
            for row, own in zip(rows, params, strict=True)
        ]
        return Page(items, found.position, unread_count)

    def count_unread(self, account_id: str) -> int:
        """Return how many are unread; counting stops at 100."""
        found = self._unread(account_id, None, COUNTED)
        return sum(not self._is_gone(row["SK"]) for row in found.items)

    def _unread_with(self, account_id: str, newest: query.Page) -> int:
        """Return how many are unread; the newest of all are here already, and are not asked for again."""
        unread = sum(not row.get("read_at") and not self._is_gone(row["SK"]) for row in newest.items)
        if newest.position is None or unread >= COUNTED:
            return unread
        last = str(newest.items[-1]["SK"])
        # The last one itself may be the first of these.
        older = self._unread(account_id, last, COUNTED - unread + 1, newest_first=True)
        ids = [str(row["SK"]) for row in older.items]
        return min(COUNTED, unread + sum(one < last and not self._is_gone(one) for one in ids))

    def mark_read(self, notification: Notification, now: datetime) -> Notification | None:
        """Store that it was read; not in the audit log, as reading changes nothing for anybody else."""
        if self._mark(notification.account_id, [notification], now):
            return replace(notification, read_at=now)
        return self.get(notification.account_id, notification.notification_id)

    def mark_all_read(self, account_id: str, up_to: str | None, now: datetime) -> None:
        """Store that every unread one was read. Raises Unavailable."""
        position: dict[str, Any] | None = None
        while True:
            found = self._unread(account_id, up_to, MARKED_AT_ONCE, position=position)
            self._mark(account_id, self._known(account_id, found), now)
            position = found.position
            if position is None:
                return

    def mark_meant(
        self, account_id: str, up_to: str | None, now: datetime, concerns: Concerns, *, is_opened: bool
    ) -> None:
        """Store of those that are meant, among the latest unread ones, that they were read. Raises Unavailable."""
        found = self._unread(account_id, up_to, LOOKED_BACK, newest_first=True)
        meant = [one for one in self._known(account_id, found) if concerns(one)]
        for first in range(0, len(meant), MARKED_AT_ONCE):
            self._mark(account_id, meant[first : first + MARKED_AT_ONCE], now, is_opened=is_opened)

    def _unread(self, account_id: str, up_to: str | None, limit: int, **how: Any) -> query.Page:
        between = ("ntf_", up_to or "ntf_~")
        table = NotificationRecord.Meta.table_name
        return query.page(table, Keys.unread(account_id), index="GSI2", between=between, limit=limit, **how)

    def _known(self, account_id: str, found: query.Page) -> list[Notification]:
        rows = [row for row in found.items if not self._is_gone(row["SK"])]
        return [_notification(account_id, row["SK"], row["summary"], None) for row in rows]

    def _mark(self, account_id: str, unread: list[Notification], now: datetime, *, is_opened: bool = True) -> bool:
        """Mark them, each once however many devices do it, or nothing that has just expired; False if none was left.

        unread: as they were read a moment ago, possibly from the index; they are read again if that was too early.
        """
        ids = [each.notification_id for each in unread]
        for _ in range(TRIES):
            if not unread:
                return False
            try:
                self._mark_unread(account_id, unread, now, is_opened=is_opened)
            except StaleVersion:
                # Another device was faster with one of them.
                unread = self._those_unread(account_id, ids)
                continue
            return True
        raise Unavailable(retry_after_seconds=1)

    def _those_unread(self, account_id: str, ids: list[str]) -> list[Notification]:
        keys = [(Keys.account(account_id), each) for each in ids]
        rows = query.lookup(NotificationRecord.Meta.table_name, keys, consistent=True).values()
        return [_notification(account_id, row["SK"], row["summary"], None) for row in rows if not row.get("read_at")]

    def _mark_unread(self, account_id: str, unread: list[Notification], now: datetime, *, is_opened: bool) -> None:
        transaction = self._database.begin()
        for notification in unread:
            transaction.update(
                NotificationRecord(Keys.account(account_id), notification.notification_id),
                [
                    NotificationRecord.read_at.set(to_text(now)),
                    NotificationRecord.gsi2pk.remove(),
                    NotificationRecord.gsi2sk.remove(),
                ],
                condition=NotificationRecord.pk.exists() & NotificationRecord.read_at.does_not_exist(),
            )
        if is_opened:
            count(transaction, account_id, [_counted(each, Outcome.OPENED) for each in unread])
        ids = [each.notification_id for each in unread]
        transaction.publish(NotificationsReadV1(account_id=account_id, notification_ids=ids))
        transaction.commit("notifications.mark_read")

    def _is_gone(self, notification_id: str) -> bool:
        return born_at(notification_id) + KEPT <= self._database.clock.now()


def _counted(notification: Notification, outcome: Outcome) -> Counted:
    return Counted(notification.notification_id, notification.type, notification.params, Channel.IN_APP, outcome)


def _notification_record(notification: Notification) -> NotificationRecord:
    record = NotificationRecord(
        Keys.account(notification.account_id),
        notification.notification_id,
        kind=NotificationRecord.KIND,
        summary={"type": str(notification.type), "params": notification.params},
        expires_at=expiry(notification.notification_id),
    )
    if notification.read_at is None:
        record.gsi2pk, record.gsi2sk = Keys.unread(notification.account_id), notification.notification_id
    else:
        record.read_at = to_text(notification.read_at)
    return record


def _notification(account_id: str, notification_id: str, summary: dict[str, Any], read_at: str | None) -> Notification:
    read = datetime.fromisoformat(read_at) if read_at else None
    return Notification(notification_id, account_id, Type(summary["type"]), summary["params"], read)

"""Notifications, letters, contacts and preferences in the core table."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import Unavailable
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.ids import born_at, is_id
from guildhall.notifications.errors import AlreadyTold, NotificationUnknown
from guildhall.notifications.events import NotificationsReadV1
from guildhall.notifications.machine import MailState
from guildhall.notifications.models import KEPT, Contact, Mail, Notification, Preferences, Type
from guildhall.notifications.ports import Page
from guildhall.platform import query
from guildhall.platform.items import MapOf
from guildhall.platform.table import CoreRecord, Database

MAILS = "notification-mails"
"""The queue of ordered letters, as the publisher knows it."""
COUNTED = 100
MARKED_AT_ONCE = 50


class Keys:
    """notifications in the core table.

    | who asks                        | index | PK            | SK            |
    |---------------------------------|-------|---------------|---------------|
    | an account's notifications      | table | U#{acc}#N     | ntf_…         |
    | its unread ones, and their count| GSI2  | U#{acc}#UNREAD| ntf_…         |
    | the record of a letter          | table | U#{acc}#N     | MAIL#ntf_…    |
    | the contact                     | table | U#{acc}#N     | CONTACT       |
    | the preferences                 | table | U#{acc}#N     | PREFERENCES   |
    """

    @classmethod
    def account(cls, account_id: str) -> str:
        """Everything of one account stands together."""
        return f"U#{account_id}#N"

    @classmethod
    def unread(cls, account_id: str) -> str:
        """Sparse: a notification leaves this index when it is read."""
        return f"U#{account_id}#UNREAD"


class NotificationRecord(CoreRecord):
    """What an account was told in the app. summary: type and parameters, so that the unread index can show it."""

    KIND = "notifications.notification"

    summary = MapOf()
    read_at = UnicodeAttribute(null=True)


class MailRecord(CoreRecord):
    """How far a letter has come."""

    KIND = "notifications.mail"

    type = UnicodeAttribute()
    params = MapOf()
    state = UnicodeAttribute()
    leased_until = UnicodeAttribute(null=True)


class ContactRecord(CoreRecord):
    """Where to write to an account."""

    KIND = "notifications.contact"
    UNAUDITED = frozenset({"email", "display_name"})

    account_id = UnicodeAttribute()
    email = UnicodeAttribute(null=True)
    display_name = UnicodeAttribute(null=True)
    locale = UnicodeAttribute()
    is_confirmed = BooleanAttribute()
    mail_trouble = UnicodeAttribute(null=True)
    mail_stopped_at = UnicodeAttribute(null=True)
    mail_resumed_at = UnicodeAttribute(null=True)


class PreferencesRecord(CoreRecord):
    """An account's switches."""

    KIND = "notifications.preferences"

    account_id = UnicodeAttribute()
    choices = MapOf()


class DynamoInbox:
    """The port `Inbox` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tell(self, notification: Notification | None, mail: Mail | None, *events: DomainEvent) -> None:
        """Store either or both, and order the letter, in one transaction. Raises AlreadyTold."""
        transaction = self._database.begin()
        if notification:
            transaction.put_unaudited(_notification_record(notification), refused=AlreadyTold())
        if mail:
            transaction.put_unaudited(_mail_record(mail), refused=AlreadyTold())
            order = {"type": "send_mail", "account_id": mail.account_id, "notification_id": mail.notification_id}
            transaction.enqueue(MAILS, mail.account_id, order)
        transaction.publish(*events)
        transaction.commit("notifications.tell")

    def get(self, account_id: str, notification_id: str) -> Notification | None:
        """Return one, or None."""
        if not is_id(notification_id, "ntf"):
            return None
        record = NotificationRecord.fetch(Keys.account(account_id), notification_id)
        if record is None or self._is_gone(notification_id):
            return None
        return _notification(account_id, notification_id, record.summary, record.read_at)

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
        items = [
            _notification(account_id, row["SK"], row["summary"], row.get("read_at"))
            for row in found.items
            if not self._is_gone(row["SK"])
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


class DynamoMails:
    """The port `Mails` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, account_id: str, notification_id: str) -> Mail | None:
        """Return the record, or None."""
        record = MailRecord.fetch(Keys.account(account_id), f"MAIL#{notification_id}")
        if record is None:
            return None
        leased_until = datetime.fromisoformat(record.leased_until) if record.leased_until else None
        state, version = MailState(record.state), int(record.v or 0)
        return Mail(notification_id, account_id, Type(record.type), record.params, state, leased_until, version)

    def save(self, mail: Mail, *events: DomainEvent) -> Mail:
        """Store at the version it was read at. Raises StaleVersion."""
        record = _mail_record(mail)
        record.v = mail.version
        transaction = self._database.begin()
        transaction.put_unaudited(record)
        transaction.publish(*events)
        transaction.commit("notifications.send_mail")
        return replace(mail, version=mail.version + 1)


class DynamoContacts:
    """The port `Contacts` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, account_id: str) -> Contact | None:
        """Return the contact, or None."""
        record = ContactRecord.fetch(Keys.account(account_id), "CONTACT")
        return record.to(Contact) if record else None

    def save(self, contact: Contact, *events: DomainEvent) -> None:
        """Store at the version it was read at. Raises StaleVersion."""
        key = Keys.account(contact.account_id), "CONTACT"
        transaction = self._database.begin()
        transaction.save(ContactRecord.of(contact, key=key, version=contact.version))
        for event in events:
            transaction.publish(event)
        transaction.commit("notifications.remember_contact")


class DynamoSwitches:
    """The port `Switches` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, account_id: str) -> Preferences:
        """Return the preferences; at version 0 while the account never changed any."""
        record = PreferencesRecord.fetch(Keys.account(account_id), "PREFERENCES")
        return record.to(Preferences) if record else Preferences(account_id)

    def save(self, preferences: Preferences) -> Preferences:
        """Store at the version they were read at. Raises StaleVersion."""
        key = Keys.account(preferences.account_id), "PREFERENCES"
        transaction = self._database.begin()
        transaction.save(PreferencesRecord.of(preferences, key=key, version=preferences.version))
        transaction.commit("notifications.change_preferences")
        return replace(preferences, version=preferences.version + 1)


def _notification_record(notification: Notification) -> NotificationRecord:
    return NotificationRecord(
        Keys.account(notification.account_id),
        notification.notification_id,
        kind=NotificationRecord.KIND,
        summary={"type": str(notification.type), "params": notification.params},
        gsi2pk=Keys.unread(notification.account_id),
        gsi2sk=notification.notification_id,
        expires_at=_expiry(notification.notification_id),
    )


def _notification(account_id: str, notification_id: str, summary: dict[str, Any], read_at: str | None) -> Notification:
    read = datetime.fromisoformat(read_at) if read_at else None
    return Notification(notification_id, account_id, Type(summary["type"]), summary["params"], read)


def _mail_record(mail: Mail) -> MailRecord:
    return MailRecord(
        Keys.account(mail.account_id),
        f"MAIL#{mail.notification_id}",
        kind=MailRecord.KIND,
        type=str(mail.type),
        params=mail.params,
        state=str(mail.state),
        leased_until=to_text(mail.leased_until) if mail.leased_until else None,
        expires_at=_expiry(mail.notification_id),
    )


def _expiry(notification_id: str) -> int:
    return int((born_at(notification_id) + KEPT).timestamp())

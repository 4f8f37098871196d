"""What goes out on each channel, in the core table."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from guildhall.kernel.clock import to_text
from guildhall.kernel.events import DomainEvent
from guildhall.notifications.machine import DispatchState
from guildhall.notifications.models import Channel, Dispatch, Type
from guildhall.notifications.store.keys import Keys, expiry
from guildhall.platform.items import ListOf, MapOf
from guildhall.platform.table import CoreRecord, Database, Transaction

ORDERS = {
    Channel.EMAIL: ("notification-mails", "send_mail"),
    Channel.SMS: ("notification-mails", "send_text"),
    Channel.PUSH: ("notification-pushes", "send_push"),
}
"""Queue, as the publisher knows it, and command by channel: pushes are quick and do not wait behind letters."""


class DispatchRecord(CoreRecord):
    """How far a letter, text message or push has come."""

    KIND = "notifications.mail"

    type = UnicodeAttribute()
    params = MapOf()
    channel = UnicodeAttribute(null=True)
    state = UnicodeAttribute()
    leased_until = UnicodeAttribute(null=True)
    reached = ListOf(null=True)


class DynamoDispatches:
    """The port `Dispatches` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, account_id: str, notification_id: str, channel: Channel) -> Dispatch | None:
        """Return the record, or None."""
        record = DispatchRecord.fetch(Keys.account(account_id), Keys.dispatch(notification_id, channel))
        if record is None:
            return None
        return Dispatch(
            notification_id,
            account_id,
            Type(record.type),
            record.params,
            channel,
            DispatchState(record.state),
            datetime.fromisoformat(record.leased_until) if record.leased_until else None,
            frozenset(record.reached or ()),
            int(record.v or 0),
        )

    def save(self, dispatch: Dispatch, *events: DomainEvent) -> Dispatch:
        """Store at the version it was read at. Raises StaleVersion."""
        record = dispatch_record(dispatch)
        record.v = dispatch.version
        transaction = self._database.begin()
        transaction.put_unaudited(record)
        transaction.publish(*events)
        transaction.commit("notifications.dispatch")
        return replace(dispatch, version=dispatch.version + 1)


def order(transaction: Transaction, dispatch: Dispatch) -> None:
    """Have it sent if and only if the transaction commits."""
    queue, command = ORDERS[dispatch.channel]
    body = {"type": command, "account_id": dispatch.account_id, "notification_id": dispatch.notification_id}
    transaction.enqueue(queue, dispatch.account_id, body)


def dispatch_record(dispatch: Dispatch) -> DispatchRecord:
    """Return the record of a dispatch, without its version."""
    return DispatchRecord(
        Keys.account(dispatch.account_id),
        Keys.dispatch(dispatch.notification_id, dispatch.channel),
        kind=DispatchRecord.KIND,
        type=str(dispatch.type),
        params=dispatch.params,
        channel=str(dispatch.channel),
        state=str(dispatch.state),
        leased_until=to_text(dispatch.leased_until) if dispatch.leased_until else None,
        reached=sorted(dispatch.reached) or None,
        expires_at=expiry(dispatch.notification_id),
    )

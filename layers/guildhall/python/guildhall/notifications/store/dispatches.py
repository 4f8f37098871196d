"""What goes out on each channel, in the core table."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from guildhall.kernel.clock import to_text
from guildhall.kernel.events import DomainEvent
from guildhall.notifications.machine import DispatchState
from guildhall.notifications.models import Channel, Counted, Dispatch, Outcome, TextReport, Type
from guildhall.notifications.store.figures import count
from guildhall.notifications.store.keys import Keys, expiry
from guildhall.platform import query
from guildhall.platform.items import ListOf, MapOf
from guildhall.platform.table import CoreRecord, Database, Transaction

ORDERS = {
    Channel.EMAIL: ("notification-mails", "send_mail"),
    Channel.SMS: ("notification-mails", "send_text"),
    Channel.PUSH: ("notification-pushes", "send_push"),
    Channel.SLACK: ("notification-pushes", "send_slack"),
}
"""Queue, as the publisher knows it, and command by channel: pushes are quick and do not wait behind letters, and
letters do not wait behind servers that people chose."""


SHARDS = 4
"""Of what waits: an account's always in one, so that one sweep sees all of it."""
SWEPT = 5
"""Pages of 100 that one sweep reads of each shard; more waits for the next minute."""


class DispatchRecord(CoreRecord):
    """How far a letter, text message, push or message in Slack has come."""

    KIND = "notifications.mail"

    type = UnicodeAttribute()
    params = MapOf()
    channel = UnicodeAttribute(null=True)
    state = UnicodeAttribute()
    leased_until = UnicodeAttribute(null=True)
    reached = ListOf(null=True)
    due_at = UnicodeAttribute(null=True)
    gathered = ListOf(null=True)
    outcomes = ListOf(null=True)


class DynamoDispatches:
    """The port `Dispatches` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, account_id: str, notification_id: str, channel: Channel) -> Dispatch | None:
        """Return the record, or None."""
        record = DispatchRecord.fetch(Keys.account(account_id), Keys.dispatch(notification_id, channel))
        return _dispatch(account_id, notification_id, record.attribute_values, int(record.v or 0)) if record else None

    def order_report(self, report: TextReport) -> None:
        """Have a report noted once: it may be faster than our own record, and then has to wait."""
        transaction = self._database.begin()
        queue, _ = ORDERS[Channel.SMS]
        body = {
            "type": "note_text",
            "account_id": report.account_id,
            "notification_id": report.notification_id,
            "outcome": str(report.outcome),
            "sent_at": to_text(report.sent_at),
            "is_gone": report.is_gone,
        }
        transaction.enqueue(queue, report.account_id, body)
        transaction.commit("notifications.hear_text")

    def save(self, dispatch: Dispatch, *events: DomainEvent, counts: Outcome | None = None) -> Dispatch:
        """Store at the version it was read at, and count an outcome with it. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.put_unaudited(_at_version(dispatch))
        if counts:
            count(transaction, dispatch.account_id, [counted(dispatch, counts)])
        transaction.publish(*events)
        transaction.commit("notifications.dispatch")
        return replace(dispatch, version=dispatch.version + 1)

    def due(self, now: datetime) -> list[Dispatch]:
        """Return what waits no longer, the longest first; of very much, a part."""
        table = DispatchRecord.Meta.table_name
        keys: list[tuple[str, str]] = []
        for shard in range(SHARDS):
            position = None
            for _ in range(SWEPT):
                found = query.page(
                    table, Keys.due(shard), index="GSI2", between=("0", to_text(now) + "#~"), limit=100,
                    position=position,
                )  # fmt: skip
                keys += [(row["PK"], row["SK"]) for row in found.items]
                position = found.position
                if position is None:
                    break
        rows = query.batch_get(table, keys)
        waiting = [
            _dispatch(row["PK"].removeprefix("U#").removesuffix("#N"), row["SK"].partition("#")[2], row, int(row["v"]))
            for row in rows
        ]
        # The index may still hold what has just gone out.
        return [each for each in waiting if each.state is DispatchState.WAITING]

    def send_off(self, bearer: Dispatch, others: list[Dispatch]) -> None:
        """Store what waited together, and order the one that tells of all, in one transaction. Raises StaleVersion."""
        transaction = self._database.begin()
        for dispatch in (bearer, *others):
            transaction.put_unaudited(_at_version(dispatch))
        order(transaction, bearer)
        transaction.commit("notifications.send_off")


def counted(dispatch: Dispatch, outcome: Outcome) -> Counted:
    """Return what is to be counted of a dispatch."""
    return Counted(dispatch.notification_id, dispatch.type, dispatch.params, dispatch.channel, outcome)


def order(transaction: Transaction, dispatch: Dispatch) -> None:
    """Have it sent if and only if the transaction commits."""
    queue, command = ORDERS[dispatch.channel]
    body = {"type": command, "account_id": dispatch.account_id, "notification_id": dispatch.notification_id}
    transaction.enqueue(queue, dispatch.account_id, body)


def dispatch_record(dispatch: Dispatch) -> DispatchRecord:
    """Return the record of a dispatch, without its version."""
    record = DispatchRecord(
        Keys.account(dispatch.account_id),
        Keys.dispatch(dispatch.notification_id, dispatch.channel),
        kind=DispatchRecord.KIND,
        type=str(dispatch.type),
        params=dispatch.params,
        channel=str(dispatch.channel),
        state=str(dispatch.state),
        leased_until=to_text(dispatch.leased_until) if dispatch.leased_until else None,
        reached=sorted(dispatch.reached) or None,
        due_at=to_text(dispatch.due_at) if dispatch.due_at else None,
        gathered=list(dispatch.gathered) or None,
        outcomes=sorted(dispatch.outcomes) or None,
        expires_at=expiry(dispatch.notification_id),
    )
    if dispatch.state is DispatchState.WAITING and dispatch.due_at is not None:
        # By these keys the sweep finds it.
        shard = hashlib.sha256(dispatch.account_id.encode()).digest()[0] % SHARDS
        record.gsi2pk, record.gsi2sk = Keys.due(shard), f"{to_text(dispatch.due_at)}#{dispatch.notification_id}"
    return record


def _at_version(dispatch: Dispatch) -> DispatchRecord:
    record = dispatch_record(dispatch)
    record.v = dispatch.version
    return record


def _dispatch(account_id: str, notification_id: str, row: dict[str, Any], version: int) -> Dispatch:
    leased_until, due_at = row.get("leased_until"), row.get("due_at")
    return Dispatch(
        notification_id,
        account_id,
        Type(row["type"]),
        row["params"],
        Channel(row["channel"]),
        DispatchState(row["state"]),
        datetime.fromisoformat(leased_until) if leased_until else None,
        frozenset(row.get("reached") or ()),
        datetime.fromisoformat(due_at) if due_at else None,
        tuple(row.get("gathered") or ()),
        frozenset(Outcome(each) for each in row.get("outcomes") or ()),
        version,
    )

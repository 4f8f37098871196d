"""Push subscriptions in the core table."""

from __future__ import annotations

from typing import Any

from guildhall.kernel.clock import from_text, to_text
from guildhall.kernel.ids import is_id
from guildhall.notifications.models import MOST_DEVICES, PushSubscription
from guildhall.notifications.store.keys import Keys
from guildhall.platform import query
from guildhall.platform.items import MapOf
from guildhall.platform.table import CoreRecord, Database


class PushSubscriptionRecord(CoreRecord):
    """Where one browser takes pushes. summary: all of it, so that the index of an account's devices is enough."""

    KIND = "notifications.push_subscription"
    UNAUDITED = frozenset({"summary"})

    summary = MapOf()


class DynamoPushSubscriptions:
    """The port `PushSubscriptions` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, subscription_id: str) -> PushSubscription | None:
        """Return one, or None."""
        if not is_id(subscription_id, "psh"):
            return None
        record = PushSubscriptionRecord.fetch(*Keys.push_subscription(subscription_id))
        return _subscription(subscription_id, record.summary, int(record.v or 0)) if record else None

    def of(self, account_id: str) -> list[PushSubscription]:
        """Return those of an account, oldest first; a new one may take a moment to appear."""
        found = query.page(
            PushSubscriptionRecord.Meta.table_name, Keys.devices(account_id), index="GSI1", limit=MOST_DEVICES
        )
        return [_subscription(row["PK"].removeprefix("PUSH#"), row["summary"], 0) for row in found.items]

    def save(self, subscription: PushSubscription) -> None:
        """Store at the version it was read at, also over one of another account. Raises StaleVersion."""
        record = _record(subscription)
        if subscription.version:
            record.v = subscription.version
        transaction = self._database.begin()
        transaction.save(record)
        transaction.commit("notifications.subscribe_device")

    def remove(self, subscription: PushSubscription) -> None:
        """Forget one, at the version it was read at. Raises StaleVersion."""
        record = _record(subscription)
        record.v = subscription.version
        transaction = self._database.begin()
        transaction.delete(record)
        transaction.commit("notifications.remove_device")


def _record(subscription: PushSubscription) -> PushSubscriptionRecord:
    created_at = to_text(subscription.created_at)
    summary: dict[str, Any] = {
        "account_id": subscription.account_id,
        "endpoint": subscription.endpoint,
        "p256dh": subscription.p256dh,
        "auth": subscription.auth,
        "label": subscription.label,
        "created_at": created_at,
    }
    return PushSubscriptionRecord(
        *Keys.push_subscription(subscription.subscription_id),
        kind=PushSubscriptionRecord.KIND,
        summary=summary,
        gsi1pk=Keys.devices(subscription.account_id),
        gsi1sk=f"{created_at}#{subscription.subscription_id}",
    )


def _subscription(subscription_id: str, summary: dict[str, Any], version: int) -> PushSubscription:
    known = {**summary, "created_at": from_text(summary["created_at"])}
    return PushSubscription(subscription_id=subscription_id, **known, version=version)

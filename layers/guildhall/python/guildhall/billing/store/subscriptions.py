"""Plans and subscriptions in the core table, their entries in the journal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.billing.models.subscriptions import Plan, Subscription
from guildhall.kernel.clock import Clock, to_text
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.events import DomainEvent
from guildhall.ledger.models import Entry
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute, ListOf, MapOf
from guildhall.platform.table import CoreRecord, Database, Transaction, from_row

QUEUE = "billing-subscriptions"
SHARDS = 4


class Keys:
    """subscriptions in the core table.

    | who asks                     | index      | PK                                | SK                     |
    |------------------------------|------------|-----------------------------------|------------------------|
    | every version of every plan  | core       | PLANS                             | {plan_id}#{version}    |
    | an account's subscription    | core       | SUBSCRIPTION#{account_id}         | SUBSCRIPTION           |
    | all subscriptions            | core, GSI1 | SUBSCRIPTIONS                     | {account_id}           |
    | what should be looked at     | core, GSI2 | SUBSCRIPTION-LOOK#{0..3}          | {look_at}#{account_id} |
    | whether an invoice is booked | core       | SUBSCRIPTION-INVOICE#{invoice_id} | INVOICE                |
    """

    PLANS = "PLANS"
    ALL = "SUBSCRIPTIONS"

    @classmethod
    def plan(cls, plan_id: str, version: int) -> tuple[str, str]:
        """One partition: plans are few, and whoever chooses reads all of them."""
        return cls.PLANS, f"{plan_id}#{version:06d}"

    @staticmethod
    def subscription(account_id: str) -> tuple[str, str]:
        """One partition an account; each quote for it reads this item."""
        return f"SUBSCRIPTION#{account_id}", "SUBSCRIPTION"

    @staticmethod
    def invoice(invoice_id: str) -> tuple[str, str]:
        """One partition an invoice of the provider."""
        return f"SUBSCRIPTION-INVOICE#{invoice_id}", "INVOICE"

    @staticmethod
    def look(shard: int) -> str:
        """Of a work list."""
        return f"SUBSCRIPTION-LOOK#{shard}"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A version as it is stored: as one value, because rows have a version of their own."""

    plan: Plan


class PlanRecord(CoreRecord):
    """One version of a plan; never written again."""

    KIND = "billing.plan"

    plan = MapOf()


class SubscriptionRecord(CoreRecord):
    """An account's latest subscription."""

    KIND = "billing.subscription"
    UNAUDITED = frozenset({"client_secret"})

    account_id = UnicodeAttribute()
    number = IntegerAttribute()
    wanted_plan = UnicodeAttribute()
    wanted_version = IntegerAttribute()
    created_at = UnicodeAttribute()
    state = UnicodeAttribute()
    plan_id = UnicodeAttribute(null=True)
    plan_version = IntegerAttribute(null=True)
    provider_id = UnicodeAttribute(null=True)
    client_secret = UnicodeAttribute(null=True)
    is_ending = BooleanAttribute()
    is_told_to_end = BooleanAttribute()
    takes_card = BooleanAttribute()
    orders = IntegerAttribute()
    carried_out = IntegerAttribute()
    tries = IntegerAttribute()
    period_end = UnicodeAttribute(null=True)
    trial_ends_at = UnicodeAttribute(null=True)
    is_warned = BooleanAttribute()
    grace_until = UnicodeAttribute(null=True)
    failure = UnicodeAttribute(null=True)
    told_failure = UnicodeAttribute(null=True)
    without_fee = ListOf()
    look_at = UnicodeAttribute(null=True)


class BookedInvoiceRecord(CoreRecord):
    """An invoice of the provider that was booked."""

    KIND = "billing.subscription_invoice"

    account_id = UnicodeAttribute()
    booked_at = UnicodeAttribute()


class Journal(Protocol):
    """The ledger's side of a transaction."""

    def post(self, transaction: Transaction, entry: Entry) -> None:
        """Add the steps of an entry."""


class DynamoPlans:
    """The port `Plans`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def versions(self) -> list[Plan]:
        """Return every version of every plan, read consistently."""
        return [from_row(_Kept, row).plan for row in query.everything(PlanRecord.Meta.table_name, Keys.PLANS)]

    def get(self, plan_id: str, version: int) -> Plan | None:
        """Return one version, or None."""
        record = PlanRecord.fetch(*Keys.plan(plan_id, version))
        return record.to(_Kept).plan if record else None

    def add(self, plan: Plan) -> None:
        """Keep a new version. Raises StaleVersion if there is one of this number."""
        transaction = self._database.begin()
        key = Keys.plan(plan.plan_id, plan.version)
        newer = StaleVersion("the plan has a newer version by now: write it again")
        transaction.save(PlanRecord.of(_Kept(plan), key=key, version=None), refused=newer)
        transaction.commit("billing.write_plan")


class DynamoSubscriptions:
    """The port `Subscriptions`, on the core table and the journal."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database, self._journal = database, journal

    def get(self, account_id: str) -> Subscription | None:
        """Return the account's latest subscription, read consistently, or None."""
        record = SubscriptionRecord.fetch(*Keys.subscription(account_id))
        return record.to(Subscription) if record else None

    def save(self, subscription: Subscription, *events: DomainEvent, verb: str, is_order: bool = False) -> Subscription:
        """Store at the version it was read at, and let the worker carry an order out."""
        transaction = self._database.begin()
        transaction.save(_record(subscription))
        if is_order:
            transaction.enqueue(QUEUE, subscription.account_id, _message("order", subscription.account_id))
        transaction.publish(*events)
        transaction.commit(f"billing.{verb}")
        return replace(subscription, version=subscription.version + 1)

    def book(
        self, invoice_id: str, subscription: Subscription, entries: tuple[Entry, ...], *events: DomainEvent
    ) -> None:
        """Book a paid invoice with its subscription; without an id, only what was missing of one that is booked."""
        transaction = self._database.begin()
        if invoice_id:
            booked = BookedInvoiceRecord(
                *Keys.invoice(invoice_id),
                kind=BookedInvoiceRecord.KIND,
                account_id=subscription.account_id,
                booked_at=to_text(self._database.clock.now()),
            )
            transaction.put_unaudited(booked, refused=StaleVersion())
        transaction.save(_record(subscription))
        for entry in entries:
            self._journal.post(transaction, entry)
        transaction.publish(*events)
        transaction.commit("billing.book_subscription")

    def is_booked(self, invoice_id: str) -> bool:
        """Tell whether a paid invoice was booked, read consistently."""
        return BookedInvoiceRecord.fetch(*Keys.invoice(invoice_id)) is not None

    def all(self, limit: int, position: dict[str, Any] | None) -> tuple[list[Subscription], dict[str, Any] | None]:
        """Return a page, by account."""
        table = SubscriptionRecord.Meta.table_name
        found = query.page(table, Keys.ALL, index="GSI1", limit=limit, position=position)
        return query.models(table, [(row["PK"], row["SK"]) for row in found.items], Subscription), found.position

    def due(self, now: datetime, limit: int) -> list[Subscription]:
        """Return those that should be looked at. The index may lag: each is read again."""
        bounds, table = ("0", to_text(now) + "#~"), SubscriptionRecord.Meta.table_name
        rows = [
            row
            for shard in range(SHARDS)
            for row in query.page(table, Keys.look(shard), index="GSI2", between=bounds, limit=limit).items
        ]
        found = (self.get(row["GSI2SK"].partition("#")[2]) for row in rows)
        return [each for each in found if each is not None and each.look_at is not None and each.look_at <= now]

    def ask_to_look(self, account_id: str, kind: str) -> None:
        """Let the worker carry an order out, or look at a subscription."""
        transaction = self._database.begin()
        transaction.enqueue(QUEUE, account_id, _message(kind, account_id))
        transaction.commit("billing.look_at_subscription")

    def hear(self, kind: str, object_id: str) -> None:
        """Let the worker look at an object of the provider."""
        transaction = self._database.begin()
        transaction.enqueue(QUEUE, object_id, {"type": kind, "object_id": object_id})
        transaction.commit("billing.hear_of_subscription")


class PlanOfAccount:
    """The port `PlanOf`: which plan counts for an account now, for rules that are for one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, account_id: str) -> str | None:
        """Return the plan's id, or None."""
        record = SubscriptionRecord.fetch(*Keys.subscription(account_id))
        return record.to(Subscription).plan_at(self._clock.now()) if record else None


def _message(kind: str, account_id: str) -> dict[str, str]:
    return {"type": kind, "account_id": account_id}


def _record(subscription: Subscription) -> SubscriptionRecord:
    account_id = subscription.account_id
    index = {"gsi1pk": Keys.ALL, "gsi1sk": account_id}
    if subscription.look_at is not None:
        index["gsi2pk"] = Keys.look(sum(account_id.encode()) % SHARDS)
        index["gsi2sk"] = f"{to_text(subscription.look_at)}#{account_id}"
    key = Keys.subscription(account_id)
    return SubscriptionRecord.of(subscription, key=key, version=subscription.version, **index)

"""Where to write to people, in the core table."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.kernel.clock import to_text
from guildhall.kernel.events import DomainEvent
from guildhall.notifications.models import Contact, Member
from guildhall.notifications.ports.announcements import SHARDS
from guildhall.notifications.store.keys import Keys
from guildhall.platform import query
from guildhall.platform.items import ListOf, MapOf
from guildhall.platform.table import CoreRecord, Database, adapter, from_row


class ContactRecord(CoreRecord):
    """Where to write to an account. summary: what announcements choose by."""

    KIND = "notifications.contact"
    UNAUDITED = frozenset({"email", "display_name", "phone", "phone_code", "slack_url", "slack_code"})

    account_id = UnicodeAttribute()
    email = UnicodeAttribute(null=True)
    display_name = UnicodeAttribute(null=True)
    locale = UnicodeAttribute()
    is_confirmed = BooleanAttribute()
    mail_trouble = UnicodeAttribute(null=True)
    mail_stopped_at = UnicodeAttribute(null=True)
    mail_resumed_at = UnicodeAttribute(null=True)
    phone = UnicodeAttribute(null=True)
    phone_confirmed_at = UnicodeAttribute(null=True)
    phone_code = MapOf(null=True)
    are_texts_stopped = BooleanAttribute(null=True)
    roles = ListOf(null=True)
    is_verified = BooleanAttribute(null=True)
    verified_at = UnicodeAttribute(null=True)
    joined_at = UnicodeAttribute(null=True)
    country = UnicodeAttribute(null=True)
    country_at = UnicodeAttribute(null=True)
    named_at = UnicodeAttribute(null=True)
    locale_at = UnicodeAttribute(null=True)
    slack_url = UnicodeAttribute(null=True)
    slack_code = MapOf(null=True)
    slack_rests_until = UnicodeAttribute(null=True)
    summary = MapOf(null=True)


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
        transaction = self._database.begin()
        transaction.save(_record(contact))
        transaction.publish(*events)
        transaction.commit("notifications.remember_contact")

    def order_code(self, contact: Contact) -> None:
        """Store at the version it was read at, and have its code sent. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(_record(contact))
        transaction.enqueue(
            "notification-mails", contact.account_id, {"type": "send_phone_code", "account_id": contact.account_id}
        )
        transaction.commit("notifications.ask_phone")

    def order_slack_code(self, contact: Contact) -> None:
        """Store at the version it was read at, and have its code sent to Slack, if it has one. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(_record(contact))
        if contact.slack_code is not None:
            ends_at = to_text(contact.slack_code.ends_at)
            body = {"type": "send_slack_code", "account_id": contact.account_id, "ends_at": ends_at}
            transaction.enqueue("notification-pushes", contact.account_id, body)
        transaction.commit("notifications.ask_slack")

    def order_slack_test(self, account_id: str, asked_at: datetime) -> None:
        """Have a test message sent to the confirmed Slack address."""
        transaction = self._database.begin()
        body = {"type": "send_slack_test", "account_id": account_id, "asked_at": to_text(asked_at)}
        transaction.enqueue("notification-pushes", account_id, body)
        transaction.commit("notifications.test_slack")


class DynamoAudience:
    """The port `Audience` on DynamoDB."""

    def page(self, shard: int, after: str, limit: int) -> list[Member]:
        """Return those of a part that come after an account, fewer than `limit` only at its end."""
        found = query.page(
            ContactRecord.Meta.table_name, Keys.audience(shard), index="GSI1",
            # No id goes on with an exclamation mark: this is just behind the account.
            between=(f"{after}!", "~"), limit=limit,
        )  # fmt: skip
        return [from_row(Member, {**row["summary"], "account_id": row["GSI1SK"]}) for row in found.items]


def _record(contact: Contact) -> ContactRecord:
    key, index = (Keys.account(contact.account_id), "CONTACT"), _index(contact) if contact.is_confirmed else {}
    return ContactRecord.of(contact, key=key, version=contact.version, **index)


def _index(contact: Contact) -> dict[str, Any]:
    shard = hashlib.sha256(contact.account_id.encode()).digest()[0] % SHARDS
    summary = adapter(Contact).dump_python(
        contact, mode="json", include={"locale", "roles", "is_verified", "joined_at", "country"}
    )
    return {"summary": summary, "gsi1pk": Keys.audience(shard), "gsi1sk": contact.account_id}


class DynamoForgotten:
    """The port `Forgotten` on DynamoDB."""

    def page(self, position: dict[str, Any] | None) -> tuple[list[str], dict[str, Any] | None]:
        """Return the account ids of the next part of the table, possibly none, and where the part after it starts."""
        found = query.scan(
            ContactRecord.Meta.table_name, ["PK", "SK"],
            "kind = :kind AND is_confirmed = :yes AND attribute_not_exists(GSI1PK)",
            {":kind": ContactRecord.KIND, ":yes": True}, position,
        )  # fmt: skip
        return [row["PK"].removeprefix("U#").removesuffix("#N") for row in found.items], found.position

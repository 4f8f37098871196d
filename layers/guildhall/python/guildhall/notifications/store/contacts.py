"""Where to write to people, in the core table."""

from __future__ import annotations

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.kernel.events import DomainEvent
from guildhall.notifications.models import Contact
from guildhall.notifications.store.keys import Keys
from guildhall.platform.items import MapOf
from guildhall.platform.table import CoreRecord, Database


class ContactRecord(CoreRecord):
    """Where to write to an account."""

    KIND = "notifications.contact"
    UNAUDITED = frozenset({"email", "display_name", "phone", "phone_code"})

    account_id = UnicodeAttribute()
    email = UnicodeAttribute(null=True)
    display_name = UnicodeAttribute(null=True)
    locale = UnicodeAttribute()
    is_confirmed = BooleanAttribute()
    mail_trouble = UnicodeAttribute(null=True)
    mail_stopped_at = UnicodeAttribute(null=True)
    mail_resumed_at = UnicodeAttribute(null=True)
    phone = UnicodeAttribute(null=True)
    phone_code = MapOf(null=True)
    are_texts_stopped = BooleanAttribute(null=True)


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


def _record(contact: Contact) -> ContactRecord:
    return ContactRecord.of(contact, key=(Keys.account(contact.account_id), "CONTACT"), version=contact.version)

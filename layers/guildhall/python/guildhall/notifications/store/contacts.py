"""Where to write to people, in the core table."""

from __future__ import annotations

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.kernel.events import DomainEvent
from guildhall.notifications.models import Contact
from guildhall.notifications.store.keys import Keys
from guildhall.platform.table import CoreRecord, Database


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

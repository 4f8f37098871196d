"""What notifications holds about a person, for whoever gives them a copy of it."""

from __future__ import annotations

from collections.abc import Callable

from guildhall.notifications.models import Contact, Preferences, shown_address
from guildhall.notifications.store import DynamoContacts, DynamoSwitches
from guildhall.platform.assembly import Platform


def wire_holding(platform: Platform) -> Callable[[str], tuple[Contact | None, str | None, Preferences]]:
    """Build the question: the contact, what may be shown of its Slack address, and the preferences.

    It authorises nothing, so no edge may offer it as it is.
    """
    contacts, switches = DynamoContacts(platform.database), DynamoSwitches(platform.database)

    def holding(account_id: str) -> tuple[Contact | None, str | None, Preferences]:
        contact = contacts.get(account_id)
        return contact, shown_address(contact.slack_url) if contact else None, switches.get(account_id)

    return holding

"""What notifications holds about a person, for whoever gives them a copy of it."""

from __future__ import annotations

from collections.abc import Callable

from guildhall.notifications.models import Contact, Preferences
from guildhall.notifications.store import DynamoContacts, DynamoSwitches
from guildhall.platform.assembly import Platform


def wire_holding(platform: Platform) -> Callable[[str], tuple[Contact | None, Preferences]]:
    """Build the question; it authorises nothing, so no edge may offer it as it is."""
    contacts, switches = DynamoContacts(platform.database), DynamoSwitches(platform.database)

    def holding(account_id: str) -> tuple[Contact | None, Preferences]:
        return contacts.get(account_id), switches.get(account_id)

    return holding

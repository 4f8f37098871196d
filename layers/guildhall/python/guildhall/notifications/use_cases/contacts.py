"""Where to write to people: kept up to date from identity's events, in whichever order they come."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.notifications.models import Contact
from guildhall.notifications.ports import Contacts


@dataclass(frozen=True, slots=True)
class RememberContact:
    """Learn the address, name and language of an account."""

    contacts: Contacts

    def __call__(self, account_id: str, email: str, display_name: str, locale: str) -> None:
        """Store the contact; a repeated event changes nothing. Raises StaleVersion."""
        known = self.contacts.get(account_id) or Contact(account_id)
        learned = replace(known, email=email, display_name=display_name, locale=locale)
        if learned != known:
            self.contacts.save(learned)


@dataclass(frozen=True, slots=True)
class ChangeContact:
    """Learn that a person wants to be called otherwise, or reads another language."""

    contacts: Contacts

    def __call__(self, account_id: str, *, display_name: str | None = None, locale: str | None = None) -> None:
        """Store what is given; a repeated event changes nothing. Raises StaleVersion."""
        known = self.contacts.get(account_id) or Contact(account_id)
        learned = replace(known, display_name=display_name or known.display_name, locale=locale or known.locale)
        if learned != known:
            self.contacts.save(learned)


@dataclass(frozen=True, slots=True)
class ConfirmContact:
    """Learn that the address belongs to the person: from now on it may be written to."""

    contacts: Contacts

    def __call__(self, account_id: str) -> None:
        """Store it; the event may come before the one that names the address. Raises StaleVersion."""
        known = self.contacts.get(account_id) or Contact(account_id)
        if not known.is_confirmed:
            self.contacts.save(replace(known, is_confirmed=True))

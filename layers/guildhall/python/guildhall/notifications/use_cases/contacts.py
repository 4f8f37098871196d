"""Where to write to people: kept up to date from identity's events, in whichever order they come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from guildhall.kernel.errors import StaleVersion
from guildhall.notifications.models import Contact
from guildhall.notifications.ports import Contacts

ATTEMPTS = 5
"""Two events of one account often come in the same second; waiting for the queue instead would delay the welcome."""


@dataclass(frozen=True, slots=True)
class RememberContact:
    """Learn the address, name and language of an account."""

    contacts: Contacts

    def __call__(self, account_id: str, email: str, display_name: str, locale: str) -> None:
        """Store the contact, once: the event coming again must not undo what was changed since.

        Raises StaleVersion if others are always faster.
        """

        def register(known: Contact) -> Contact:
            if known.email is not None:
                return known
            return replace(known, email=email, display_name=known.display_name or display_name, locale=locale)

        _learn(self.contacts, account_id, register)


@dataclass(frozen=True, slots=True)
class ChangeContact:
    """Learn that a person wants to be called otherwise, or reads another language."""

    contacts: Contacts

    def __call__(self, account_id: str, *, display_name: str | None = None, locale: str | None = None) -> None:
        """Store what is given; a repeated event changes nothing. Raises StaleVersion if others are always faster."""
        _learn(
            self.contacts,
            account_id,
            lambda known: replace(
                known, display_name=display_name or known.display_name, locale=locale or known.locale
            ),
        )


@dataclass(frozen=True, slots=True)
class ConfirmContact:
    """Learn that the address belongs to the person: from now on it may be written to."""

    contacts: Contacts

    def __call__(self, account_id: str) -> None:
        """Store it; the event may come before the one that names the address.

        Raises StaleVersion if others are always faster.
        """
        _learn(self.contacts, account_id, lambda known: replace(known, is_confirmed=True))


def _learn(contacts: Contacts, account_id: str, change: Callable[[Contact], Contact]) -> None:
    for attempt in range(1, ATTEMPTS + 1):
        known = contacts.get(account_id) or Contact(account_id)
        learned = change(known)
        if learned == known:
            return
        try:
            contacts.save(learned)
        except StaleVersion:
            if attempt == ATTEMPTS:
                raise
        else:
            return

"""What saved cards need."""

from __future__ import annotations

from typing import Protocol

from guildhall.payments.models import Command
from guildhall.payments.models.cards import CardHolder, CustomerSeen, SetupSeen


class Cards(Protocol):
    """Saved cards, by their owner and by the provider's id."""

    def holder(self, account_id: str) -> CardHolder | None:
        """Return a client's saved cards, read consistently, or None."""

    def owner(self, method_id: str) -> str | None:
        """Return whose card it is, read consistently, or None."""


class CardProvider(Protocol):
    """The provider's side of saved cards. Every method raises ProviderSilent, ProviderFailed or ProviderRefused."""

    def create_customer(self, command: Command) -> CustomerSeen:
        """Make a client known; nothing that identifies a person is sent."""

    def find_customer(self, command: Command) -> CustomerSeen | None:
        """Return the customer that a command made, or None."""

    def create_setup(self, command: Command, customer_id: str) -> SetupSeen:
        """Open the form with which a card is saved, for payments with and without its holder present."""

    def find_setup(self, command: Command, customer_id: str) -> SetupSeen | None:
        """Return the form that a command made, or None."""

    def detach(self, command: Command, method_id: str) -> None:
        """Take a card off."""

"""What taking back needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from guildhall.billing.models.takings import TakenBack
from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry


class Entries(Protocol):
    """Asks the ledger."""

    def entries_about(self, about: str) -> list[Entry]:
        """Return every entry filed under something, oldest first."""

    def balance(self, account: str, currency: str) -> Money:
        """Return a guarded account's balance, read consistently."""


class Takings(Protocol):
    """What was taken back, once for each cause."""

    def save(self, taken: TakenBack, shares: Mapping[str, int]) -> None:
        """Book it, lower the counters that rules, tiers and caps look at, and remember the cause.

        shares: minor units by agreement. Raises StaleVersion, Duplicate (the cause was entered before), Overdrawn.
        """

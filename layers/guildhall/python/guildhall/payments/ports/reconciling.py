"""What reconciliation needs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from guildhall.ledger.models import Entry, Posting
from guildhall.payments.models import Difference, Movement


class Statements(Protocol):
    """What a provider says of our money; local rails answer it from their statements."""

    def movements(self, since: datetime, until: datetime, after: str | None) -> tuple[list[Movement], str | None]:
        """Return one page of movements, and after which one the next page starts. Raises ProviderTrouble."""

    def balances(self) -> dict[str, int]:
        """Return what the provider holds for us, in minor units by currency. Raises ProviderTrouble."""


class Clearing(Protocol):
    """The ledger's view of what a provider holds for us."""

    def postings(self, account: str, currency: str, day: date) -> list[Posting]:
        """Return one day's postings of a hot account, oldest first."""

    def entry(self, entry_id: str) -> Entry | None:
        """Return an entry, or None."""

    def balances(self, account: str) -> dict[str, int]:
        """Return what a hot account holds now, in minor units by currency."""


class Differences(Protocol):
    """In what a provider and the journal differ."""

    def ask(self, since: datetime, until: datetime, after: str | None) -> None:
        """Let the worker compare a page of movements."""

    def get(self, provider: str, reference: str) -> Difference | None:
        """Return a difference, read consistently, or None."""

    def save(self, difference: Difference) -> None:
        """Store a difference at the version it was read at; an open one is counted. Raises StaleVersion."""

    def list_open(self, limit: int, position: dict[str, str] | None) -> tuple[list[Difference], dict[str, str] | None]:
        """Return one page of the open ones, oldest first. Eventually consistent."""

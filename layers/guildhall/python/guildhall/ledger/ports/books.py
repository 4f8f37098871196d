"""What the ledger needs."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, Period, Posting


class Books(Protocol):
    """Reads of the journal; writing happens inside a payer's transaction (store.Journal)."""

    def entry(self, entry_id: str) -> Entry | None:
        """Return an entry, or None."""

    def entries_about(self, about: str) -> list[Entry]:
        """Return every entry filed under something, oldest first."""

    def balance(self, account: str, currency: str) -> Money:
        """Return a guarded account's balance, in natural direction; zero for an account never used."""

    def balances(self, account: str) -> list[Money]:
        """Return a guarded account's balance in each currency that it was ever used in."""

    def balance_at(self, account: str, currency: str, end_of: date) -> Money:
        """Return a guarded account's balance at the end of a day, from its roll-ups and the lines after them."""

    def postings(
        self,
        account: str,
        currency: str,
        period: Period,
        limit: int,
        position: dict[str, str] | None,
        *,
        newest_first: bool = True,
    ) -> tuple[list[Posting], dict[str, str] | None]:
        """Return one page of a guarded account's postings in a period, and where the next page starts."""

    def postings_of_day(self, account: str, currency: str, day: date) -> list[Posting]:
        """Return one day's postings of a hot account, oldest first."""

    def fold_day(self, account: str, currency: str, day: date) -> Money:
        """Return the sum of one day's lines of a hot account, in natural direction."""

    def rebuild_balance(self, account: str, currency: str) -> Money:
        """Write a guarded account's balance row anew from its lines and return it. Raises StaleVersion."""

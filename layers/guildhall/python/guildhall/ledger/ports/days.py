"""Days of the journal, as the nightly close sees them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from guildhall.ledger.models import ClosedDay, Coverage, DayEntry, Roll


class Days(Protocol):
    """Reads of a day's entries and lines, and the rows of closed days, which are only ever added."""

    def entries(self, day: date) -> list[DayEntry]:
        """Return every entry that was booked on a day, by id."""

    def lines(self, account: str, currency: str, day: date) -> list[tuple[str, int]]:
        """Return the lines of an account on a day, from its own partition: entry ids and amounts, debit positive."""

    def last_roll(self, account: str, currency: str, before: date) -> Roll | None:
        """Return the last roll-up of an account before a day, or None."""

    def rolls(self, accounts: Iterable[tuple[str, str]], day: date) -> list[Roll]:
        """Return the roll-ups of a day that are stored, of these accounts."""

    def rolls_of(self, class_name: str, month: str) -> list[Roll]:
        """Return the roll-ups of a class of hot accounts in a month, such as `2026-03`. Eventually consistent."""

    def add_rolls(self, rolls: Iterable[Roll]) -> None:
        """Store roll-ups that are not there yet."""

    def closed(self, day: date) -> ClosedDay | None:
        """Return a closed day, or None."""

    def last_closed(self) -> ClosedDay | None:
        """Return the last day that was closed, or None."""

    def list_closed(self, limit: int, position: dict[str, str] | None) -> tuple[list[ClosedDay], dict[str, str] | None]:
        """Return one page of closed days, newest first, and where the next page starts."""

    def close(self, day: ClosedDay) -> None:
        """Store a closed day. Raises StaleVersion if it is closed."""

    def keep_coverage(self, coverage: Iterable[Coverage]) -> None:
        """Store what a check of the coverage found."""

    def last_coverage(self) -> list[Coverage]:
        """Return what the last check found in each currency."""


class Alarms(Protocol):
    """Metrics with an alarm and a runbook."""

    def books_broken(self, detail: str) -> None:
        """Count a closed day or an entry that is not what it was."""

    def coverage_short(self, coverage: Coverage) -> None:
        """Count a currency in which we hold less than we owe."""

    def suspense_open(self, coverage: Coverage) -> None:
        """Count a day that ended with money in suspense."""

"""What a reader sees of an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant
from guildhall.ledger.errors import PeriodBackwards


@dataclass(frozen=True, slots=True)
class Posting:
    """A line as it stands in an account, with the entry that it belongs to.

    amount_minor: in the account's natural direction, so negative means that the balance fell.
    """

    entry_id: str
    entry_kind: str
    about: str
    amount_minor: int
    currency: str
    booked_at: Instant


@dataclass(frozen=True, slots=True)
class Period:
    """From the beginning of one day to the end of another, both in UTC; None for no bound. Raises PeriodBackwards."""

    from_on: date | None = None
    to_on: date | None = None

    def __post_init__(self) -> None:
        if self.from_on and self.to_on and self.from_on > self.to_on:
            raise PeriodBackwards(f"{self.from_on} comes after {self.to_on}")


@dataclass(frozen=True, slots=True)
class Statement:
    """A guarded account in a period.

    opening, closing: its balance at both ends. balance: now. postings: one page. position: where the next page starts.
    """

    account: str
    opening: Money
    closing: Money
    balance: Money
    postings: list[Posting]
    position: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account holds in one currency. kind: the class of the account."""

    kind: str
    money: Money


@dataclass(frozen=True, slots=True)
class DayTotal:
    """What one day brought to an account, in natural direction; a closed day's total never changes."""

    account: str
    day: date
    total: Money


@dataclass(frozen=True, slots=True)
class PeriodTotal:
    """What an account brought in a day, a month or a period, in natural direction. when: `2026-03-02`, `2026-03`, …."""

    when: str
    account: str
    currency: str
    total_minor: int


@dataclass(frozen=True, slots=True)
class Hold:
    """What is held for a milestone. held_since: the day on which the money came."""

    milestone_id: str
    currency: str
    held_minor: int
    held_since: date

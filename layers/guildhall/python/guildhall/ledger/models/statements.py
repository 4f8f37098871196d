"""What a reader sees of an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant


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
class Statement:
    """A guarded account: its balance now, one page of its postings, newest first, and where the next page starts."""

    account: str
    balance: Money
    postings: list[Posting]
    position: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class DayTotal:
    """What one day brought to an account, in natural direction; a closed day's total never changes."""

    account: str
    day: date
    total: Money

"""Days of the journal: what each brought to each account, and the chain of hashes in which closed days stand."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from guildhall.kernel.types import Instant
from guildhall.ledger.models.accounts import Natural, class_of
from guildhall.ledger.models.entries import Line

Account = tuple[str, str]
"""An account's name, and a currency."""
Totals = Mapping[str, Mapping[str, tuple[int, int]]]
"""By class and currency: what the day brought, and what stood at its end; minor units, natural direction."""
FIRST_DIGEST = "0" * 64
"""What the first closed day is chained to."""


@dataclass(frozen=True, slots=True)
class DayEntry:
    """An entry as its day knows it.

    digest: written when it was posted. content_digest: of what its header says now; None when the header is missing or
    is no entry any more. lines: of the header.
    """

    entry_id: str
    digest: str
    content_digest: str | None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Roll:
    """What one day brought to one account: a pure function of lines that never change. Minor units, natural direction.

    total_minor: sum of the day's lines. closing_minor: balance at the end of the day.
    """

    account: str
    currency: str
    day: date
    line_count: int
    total_minor: int
    closing_minor: int


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day that will not change any more, chained to the day before by hash."""

    day: date
    entry_count: int
    totals: Totals
    previous_digest: str
    digest: str
    closed_at: Instant
    version: int = 0


def digest_of(previous: str, day: date, entries: Iterable[DayEntry], rolls: Iterable[Roll]) -> str:
    """Return the hash of a day: of every entry's content, of every account's total, and of the day before."""
    content = [
        previous,
        day.isoformat(),
        sorted([each.entry_id, each.content_digest] for each in entries),
        sorted([each.account, each.currency, each.line_count, each.total_minor, each.closing_minor] for each in rolls),
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def accounts_of(entries: Iterable[DayEntry]) -> dict[Account, list[tuple[str, int]]]:
    """Return by account what the headers say of its lines: entry ids and amounts, debit positive, sorted."""
    found: dict[Account, list[tuple[str, int]]] = {}
    for entry in entries:
        for line in entry.lines:
            key = line.account, line.money.currency
            found.setdefault(key, []).append((entry.entry_id, line.money.minor))
    return {key: sorted(lines) for key, lines in sorted(found.items())}


def natural(account_name: str, minor: int) -> int:
    """Turn a sum of debits less credits into the account's natural direction."""
    return -minor if class_of(account_name).natural is Natural.CREDIT else minor


def totals_after(previous: Totals, rolls: Iterable[Roll]) -> dict[str, dict[str, tuple[int, int]]]:
    """Return the totals of a day: what stood before, and what the day's rolls bring."""
    closing = Counter({(name, ccy): pair[1] for name, by in previous.items() for ccy, pair in by.items()})
    brought: Counter[tuple[str, str]] = Counter()
    for roll in rolls:
        key = class_of(roll.account).name, roll.currency
        brought[key] += roll.total_minor
        closing[key] += roll.total_minor
    totals: dict[str, dict[str, tuple[int, int]]] = {}
    for name, currency in sorted({*brought, *closing}):
        totals.setdefault(name, {})[currency] = (brought[name, currency], closing[name, currency])
    return totals

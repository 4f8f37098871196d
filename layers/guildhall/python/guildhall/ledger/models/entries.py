"""Lines and entries: the vocabulary in which a payer speaks to the ledger.

Sign convention: a debit is positive, a credit negative, and an entry sums to zero in each currency. A balance is told
in its account's natural direction, so that a liability of 10 EUR reads 10.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from guildhall.kernel.money import Money
from guildhall.ledger.errors import Unbalanced
from guildhall.ledger.models.accounts import OWNER, Natural, class_of

MOST_LINES = 20
"""A transaction takes 100 actions; an entry of 20 lines leaves room for balances, state, events and audit entry."""


@dataclass(frozen=True, slots=True)
class Line:
    """One account's part of an entry: debit positive, credit negative, never zero."""

    account: str
    money: Money

    def __post_init__(self) -> None:
        class_of(self.account)
        if not self.money:
            raise Unbalanced(f"a line of nothing on {self.account}")

    @property
    def natural_minor(self) -> int:
        """By how much the line raises the account's balance, in minor units; negative if it lowers it."""
        return -self.money.minor if class_of(self.account).natural is Natural.CREDIT else self.money.minor


def debit(account_name: str, money: Money) -> Line:
    """Return a line on the debit side. money: positive."""
    return Line(account_name, money)


def credit(account_name: str, money: Money) -> Line:
    """Return a line on the credit side. money: positive."""
    return Line(account_name, -money)


def lines(*candidates: Line | None) -> tuple[Line, ...]:
    """Return the lines that are there: a commission of nothing has no line."""
    return tuple(line for line in candidates if line is not None)


@dataclass(frozen=True, slots=True)
class Entry:
    """One economic fact.

    entry_id: derived from the fact, never random: `charge:ch_…`, `release:mil_…:1`. kind: what sort of fact.
    about: what it is filed under, such as a milestone. facts: what explains it (provider references, command), as text.
    reverses: the entry that this one takes back. Raises Unbalanced, AccountUnknown.
    """

    entry_id: str
    kind: str
    about: str
    lines: tuple[Line, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    reverses: str | None = None

    def __post_init__(self) -> None:
        if not OWNER.match(self.entry_id):
            raise ValueError(f"{self.entry_id!r} is not an entry id")
        if not 2 <= len(self.lines) <= MOST_LINES:  # noqa: PLR2004  double entry
            raise Unbalanced(f"{self.entry_id} has {len(self.lines)} lines")
        sums = sums_of(self.lines)
        if any(sums.values()):
            raise Unbalanced(f"{self.entry_id} sums to {sums}")

    @property
    def digest(self) -> str:
        """A hash of the content, the same however the lines are ordered."""
        content = [
            self.kind,
            self.about,
            sorted((line.account, line.money.currency, line.money.minor) for line in self.lines),
            dict(self.facts),
            self.reverses,
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def reversal(self, entry_id: str, reason: str) -> Entry:
        """Return the entry that takes this one back; nothing is ever edited."""
        taken_back = tuple(Line(line.account, -line.money) for line in self.lines)
        return Entry(entry_id, "reversal", self.about, taken_back, {"reason": reason}, reverses=self.entry_id)


def sums_of(entry_lines: Iterable[Line]) -> dict[str, int]:
    """Return the sum of the lines in each currency."""
    sums: dict[str, int] = {}
    for line in entry_lines:
        sums[line.money.currency] = sums.get(line.money.currency, 0) + line.money.minor
    return sums

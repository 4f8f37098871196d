"""Accounts, lines and entries: the vocabulary in which a payer speaks to the ledger.

Sign convention: a debit is positive, a credit negative, and an entry sums to zero in each currency. A balance is told
in its account's natural direction, so that a liability of 10 EUR reads 10.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant
from guildhall.ledger.errors import AccountUnknown, Unbalanced

MOST_LINES = 20
"""A transaction takes 100 actions; an entry of 20 lines leaves room for balances, state, events and audit entry."""

_OWNER = re.compile(r"^[A-Za-z0-9_.:-]{1,120}$")


class Natural(StrEnum):
    """The side on which an account's balance grows."""

    DEBIT = "debit"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class AccountClass:
    """A kind of account.

    floor: smallest balance, checked in the transaction that changes it, in natural direction. None for a hot account:
    many entries touch it at once, so it has only lines, and its balance is folded from them (payments.md section 2.3).
    """

    name: str
    natural: Natural
    floor: int | None
    meaning: str

    @property
    def is_guarded(self) -> bool:
        """Whether the account has a balance row."""
        return self.floor is not None


CHART = {
    each.name: each
    for each in (
        AccountClass("hold", Natural.CREDIT, 0, "A client's money for one milestone, kept until approval."),
        AccountClass("expert_payable", Natural.CREDIT, 0, "What one expert has earned and was not yet sent."),
        AccountClass("refund_in_transit", Natural.CREDIT, 0, "A refund that one command sent and nobody confirmed."),
        AccountClass("client_credit", Natural.CREDIT, 0, "A refund that could not reach the client's card."),
        AccountClass("psp_clearing", Natural.DEBIT, None, "What a payment provider holds for us."),
        AccountClass("processor_fee", Natural.DEBIT, None, "What a payment provider charged us."),
        AccountClass("platform_fee", Natural.CREDIT, None, "The platform's commission."),
        AccountClass("suspense", Natural.CREDIT, None, "Money that arrived and fits no decision; else zero."),
    )
}
"""The chart of accounts; payments.md section 2.1 lists the classes that later capabilities add."""


def class_of(account: str) -> AccountClass:
    """Return the class of an account name such as `hold:mil_01J…`. Raises AccountUnknown."""
    name, _, owner = account.partition(":")
    if name not in CHART or not _OWNER.match(owner):
        raise AccountUnknown(account)
    return CHART[name]


def account(class_name: str, owner: str) -> str:
    """Return the name of an owner's account. Raises AccountUnknown."""
    name = f"{class_name}:{owner}"
    class_of(name)
    return name


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
        if not _OWNER.match(self.entry_id):
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

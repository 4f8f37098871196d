"""What an expert, an operator or a runbook can ask of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.money import Money, exponent
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.ledger.models import Balance, DayTotal, Period, Posting, Statement, account
from guildhall.ledger.ports import Books

VIEW = "ledger.view_statement"
ONE_DAY = timedelta(days=1)
OWNED = ("expert_payable", "reserve", "client_credit", "referral_payable", "external_commission_payable")
"""Classes of accounts whose owner is somebody who may ask what is in them."""
MOST = 100


@dataclass(frozen=True, slots=True)
class ShowBalances:
    """Tell somebody what is theirs, in every currency."""

    books: Books
    gate: Gate

    def __call__(self, actor: Actor, owner_id: str) -> list[Balance]:
        """Return the balances of every account of theirs that was ever used. Raises NotFound."""
        _require(self.gate, actor, owner_id)
        return [Balance(kind, money) for kind in OWNED for money in self.books.balances(account(kind, owner_id))]


@dataclass(frozen=True, slots=True)
class ShowStatement:
    """Tell an expert what they have earned, what was sent, and what is left."""

    books: Books
    gate: Gate
    clock: Clock

    def __call__(
        self, actor: Actor, expert_id: str, currency: str, period: Period, *, limit: int,
        position: dict[str, str] | None = None, newest_first: bool = True,
    ) -> Statement:  # fmt: skip
        """Return one page of a period. limit: postings, at least 1. Raises NotFound, CurrencyUnknown."""
        _require(self.gate, actor, expert_id)
        exponent(currency)
        name = account("expert_payable", expert_id)
        opening = Money(0, currency)
        if period.from_on:
            opening = self.books.balance_at(name, currency, period.from_on - ONE_DAY)
        postings: list[Posting] = []
        while len(postings) < limit:
            found, position = self.books.postings(
                name, currency, period, min(MOST, limit - len(postings)), position, newest_first=newest_first
            )
            postings += found
            if position is None:
                break
        balance = self.books.balance(name, currency)
        is_past = period.to_on is not None and period.to_on < self.clock.now().date()
        closing = self.books.balance_at(name, currency, period.to_on) if is_past and period.to_on else balance
        return Statement(name, opening, closing, balance, postings, position)


def _require(gate: Gate, actor: Actor, owner_id: str) -> None:
    require(gate, actor, VIEW, Resource("LedgerAccount", owner_id, {"owner_id": owner_id}), to_know=VIEW)


@dataclass(frozen=True, slots=True)
class FoldDay:
    """Add up what one day brought to a hot account: a pure function of lines that never change."""

    books: Books

    def __call__(self, class_name: str, owner: str, currency: str, day: date) -> DayTotal:
        """Return the total. Raises AccountUnknown."""
        name = account(class_name, owner)
        return DayTotal(name, day, self.books.fold_day(name, currency, day))


@dataclass(frozen=True, slots=True)
class RebuildBalance:
    """Write a balance row anew from the lines, after a repair or a restore."""

    books: Books

    def __call__(self, class_name: str, owner: str, currency: str) -> Money:
        """Return the rebuilt balance. Raises AccountUnknown, StaleVersion (an entry was posted meanwhile: repeat)."""
        return self.books.rebuild_balance(account(class_name, owner), currency)

"""What an expert, an operator or a runbook can ask of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guildhall.kernel.actor import Actor
from guildhall.kernel.money import Money, exponent
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.ledger.models import DayTotal, Statement, account
from guildhall.ledger.ports import Books


@dataclass(frozen=True, slots=True)
class ShowStatement:
    """Tell an expert what they have earned, what was sent, and what is left."""

    books: Books
    gate: Gate

    def __call__(
        self, actor: Actor, expert_id: str, currency: str, limit: int, position: dict[str, str] | None
    ) -> Statement:
        """Return one page, newest first. limit: 1 to 100. Raises NotFound, CurrencyUnknown."""
        require(
            self.gate,
            actor,
            "ledger.view_statement",
            Resource("LedgerAccount", expert_id, {"owner_id": expert_id}),
            to_know="ledger.view_statement",
        )
        exponent(currency)
        name = account("expert_payable", expert_id)
        postings, following = self.books.postings(name, currency, limit, position)
        return Statement(name, self.books.balance(name, currency), postings, following)


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

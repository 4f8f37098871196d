"""Which adapter stands behind which port of the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.ledger.ports import Books
from guildhall.ledger.store import DynamoBooks, Journal
from guildhall.ledger.use_cases import FoldDay, RebuildBalance, ShowStatement
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors


@dataclass(frozen=True, slots=True)
class Ledger:
    """The use cases, and the cursors of their lists."""

    books: Books
    show_statement: ShowStatement
    fold_day: FoldDay
    rebuild_balance: RebuildBalance
    cursors: Cursors


def journal(platform: Platform) -> Journal:
    """Build the one thing that payers ask for (decision 0002)."""
    return Journal(platform.clock)


def wire(platform: Platform) -> Ledger:
    """Build the use cases on DynamoDB."""
    books = DynamoBooks(platform.tables.ledger_table, platform.database)
    return Ledger(
        books=books,
        show_statement=ShowStatement(books, platform.gate),
        fold_day=FoldDay(books),
        rebuild_balance=RebuildBalance(books),
        cursors=platform.cursors,
    )

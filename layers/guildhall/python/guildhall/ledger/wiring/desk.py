"""What people, operators and timers ask of the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.ledger.ports import Books
from guildhall.ledger.store import CountedAlarms, DynamoCorrections, DynamoDays
from guildhall.ledger.use_cases import (
    CheckCoverage,
    CloseDays,
    FoldDay,
    HotBalances,
    RebuildBalance,
    ShowBalances,
    ShowStatement,
    VerifyDays,
)
from guildhall.ledger.use_cases.correcting import (
    DecideCorrection,
    ListCorrections,
    ListEntries,
    ProposeCorrection,
    ShowCorrection,
)
from guildhall.ledger.use_cases.finance import ListClosedDays, ListHolds, ListMovements, ShowCoverage, ShowTotals
from guildhall.ledger.use_cases.taking import ShowTakeRate
from guildhall.ledger.wiring.posting import books as books_of
from guildhall.ledger.wiring.posting import journal
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors


@dataclass(frozen=True, slots=True)
class Ledger:
    """The use cases, and the cursors of their lists."""

    books: Books
    show_balances: ShowBalances
    show_statement: ShowStatement
    fold_day: FoldDay
    rebuild_balance: RebuildBalance
    close_days: CloseDays
    verify_days: VerifyDays
    check_coverage: CheckCoverage
    hot_balances: HotBalances
    show_coverage: ShowCoverage
    list_closed_days: ListClosedDays
    show_totals: ShowTotals
    show_take_rate: ShowTakeRate
    list_movements: ListMovements
    list_holds: ListHolds
    list_entries: ListEntries
    propose_correction: ProposeCorrection
    decide_correction: DecideCorrection
    list_corrections: ListCorrections
    show_correction: ShowCorrection
    cursors: Cursors


def wire_ledger(platform: Platform) -> Ledger:
    """Build the use cases on DynamoDB."""
    books = books_of(platform)
    days, alarms, clock = DynamoDays(platform.tables.ledger_table, platform.database), CountedAlarms(), platform.clock
    gate = platform.gate
    corrections = DynamoCorrections(platform.tables.ledger_table, platform.database, journal(platform))
    return Ledger(
        books=books,
        show_balances=ShowBalances(books, platform.gate),
        show_statement=ShowStatement(books, platform.gate, clock),
        fold_day=FoldDay(books),
        rebuild_balance=RebuildBalance(books),
        close_days=CloseDays(days, alarms, clock),
        verify_days=VerifyDays(days, alarms),
        check_coverage=CheckCoverage(days, alarms, clock),
        hot_balances=HotBalances(days, clock),
        show_coverage=ShowCoverage(days, gate),
        list_closed_days=ListClosedDays(days, gate),
        show_totals=ShowTotals(days, gate, clock),
        show_take_rate=ShowTakeRate(days, gate),
        list_movements=ListMovements(books, gate),
        list_holds=ListHolds(days, gate, clock),
        list_entries=ListEntries(books, gate),
        propose_correction=ProposeCorrection(books, corrections, gate, clock, platform.ids),
        decide_correction=DecideCorrection(books, corrections, gate, clock),
        list_corrections=ListCorrections(corrections, gate),
        show_correction=ShowCorrection(corrections, gate),
        cursors=platform.cursors,
    )

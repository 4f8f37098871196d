"""Reads of the journal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, Line, Period, Posting
from guildhall.ledger.store.days import DynamoDays
from guildhall.ledger.store.reading import entry_of
from guildhall.ledger.store.records import SHARDS, BalanceRecord, EntryRecord, Keys
from guildhall.platform import query
from guildhall.platform.table import Database, from_row

ONE_DAY = timedelta(days=1)


class DynamoBooks:
    """The port `Books` on the ledger table."""

    def __init__(self, ledger_table: str, database: Database) -> None:
        self._table = ledger_table
        self._database = database
        self._days = DynamoDays(ledger_table, database)

    def entry(self, entry_id: str) -> Entry | None:
        """Return an entry, or None; its constructor checks once more that it balances."""
        record = EntryRecord.fetch(*Keys.entry(entry_id))
        return entry_of(record.attribute_values) if record else None

    def entries_about(self, about: str) -> list[Entry]:
        """Return every entry filed under something, oldest first. Eventually consistent."""
        keys = [(row["PK"], row["SK"]) for row in query.everything(self._table, Keys.about(about), index="GSI1")]
        return [entry_of(row) for row in query.batch_get(self._table, keys)]

    def balance(self, account: str, currency: str) -> Money:
        """Return a guarded account's balance, read consistently."""
        record = BalanceRecord.fetch(*Keys.balance(account, currency))
        return Money(int(record.balance_minor) if record else 0, currency)

    def balances(self, account: str) -> list[Money]:
        """Return a guarded account's balance in each currency that it was ever used in."""
        rows = query.everything(self._table, Keys.balances(account))
        return [Money(row["balance_minor"], row["currency"]) for row in rows]

    def balance_at(self, account: str, currency: str, end_of: date) -> Money:
        """Return a guarded account's balance at the end of a day."""
        roll = self._days.last_roll(account, currency, end_of + ONE_DAY)
        period = Period(roll.day + ONE_DAY if roll else None, end_of) if roll is None or roll.day < end_of else None
        rows = query.everything(self._table, Keys.account(account, currency), between=_bounds(period)) if period else ()
        return Money((roll.closing_minor if roll else 0) + sum(map(_natural, rows)), currency)

    def postings(
        self, account: str, currency: str, period: Period, limit: int, position: dict[str, str] | None,
        *, newest_first: bool = True,
    ) -> tuple[list[Posting], dict[str, str] | None]:  # fmt: skip
        """Return one page of a guarded account's postings in a period."""
        found = query.page(
            self._table, Keys.account(account, currency), between=_bounds(period), limit=limit, position=position,
            newest_first=newest_first,
        )  # fmt: skip
        return [_posting(row) for row in found.items], found.position

    def postings_of_day(self, account: str, currency: str, day: date) -> list[Posting]:
        """Return one day's postings of a hot account, oldest first."""
        partitions = [Keys.hot(account, currency, day.isoformat(), shard) for shard in range(SHARDS)]
        rows = [row for pk in partitions for row in query.everything(self._table, pk)]
        return [_posting(row) for row in sorted(rows, key=lambda row: row["SK"])]

    def fold_day(self, account: str, currency: str, day: date) -> Money:
        """Return the sum of one day's lines of a hot account."""
        partitions = [Keys.hot(account, currency, day.isoformat(), shard) for shard in range(SHARDS)]
        return Money(sum(_natural(row) for pk in partitions for row in query.everything(self._table, pk)), currency)

    def rebuild_balance(self, account: str, currency: str) -> Money:
        """Write the balance row anew. An entry posted meanwhile changes the row's version, and refuses this write."""
        key = Keys.balance(account, currency)
        record = BalanceRecord.fetch(*key) or BalanceRecord(*key, kind=BalanceRecord.KIND)
        record.account, record.currency = account, currency
        rebuilt = sum(_natural(row) for row in query.everything(self._table, Keys.account(account, currency)))
        record.balance_minor = rebuilt
        transaction = self._database.begin()
        transaction.save(record)
        transaction.commit("ledger.rebuild_balance")
        return Money(rebuilt, currency)


def _bounds(period: Period) -> tuple[str, str]:
    """Return the sort keys between which a period's lines lie; a bare date comes before every instant of its day."""
    first = f"L#{period.from_on}" if period.from_on else "L#"
    return first, f"L#{period.to_on + ONE_DAY}" if period.to_on else "L#~"


def _natural(row: dict[str, Any]) -> int:
    return Line(row["account"], Money(row["amount_minor"], row["currency"])).natural_minor


def _posting(row: dict[str, Any]) -> Posting:
    return from_row(Posting, {**row, "amount_minor": _natural(row)})

"""Reads of the journal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, Line, Posting
from guildhall.ledger.store.records import SHARDS, BalanceRecord, EntryRecord, Keys
from guildhall.platform import query
from guildhall.platform.table import Database, from_row


class DynamoBooks:
    """The port `Books` on the ledger table."""

    def __init__(self, ledger_table: str, database: Database) -> None:
        self._table = ledger_table
        self._database = database

    def entry(self, entry_id: str) -> Entry | None:
        """Return an entry, or None; its constructor checks once more that it balances."""
        record = EntryRecord.fetch(*Keys.entry(entry_id))
        return entry_of(record.attribute_values) if record else None

    def entries_about(self, about: str) -> list[Entry]:
        """Return every entry filed under something, oldest first. Eventually consistent."""
        keys = [(row["PK"], row["SK"]) for row in everything(self._table, Keys.about(about), index="GSI1")]
        found = [query.batch_get(self._table, keys[start : start + 100]) for start in range(0, len(keys), 100)]
        return [entry_of(row) for rows in found for row in rows]

    def balance(self, account: str, currency: str) -> Money:
        """Return a guarded account's balance, read consistently."""
        record = BalanceRecord.fetch(*Keys.balance(account, currency))
        return Money(int(record.balance_minor) if record else 0, currency)

    def postings(
        self, account: str, currency: str, limit: int, position: dict[str, str] | None
    ) -> tuple[list[Posting], dict[str, str] | None]:
        """Return one page of a guarded account's postings, newest first."""
        found = query.page(
            self._table, Keys.account(account, currency), limit=limit, position=position, newest_first=True
        )
        return [_posting(row) for row in found.items], found.position

    def fold_day(self, account: str, currency: str, day: date) -> Money:
        """Return the sum of one day's lines of a hot account."""
        partitions = [Keys.hot(account, currency, day.isoformat(), shard) for shard in range(SHARDS)]
        return Money(sum(_natural(row) for pk in partitions for row in everything(self._table, pk)), currency)

    def rebuild_balance(self, account: str, currency: str) -> Money:
        """Write the balance row anew. An entry posted meanwhile changes the row's version, and refuses this write."""
        key = Keys.balance(account, currency)
        record = BalanceRecord.fetch(*key) or BalanceRecord(*key, kind=BalanceRecord.KIND)
        record.account, record.currency = account, currency
        rebuilt = sum(_natural(row) for row in everything(self._table, Keys.account(account, currency)))
        record.balance_minor = rebuilt
        transaction = self._database.begin()
        transaction.save(record)
        transaction.commit("ledger.rebuild_balance")
        return Money(rebuilt, currency)


def everything(
    table: str, pk: str, *, index: str | None = None, prefix: str | None = None, between: tuple[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    """Read a whole partition, page by page, consistently unless it is an index's."""
    position = None
    while True:
        found = query.page(
            table, pk, index=index, prefix=prefix, between=between, limit=query.MOST, position=position,
            consistent=index is None,
        )  # fmt: skip
        yield from found.items
        position = found.position
        if position is None:
            return


def _natural(row: dict[str, Any]) -> int:
    return Line(row["account"], Money(row["amount_minor"], row["currency"])).natural_minor


def _posting(row: dict[str, Any]) -> Posting:
    return from_row(Posting, {**row, "amount_minor": _natural(row)})


def entry_of(row: dict[str, Any]) -> Entry:
    """Read a header; its constructor checks once more that it balances. Raises ValueError."""
    return Entry(
        row["entry_id"],
        row["entry_kind"],
        row["about"],
        tuple(Line(account, Money(minor, currency)) for account, currency, minor in row["lines"]),
        row["facts"],
        row.get("reverses"),
    )

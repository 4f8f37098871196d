"""The journal on the ledger table: headers and lines that are only ever added, and guarded balance rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from guildhall.kernel.clock import Clock, to_text
from guildhall.kernel.errors import Problem
from guildhall.kernel.money import Money
from guildhall.ledger.errors import Duplicate, EntryIdReused, Overdrawn
from guildhall.ledger.models import Entry, Line, Posting, class_of
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute, ListOf, MapOf
from guildhall.platform.table import Database, LedgerRecord, Transaction, from_row

SHARDS = 16
"""A hot account's day: 16 partitions take more lines a second than a payment provider lets through."""


class Keys:
    """ledger in the ledger table. Balances have partitions of their own: only they may be updated, by IAM.

    | who asks                              | index | PK                                 | SK                        |
    |---------------------------------------|-------|------------------------------------|---------------------------|
    | an entry by id                        | table | E#{entry_id}                       | H                         |
    | the entries about a milestone         | GSI1  | ABOUT#{about}                      | {booked_at}#{entry_id}    |
    | a guarded account's statement         | table | A#{account}#{currency}             | L#{booked_at}#{entry_id}# |
    | a hot account's day                   | table | A#{account}#{currency}#{day}#{0..f} | L#{booked_at}#{entry_id}# |
    | a guarded account's balance           | table | B#{account}#{currency}             | BAL                       |
    """

    @staticmethod
    def entry(entry_id: str) -> tuple[str, str]:
        """The header, put if absent: what makes a repeat harmless."""
        return f"E#{entry_id}", "H"

    @staticmethod
    def balance(account: str, currency: str) -> tuple[str, str]:
        """The balance row of a guarded account."""
        return f"B#{account}#{currency}", "BAL"

    @staticmethod
    def account(account: str, currency: str) -> str:
        """The partition of a guarded account's lines."""
        return f"A#{account}#{currency}"

    @staticmethod
    def hot(account: str, currency: str, day: str, shard: int) -> str:
        """One of the partitions of a hot account's day."""
        return f"A#{account}#{currency}#{day}#{shard:x}"

    @staticmethod
    def about(about: str) -> str:
        """The index partition of everything filed under one thing."""
        return f"ABOUT#{about}"


class EntryRecord(LedgerRecord):
    """The header of an entry: its lines once more, so that an entry can be read and checked as a whole."""

    KIND = "ledger.entry"

    entry_id = UnicodeAttribute()
    entry_kind = UnicodeAttribute()
    about = UnicodeAttribute()
    digest = UnicodeAttribute()
    lines = ListOf()
    facts = MapOf()
    reverses = UnicodeAttribute(null=True)
    booked_at = UnicodeAttribute()


class LineRecord(LedgerRecord):
    """One line, in the partition of its account. amount_minor: debit positive."""

    KIND = "ledger.line"

    entry_id = UnicodeAttribute()
    entry_kind = UnicodeAttribute()
    about = UnicodeAttribute()
    account = UnicodeAttribute()
    currency = UnicodeAttribute()
    amount_minor = IntegerAttribute()
    booked_at = UnicodeAttribute()


class BalanceRecord(LedgerRecord):
    """The balance of a guarded account, in natural direction, changed in the transaction that adds the lines."""

    KIND = "ledger.balance"

    account = UnicodeAttribute()
    currency = UnicodeAttribute()
    balance_minor = IntegerAttribute()


class Journal:
    """Adds an entry to a transaction that also carries whatever else must be true at the same moment."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def post(self, transaction: Transaction, entry: Entry) -> None:
        """Add the steps of an entry; nothing happens before the transaction commits.

        The commit then raises Duplicate if the entry stands already, EntryIdReused if its id stands for another fact,
        Overdrawn if a guarded account would fall below its floor. Several entries of one transaction must not touch
        the same guarded account: DynamoDB refuses two actions on one item.
        """
        booked_at = to_text(self._clock.now())
        transaction.put_unaudited(
            _header(entry, booked_at), refused=lambda old: _repeated(entry, old), is_heard_first=True
        )
        for number, line in enumerate(entry.lines):
            transaction.put_unaudited(_line(entry, line, number, booked_at))
        for (account, currency), change in _net(entry).items():
            _move(transaction, account, currency, change, entry.kind)


def _header(entry: Entry, booked_at: str) -> EntryRecord:
    return EntryRecord(
        *Keys.entry(entry.entry_id),
        kind=EntryRecord.KIND,
        gsi1pk=Keys.about(entry.about),
        gsi1sk=f"{booked_at}#{entry.entry_id}",
        entry_id=entry.entry_id,
        entry_kind=entry.kind,
        about=entry.about,
        digest=entry.digest,
        lines=[[line.account, line.money.currency, line.money.minor] for line in entry.lines],
        facts=dict(entry.facts),
        reverses=entry.reverses,
        booked_at=booked_at,
    )


def _line(entry: Entry, line: Line, number: int, booked_at: str) -> LineRecord:
    currency = line.money.currency
    if class_of(line.account).is_guarded:
        partition = Keys.account(line.account, currency)
    else:
        partition = Keys.hot(line.account, currency, booked_at[:10], _shard(entry.entry_id))
    return LineRecord(
        partition,
        f"L#{booked_at}#{entry.entry_id}#{number:02d}",
        kind=LineRecord.KIND,
        entry_id=entry.entry_id,
        entry_kind=entry.kind,
        about=entry.about,
        account=line.account,
        currency=currency,
        amount_minor=line.money.minor,
        booked_at=booked_at,
    )


def _net(entry: Entry) -> dict[tuple[str, str], int]:
    """Return by how much each guarded balance rises or falls: one update an account, as DynamoDB demands."""
    net: dict[tuple[str, str], int] = {}
    for line in entry.lines:
        if class_of(line.account).is_guarded:
            key = line.account, line.money.currency
            net[key] = net.get(key, 0) + line.natural_minor
    return {key: change for key, change in net.items() if change}


def _move(transaction: Transaction, account: str, currency: str, change: int, entry_kind: str) -> None:
    known = class_of(account)
    floor = None if change > 0 or entry_kind in known.below_floor else known.floor
    transaction.update(
        BalanceRecord(*Keys.balance(account, currency)),
        [
            BalanceRecord.balance_minor.add(change),
            BalanceRecord.kind.set(BalanceRecord.KIND),
            BalanceRecord.account.set(account),
            BalanceRecord.currency.set(currency),
        ],
        # On a row that does not exist the condition fails too: an account never used holds nothing.
        condition=None if floor is None else BalanceRecord.balance_minor >= floor - change,
        refused=Overdrawn(f"{account} holds less than {-change} {currency} minor units"),
    )


def _repeated(entry: Entry, old: dict[str, Any]) -> Problem:
    if old.get("digest") == entry.digest:
        return Duplicate(entry.entry_id)
    return EntryIdReused(entry.entry_id)


def _shard(entry_id: str) -> int:
    return int(hashlib.sha256(entry_id.encode()).hexdigest()[:8], 16) % SHARDS


class DynamoBooks:
    """The port `Books` on the ledger table."""

    def __init__(self, ledger_table: str, database: Database) -> None:
        self._table = ledger_table
        self._database = database

    def entry(self, entry_id: str) -> Entry | None:
        """Return an entry, or None; its constructor checks once more that it balances."""
        record = EntryRecord.fetch(*Keys.entry(entry_id))
        return _entry(record.attribute_values) if record else None

    def entries_about(self, about: str) -> list[Entry]:
        """Return every entry filed under something, oldest first. Eventually consistent."""
        keys = [(row["PK"], row["SK"]) for row in self._all(Keys.about(about), index="GSI1")]
        found = [query.batch_get(self._table, keys[start : start + 100]) for start in range(0, len(keys), 100)]
        return [_entry(row) for rows in found for row in rows]

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
        return Money(sum(_natural(row) for pk in partitions for row in self._all(pk)), currency)

    def rebuild_balance(self, account: str, currency: str) -> Money:
        """Write the balance row anew. An entry posted meanwhile changes the row's version, and refuses this write."""
        key = Keys.balance(account, currency)
        record = BalanceRecord.fetch(*key) or BalanceRecord(*key, kind=BalanceRecord.KIND)
        record.account, record.currency = account, currency
        rebuilt = sum(_natural(row) for row in self._all(Keys.account(account, currency)))
        record.balance_minor = rebuilt
        transaction = self._database.begin()
        transaction.save(record)
        transaction.commit("ledger.rebuild_balance")
        return Money(rebuilt, currency)

    def _all(self, pk: str, *, index: str | None = None) -> Iterator[dict[str, Any]]:
        position = None
        while True:
            found = query.page(
                self._table, pk, index=index, limit=query.MOST, position=position, consistent=index is None
            )
            yield from found.items
            position = found.position
            if position is None:
                return


def _natural(row: dict[str, Any]) -> int:
    return Line(row["account"], Money(row["amount_minor"], row["currency"])).natural_minor


def _posting(row: dict[str, Any]) -> Posting:
    return from_row(Posting, {**row, "amount_minor": _natural(row)})


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        row["entry_id"],
        row["entry_kind"],
        row["about"],
        tuple(Line(account, Money(minor, currency)) for account, currency, minor in row["lines"]),
        row["facts"],
        row.get("reverses"),
    )

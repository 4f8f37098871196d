"""The journal: headers and lines that are only ever added, and guarded balance rows."""

from __future__ import annotations

from typing import Any

from guildhall.kernel.clock import Clock, to_text
from guildhall.kernel.errors import Problem
from guildhall.ledger.errors import Duplicate, EntryIdReused, Overdrawn
from guildhall.ledger.models import Entry, Line, class_of
from guildhall.ledger.store.records import BalanceRecord, DayEntryRecord, EntryRecord, Keys, LineRecord, shard_of
from guildhall.platform.table import Transaction


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
        transaction.put_unaudited(_of_day(entry, booked_at))
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


def _of_day(entry: Entry, booked_at: str) -> DayEntryRecord:
    partition = Keys.day(booked_at[:10], shard_of(entry.entry_id))
    return DayEntryRecord(
        partition, entry.entry_id, kind=DayEntryRecord.KIND, entry_id=entry.entry_id, digest=entry.digest
    )


def _line(entry: Entry, line: Line, number: int, booked_at: str) -> LineRecord:
    currency = line.money.currency
    if class_of(line.account).is_guarded:
        partition = Keys.account(line.account, currency)
    else:
        partition = Keys.hot(line.account, currency, booked_at[:10], shard_of(entry.entry_id))
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

"""The port `Days`: a day's entries, its roll-ups, and the chain of closed days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from guildhall.ledger.models import ClosedDay, Coverage, DayEntry, Entry, Roll, class_of
from guildhall.ledger.store.reading import entry_of
from guildhall.ledger.store.records import (
    SHARDS,
    ClosedDayRecord,
    CoverageRecord,
    Keys,
    RollRecord,
)
from guildhall.platform import observe, query
from guildhall.platform.table import Database, from_row

PUTS = 90
"""Of one transaction, which takes a hundred."""


class DynamoDays:
    """The port `Days` on the ledger table."""

    def __init__(self, ledger_table: str, database: Database) -> None:
        self._table = ledger_table
        self._database = database

    def entries(self, day: date) -> list[DayEntry]:
        """Return every entry that was booked on a day, by id."""
        partitions = (Keys.day(day.isoformat(), shard) for shard in range(SHARDS))
        noted = [row for pk in partitions for row in query.everything(self._table, pk)]
        headers = query.lookup(self._table, [Keys.entry(row["entry_id"]) for row in noted])
        return sorted(
            (_day_entry(row, headers.get(Keys.entry(row["entry_id"]))) for row in noted),
            key=lambda each: each.entry_id,
        )

    def lines(self, account: str, currency: str, day: date) -> list[tuple[str, int]]:
        """Return the lines of an account on a day, from its own partition."""
        on = day.isoformat()
        if class_of(account).is_guarded:
            rows = query.everything(self._table, Keys.account(account, currency), prefix=f"L#{on}")
        else:
            partitions = [Keys.hot(account, currency, on, shard) for shard in range(SHARDS)]
            rows = (row for pk in partitions for row in query.everything(self._table, pk))
        return [(row["entry_id"], row["amount_minor"]) for row in rows]

    def last_roll(self, account: str, currency: str, before: date) -> Roll | None:
        """Return the last roll-up of an account before a day, or None."""
        bounds = ("0", f"{before.isoformat()}")
        found = query.page(
            self._table, Keys.rolls(account, currency), between=bounds, limit=2, newest_first=True, consistent=True
        ).items
        earlier = [row for row in found if row["day"] < before.isoformat()]
        return from_row(Roll, earlier[0]) if earlier else None

    def rolls(self, accounts: Iterable[tuple[str, str]], day: date) -> list[Roll]:
        """Return the roll-ups of a day that are stored, of these accounts."""
        keys = [(Keys.rolls(*each), day.isoformat()) for each in accounts]
        return query.models(self._table, keys, Roll)

    def rolls_of(self, class_name: str, month: str) -> list[Roll]:
        """Return the roll-ups of a class of hot accounts in a month. Eventually consistent."""
        rows = query.everything(self._table, Keys.rolls_of(class_name, month), index="GSI1")
        return [from_row(Roll, row["summary"]) for row in rows]

    def add_rolls(self, rolls: Iterable[Roll]) -> None:
        """Store roll-ups that are not there yet."""
        waiting = list(rolls)
        for start in range(0, len(waiting), PUTS):
            transaction = self._database.begin()
            for roll in waiting[start : start + PUTS]:
                transaction.put_unaudited(_roll(roll))
            transaction.commit("ledger.roll_up")

    def closed(self, day: date) -> ClosedDay | None:
        """Return a closed day, or None."""
        record = ClosedDayRecord.fetch("DAYS", day.isoformat())
        return record.to(ClosedDay) if record else None

    def last_closed(self) -> ClosedDay | None:
        """Return the last day that was closed, or None."""
        rows = query.page(self._table, "DAYS", limit=1, newest_first=True, consistent=True).items
        return from_row(ClosedDay, rows[0]) if rows else None

    def list_closed(self, limit: int, position: dict[str, str] | None) -> tuple[list[ClosedDay], dict[str, str] | None]:
        """Return one page of closed days, newest first."""
        found = query.page(self._table, "DAYS", limit=limit, position=position, newest_first=True)
        return [from_row(ClosedDay, row) for row in found.items], found.position

    def close(self, day: ClosedDay) -> None:
        """Store a closed day."""
        transaction = self._database.begin()
        transaction.put_unaudited(ClosedDayRecord.of(day, key=("DAYS", day.day.isoformat()), version=None))
        transaction.commit("ledger.close_day")

    def keep_coverage(self, coverage: Iterable[Coverage]) -> None:
        """Store what a check of the coverage found, instead of what the check before found."""
        for each in coverage:
            key = "COVERAGE", each.currency
            known = CoverageRecord.fetch(*key)
            transaction = self._database.begin()
            version = int(known.v or 0) if known else None
            transaction.put_unaudited(CoverageRecord.of(each, key=key, version=version))
            transaction.commit("ledger.keep_coverage")

    def last_coverage(self) -> list[Coverage]:
        """Return what the last check found in each currency."""
        return [from_row(Coverage, row) for row in query.everything(self._table, "COVERAGE")]


class CountedAlarms:
    """The port `Alarms` as metrics that infra/observability.yaml watches."""

    def books_broken(self, detail: str) -> None:
        """Count a closed day or an entry that is not what it was."""
        observe.count("the books are not what they were", "BooksBroken", detail=detail)

    def coverage_short(self, coverage: Coverage) -> None:
        """Count a currency in which we hold less than we owe, or whose accounts do not sum to zero."""
        observe.count(
            "what we hold does not cover what we owe", "CoverageShort", currency=coverage.currency,
            short_minor=coverage.short_minor, imbalance_minor=coverage.imbalance_minor,
        )  # fmt: skip

    def suspense_open(self, coverage: Coverage) -> None:
        """Count a day that ended with money in suspense."""
        observe.count(
            "a day ended with money in suspense", "NeedsAttention", about=f"suspense {coverage.currency}",
            reason="suspense_open",
        )  # fmt: skip


def _day_entry(noted: dict[str, Any], header: dict[str, Any] | None) -> DayEntry:
    entry = _readable(header)
    if entry is None or header is None:
        return DayEntry(noted["entry_id"], noted["digest"], None)
    content = entry.digest if header.get("digest") == entry.digest else None
    return DayEntry(noted["entry_id"], noted["digest"], content, entry.lines)


def _readable(header: dict[str, Any] | None) -> Entry | None:
    """Read a header, or nothing of one that is no entry any more."""
    try:
        return entry_of(header) if header else None
    except (ValueError, KeyError, TypeError):
        return None


def _roll(roll: Roll) -> RollRecord:
    key = Keys.rolls(roll.account, roll.currency), roll.day.isoformat()
    index: dict[str, Any] = {}
    known = class_of(roll.account)
    if not known.is_guarded or known.name == "hold":
        # Hot accounts are a handful a day; of the many guarded ones only holds are listed by class, by their age.
        index["gsi1pk"] = Keys.rolls_of(known.name, key[1][:7])
        index["gsi1sk"] = f"{key[1]}#{roll.account}#{roll.currency}"
        index["summary"] = {**asdict(roll), "day": key[1]}
    return RollRecord.of(roll, key=key, version=None, **index)

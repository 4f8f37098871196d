"""The files in which local rails say what a day brought: CSV, each with its own columns (rails.toml)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from guildhall.payments.errors import StatementUnreadable
from guildhall.payments.gateways.rail_units import AmountUnreadable, from_decimal
from guildhall.payments.models.rail_statements import DayStatement, LineKind, StatementLine

ONE_DAY = timedelta(days=1)
Book = Mapping[str, Any]


def day_of_file(book: Book, day: date, text: str) -> DayStatement:
    """Read a rail's file. book: its `statement` table. Raises StatementUnreadable, which names the line."""
    zone = ZoneInfo(book["zone"])
    start = datetime.combine(day, time(), zone)
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    columns: Mapping[str, str] = book["columns"]
    missing = [name for name in columns.values() if name not in (reader.fieldnames or [])]
    if missing:
        raise StatementUnreadable(f"no column {', '.join(missing)}")
    return DayStatement(tuple(_lines(book, columns, reader)), start, start + ONE_DAY)


def _lines(book: Book, columns: Mapping[str, str], reader: csv.DictReader[str]) -> Iterator[StatementLine]:
    for row in reader:
        said = {ours: (row[theirs] or "").strip() for ours, theirs in columns.items()}
        if "status" in said and said["status"] not in book["settled"]:
            continue  # it did not move anything
        kind = book["kinds"].get(said["kind"])
        if kind is None or not said["reference"]:
            raise StatementUnreadable(f"line {reader.line_num}: a {said['kind']!r} without a meaning or reference")
        currency = said.get("currency") or book["currency"]
        try:
            amount, fee = (from_decimal(_plain(said[name]), currency) for name in ("amount", "fee"))
        except AmountUnreadable as error:
            raise StatementUnreadable(f"line {reader.line_num}: {error}") from error
        yield StatementLine(LineKind(kind), said["reference"], amount, fee)


def _plain(amount: str) -> str:
    """Return a number without marks of thousands and sign: which way it went, its kind says. Nothing is zero."""
    return amount.replace(",", "").removeprefix("-") or "0"

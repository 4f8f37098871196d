"""What every reader of the ledger table shares."""

from __future__ import annotations

from typing import Any

from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, Line


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

"""What every reader of the ledger table shares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, Line
from guildhall.platform import query


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

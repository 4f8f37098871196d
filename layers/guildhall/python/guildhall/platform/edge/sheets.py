"""Lists as CSV files, for spreadsheets: one bounded part a request, the next one under the header Link."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response

MOST_ROWS = 1_000
"""Of one part: far from the six megabytes that a function may answer."""
IS_SHEET: dict[int, Any] = {
    200: {
        "description": "A CSV file in UTF-8. A header Link with rel=next names the next part.",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}
"""What a route that answers with a sheet declares as its `responses`."""
_MARK = "\ufeff"
"""Without it a widespread spreadsheet takes UTF-8 for something else."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[object]], following: str | None = None
) -> Response[str]:
    """Return a list as a file to save.

    name: of the file, without its ending. rows: texts, numbers, None. following: address of the next part.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    headers: dict[str, str | list[str]] = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    return Response(200, "text/csv; charset=utf-8", _MARK + text.getvalue(), headers=headers)


def part(path: str, cursor: str | None, **query: object) -> str | None:
    """Return the address of the part after a cursor, with the same filters, or None at the end."""
    if cursor is None:
        return None
    filters = {name: value for name, value in query.items() if value is not None}
    return f"{path}?{urlencode({**filters, 'cursor': cursor})}"


def _cell(value: object) -> object:
    """Return a value as a cell; a text that a spreadsheet would run as a formula is marked as text."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value

"""Lists as CSV or XLSX files, for spreadsheets: one bounded part a request, the next one under the header Link."""

from __future__ import annotations

import csv
import io
from base64 import b64encode
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response

MOST_ROWS = 1_000
"""Of one part: far from the six megabytes that a function may answer."""
IS_SHEET: dict[int, Any] = {
    200: {
        "description": "A CSV file in UTF-8, or what was asked for. A header Link with rel=next names the next part.",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}
"""What a route that answers with a sheet declares as its `responses`."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BINARY = {XLSX: {"schema": {"type": "string", "format": "binary"}}}
IS_SHEET_OR_WORKBOOK: dict[int, Any] = {200: IS_SHEET[200] | {"content": IS_SHEET[200]["content"] | _BINARY}}
"""The same of a route that also answers with a workbook."""
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
    headers = _headers(f"{name}.csv", following)
    return Response(200, "text/csv; charset=utf-8", _MARK + text.getvalue(), headers=headers)


def _headers(file: str, following: str | None) -> dict[str, str | list[str]]:
    headers: dict[str, str | list[str]] = {"Content-Disposition": f'attachment; filename="{file}"'}
    return headers | ({"Link": f'<{following}>; rel="next"'} if following else {})


def workbook(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[object]], following: str | None = None
) -> Response[str]:
    """Return a list as a file of Office Open XML, as `sheet` does; no text of it is a formula.

    Needs XlsxWriter (BSD), which only the layer `guests` has.
    """
    from xlsxwriter import Workbook

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet(name[:31])
        page.freeze_panes(1, 0)
        page.write_row(0, 0, columns, book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            page.write_row(number, 0, row)
    answer = Response(200, XLSX, b64encode(content.getvalue()).decode(), headers=_headers(f"{name}.xlsx", following))
    answer.base64_encoded = True
    return answer


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

"""Lists as CSV or XLSX files, and papers as PDF: one bounded part a request, the next one under the header Link."""

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
IS_PDF: dict[int, Any] = {
    200: {
        "description": "A PDF/A file. A header Link with rel=next names the next part.",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}
"""What a route that answers with a paper declares as its `responses`."""
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
    return _binary(XLSX, content.getvalue(), f"{name}.xlsx", following)


def pdf(name: str, content: bytes, following: str | None = None) -> Response[str]:
    """Return a paper as a file to save. name: without its ending. following: address of the next part."""
    return _binary("application/pdf", content, f"{name}.pdf", following)


def _binary(kind: str, content: bytes, file: str, following: str | None) -> Response[str]:
    # The resolver validates bodies as JSON values, which bytes are not: they go as the gateway wants them.
    answer = Response(200, kind, b64encode(content).decode(), headers=_headers(file, following))
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

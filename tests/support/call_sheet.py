"""The committed call sheet, and the calls that the code makes, read from its syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import stripe

from tests.support.tree import PACKAGE, ROOT

SHEET = ROOT / "docs/stripe-calls.md"
HEADER = ["method", "path", "parameters", "why"]


@dataclass(frozen=True, slots=True)
class Planned:
    """One line of the sheet. path: as the library writes it. parameters: with dots."""

    method: str
    path: str
    parameters: frozenset[str]


def sheet() -> list[Planned]:
    """Return the lines of the sheet, in its order."""
    rows = [line.strip().strip("|").split("|") for line in SHEET.read_text().splitlines() if line.startswith("|")]
    header, _, *lines = [[cell.strip() for cell in row] for row in rows]
    assert header == HEADER
    return [Planned(m, path, frozenset(filter(None, p.split(", ")))) for m, path, p, _ in lines]


def operations_in_code() -> dict[str, str]:
    """Return where each operation of the library, such as `TransferService.create`, is called in our code."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and (chain := _chain(node.func)):
                found[_operation(chain)] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def _chain(function: ast.expr) -> list[str] | None:
    """Return `["v1", "transfers", "create"]` for `anything.v1.transfers.create`, or None for other calls."""
    names: list[str] = []
    while isinstance(function, ast.Attribute):
        names.insert(0, function.attr)
        function = function.value
    for version in ("v1", "v2"):
        if version in names[:-2]:
            return names[names.index(version) :]
    return None


def _operation(chain: list[str]) -> str:
    service: Any = stripe.StripeClient("sk_test_never_used")
    for name in chain[:-1]:
        service = getattr(service, name)
    # stripe.checkout._session_service.SessionService is known as checkout.SessionService.
    folders = type(service).__module__.split(".")[1:-1]
    return ".".join([*folders, type(service).__name__, chain[-1]])


def parameters_of(given: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Return the names of a request's parameters with dots; what is inside `metadata` is ours."""
    for name, value in given.items():
        path = f"{prefix}{name}"
        values = value if isinstance(value, list) else [value]
        inner = [each for each in values if isinstance(each, Mapping)]
        if name == "metadata" or not inner:
            yield path
        else:
            for each in inner:
                yield from parameters_of(each, f"{path}.")

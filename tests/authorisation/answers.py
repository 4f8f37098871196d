"""What an answer says about who may do a thing, and the committed table of what it should say."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path

from tests.support.gateway import route_of
from tests.support.http import Answer
from tests.support.operations import Example
from tests.support.world import ACTORS, PROGRAMS
from tools.generate.openapi import METHODS

ROOT = Path(__file__).parents[2]
TABLE = Path(__file__).parent / "table.csv"
ALLOWED, EMPTY, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND = "allowed", "nothing", "401", "403", "404"
"""EMPTY: a list without anything that is not one's own."""
REFUSED = {UNAUTHENTICATED, FORBIDDEN, NOT_FOUND}


@cache
def table() -> dict[str, dict[str, str]]:
    """Return the expected answer by operation (and case) and actor."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_operation = {row["operation"]: {who: row[who] for who in ACTORS} for row in rows}
    assert len(by_operation) == len(rows), "an operation has two rows"
    return by_operation


@cache
def documented() -> dict[str, set[str]]:
    """Return the statuses that the OpenAPI document names, by operation."""
    paths = json.loads((ROOT / "docs/api/openapi.json").read_text(encoding="utf-8"))["paths"]
    return {
        f"{method.upper()} {path}": set(operation["responses"])
        for path, item in paths.items()
        for method, operation in item.items()
        if method in METHODS
    }


def verdict(example: Example, answer: Answer) -> str:
    """Return what an answer says; anything that is neither a success nor a refusal is spelt out."""
    if 200 <= answer.status < 300:
        if str(answer.status) not in documented()[example.operation]:
            return f"{answer.status}, which the document does not name"
        is_list = isinstance(answer.body, dict) and "items" in answer.body
        return EMPTY if is_list and not answer.body["items"] else ALLOWED
    if answer.problem in example.ends:
        return ALLOWED
    if answer.problem in example.denies:
        return FORBIDDEN
    known = str(answer.status)
    return known if known in REFUSED else f"{known} {answer.problem}"


def stopped_at_the_gate(example: Example, who: str, path: str) -> bool:
    """Tell whether the gateway answers 401 before any function runs (decision 0006 for who passes which authorizer)."""
    authorizer = route_of(example.method, path).authorizer
    if authorizer == "NONE":
        return False
    return who == "nobody" or (authorizer == "Jwt" and who in PROGRAMS)

"""Examples by what can be wrong with them, and who may send each: what is refused is the input, not the sender."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.authorisation.answers import ALLOWED, EMPTY, table
from tests.support.examples import EXAMPLES
from tests.support.gateway import route_of
from tests.support.http import Answer
from tests.support.operations import Example

DOCUMENT: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs/api/openapi.json").read_text(encoding="utf-8"))
Steps = tuple[str | int, ...]
"""A place in a body."""


def welcome(example: Example) -> str:
    """Return somebody whom the table lets do it, if possible with something to see."""
    expected = table()[example.name]
    return next(who for verdict in (ALLOWED, EMPTY) for who, said in expected.items() if said == verdict)


def each(condition: Callable[[Example], bool]) -> pytest.MarkDecorator:
    """Run a test with an example of every operation that meets a condition."""
    chosen = {example.operation: example for example in reversed(EXAMPLES) if condition(example)}
    return pytest.mark.parametrize("example", list(chosen.values()), ids=list(chosen))


def operation(example: Example) -> dict[str, Any]:
    """Return what the OpenAPI document says of the operation."""
    found: dict[str, Any] = DOCUMENT["paths"][example.template][example.method.lower()]
    return found


def has_body(example: Example) -> bool:
    """Tell whether the operation takes a body."""
    return "requestBody" in operation(example)


def has_fields(example: Example) -> bool:
    """Tell whether the operation takes a body in which there can be something."""
    return has_body(example) and bool(schema(example).get("properties"))


def has_parameter(example: Example, *names: str) -> bool:
    """Tell whether the operation takes a parameter, such as a header, of one of these names."""
    parts = [_meant(part) for part in operation(example).get("parameters", [])]
    return any(part["name"].lower() in names for part in parts)


def schema(example: Example) -> dict[str, Any]:
    """Return the schema of the body; of one that may be left out, what it is if it is there."""
    said = operation(example)["requestBody"]["content"]["application/json"]["schema"]
    reference = next(part["$ref"] for part in (said, *said.get("anyOf", [])) if "$ref" in part)
    return _meant({"$ref": reference})


def _meant(part: dict[str, Any]) -> dict[str, Any]:
    """Return what a reference of the document leads to, or the part itself."""
    if "$ref" not in part:
        return part
    kind, name = part["$ref"].split("/")[-2:]
    found: dict[str, Any] = DOCUMENT["components"][kind][name]
    return found


def needs_key(example: Example) -> bool:
    """Tell whether the operation wants an Idempotency-Key."""
    if example.method != "POST":
        return False
    edge = importlib.import_module(route_of("POST", example.template).module)
    return example.template not in getattr(edge, "KEYLESS", frozenset())


def places(body: Any, at: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Walk every value inside a body, outermost first."""
    inner = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for step, value in inner:
        yield (*at, step), value
        yield from places(value, (*at, step))


def pointer(at: Steps) -> str:
    """Return the JSON Pointer of a place."""
    return "".join(f"/{step}" for step in at)


def pointers(answer: Answer) -> list[str]:
    """Return where a problem points."""
    return [error["pointer"] for error in answer.body.get("errors", [])]

"""What stands in the five tables: to say what a request changed, and to undo it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from typing import Any

import pytest

from guildhall.platform.dynamo_transport import transport
from guildhall.platform.table import Tables

Place = tuple[str, str, str]
"""Table, PK, SK."""
WRITTEN, READ = 25, 100
"""Items of one batch that DynamoDB takes."""


class Watch:
    """Remembers which places were written to, so that nobody has to read whole tables to find what changed."""

    def __init__(self) -> None:
        self.touched: set[Place] = set()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen to this process's way to DynamoDB for the length of the block."""
        way = transport()
        inner = way.call

        def call(operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
            self.touched.update(_written(operation, arguments))
            return inner(operation, arguments)

        with pytest.MonkeyPatch.context() as patch:
            for name in ("call", "_make_api_call"):
                patch.setattr(way, name, call)
            yield


@dataclass(frozen=True)
class Snapshot:
    """Every item of the tables, in DynamoDB's own notation, by its place."""

    tables: Tables
    watch: Watch
    items: dict[Place, dict[str, Any]]

    @classmethod
    def take(cls, tables: Tables, watch: Watch) -> Snapshot:
        """Read everything."""
        return cls(tables, watch, {place: item for table in astuple(tables) for place, item in _scan(table)})

    def again(self) -> Snapshot:
        """Return what stands there now."""
        items = {place: item for place, item in self.items.items() if place not in self.watch.touched}
        return replace(self, items=items | self._now())

    def changes(self) -> list[Place]:
        """Return the places whose items were added, changed or removed since.

        Counts of rate limits are left out: that somebody tried is counted, and refuses nothing by itself.
        """
        return [place for place in self._changed() if not place[1].startswith("RATE#")]

    def _changed(self) -> list[Place]:
        now = self._now()
        return sorted(place for place in self.watch.touched if now.get(place) != self.items.get(place))

    def _now(self) -> dict[Place, dict[str, Any]]:
        touched = sorted(self.watch.touched)
        now: dict[Place, dict[str, Any]] = {}
        for start in range(0, len(touched), READ):
            now |= _get(touched[start : start + READ])
        return now

    def restore(self) -> None:
        """Undo every change."""
        writes = [(place[0], self._undo(place)) for place in self._changed()]
        for start in range(0, len(writes), WRITTEN):
            todo: dict[str, list[Any]] = {}
            for table, write in writes[start : start + WRITTEN]:
                todo.setdefault(table, []).append(write)
            answer = transport().call("BatchWriteItem", {"RequestItems": todo})
            assert not answer.get("UnprocessedItems"), json.dumps(answer)
        self.watch.touched.clear()

    def _undo(self, place: Place) -> dict[str, Any]:
        before = self.items.get(place)
        if before is None:
            return {"DeleteRequest": {"Key": _key(place)}}
        return {"PutRequest": {"Item": before}}


def _key(place: Place) -> dict[str, Any]:
    return {"PK": {"S": place[1]}, "SK": {"S": place[2]}}


def _place(table: str, item: Mapping[str, Any]) -> Place:
    return table, item["PK"]["S"], item["SK"]["S"]


def _written(operation: str, arguments: Mapping[str, Any]) -> Iterator[Place]:
    """Yield the places that a call writes to, if it is let."""
    if operation in {"PutItem", "UpdateItem", "DeleteItem"}:
        yield _place(arguments["TableName"], arguments.get("Item") or arguments["Key"])
    elif operation == "TransactWriteItems":
        for one in arguments["TransactItems"]:
            for verb, part in one.items():
                if verb != "ConditionCheck":
                    yield _place(part["TableName"], part.get("Item") or part["Key"])
    elif operation == "BatchWriteItem":
        for table, requests in arguments["RequestItems"].items():
            for request in requests:
                for part in request.values():
                    yield _place(table, part.get("Item") or part["Key"])


def _get(places: list[Place]) -> dict[Place, dict[str, Any]]:
    asked: dict[str, dict[str, Any]] = {}
    for place in places:
        asked.setdefault(place[0], {"ConsistentRead": True, "Keys": []})["Keys"].append(_key(place))
    found: dict[Place, dict[str, Any]] = {}
    while asked:
        answer = transport().call("BatchGetItem", {"RequestItems": asked})
        found |= {_place(table, item): item for table, items in answer["Responses"].items() for item in items}
        asked = answer.get("UnprocessedKeys") or {}
    return found


def _scan(table: str) -> Iterator[tuple[Place, dict[str, Any]]]:
    request: dict[str, Any] = {"TableName": table, "ConsistentRead": True}
    while True:
        answer = transport().call("Scan", request)
        for item in answer["Items"]:
            yield _place(table, item), item
        if "LastEvaluatedKey" not in answer:
            return
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

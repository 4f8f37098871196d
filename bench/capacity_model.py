"""The least capacity that some reads and writes can cost, by DynamoDB's own arithmetic (data.md section 4.4).

A read costs what it returns, once: items that a filter threw away, or that were read twice, are waste.
A write costs its item, doubled in a transaction, and one unit per kibibyte for each index whose entry it changes.
Source: Amazon DynamoDB Developer Guide, "DynamoDB read and write operations".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from guildhall.platform.dynamo_transport import Transport

READ_UNIT_BYTES = 4096
WRITE_UNIT_BYTES = 1024
Item = dict[str, Any]
Key = tuple[str, str, str]
WRITES = {"PutItem": "Put", "UpdateItem": "Update", "DeleteItem": "Delete"}


def size(value: Any) -> int:
    """Return the bytes of a typed attribute value; numbers take about half a byte a digit."""
    ((tag, inner),) = value.items()
    if tag == "M":
        return 3 + sum(len(name.encode()) + 1 + size(member) for name, member in inner.items())
    if tag == "L":
        return 3 + sum(1 + size(member) for member in inner)
    if tag in {"SS", "NS", "BS"}:
        return sum(size({tag[0]: member}) for member in inner)
    if tag == "N":
        return math.ceil(len(inner.replace("-", "").replace(".", "").strip("0") or "0") / 2) + 1
    if tag in {"BOOL", "NULL"}:
        return 1
    return len(inner.encode() if tag == "S" else inner)


def item_size(item: Item | None) -> int:
    """Return the bytes of an item; 0 for none."""
    return sum(len(name.encode()) + size(value) for name, value in (item or {}).items())


@dataclass(slots=True)
class Floor:
    """Adds up the least that recorded calls could have cost."""

    units: float = 0.0
    _read: set[Key] = field(default_factory=set)
    _indexes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def before(
        self, transport: Transport, operation: str, arguments: Mapping[str, Any]
    ) -> list[tuple[str, str, Item, Item | None]]:
        """Look at the items that a call will write; return kind, table, key and present item of each."""
        found = []
        for kind, step in _writes(operation, arguments):
            key = _key(step.get("Key") or step["Item"])
            found.append((kind, step["TableName"], key, _get(transport, step["TableName"], key)))
        return found

    def after(
        self,
        transport: Transport,
        operation: str,
        arguments: Mapping[str, Any],
        answer: Mapping[str, Any],
        writes: list[tuple[str, str, Item, Item | None]],
    ) -> None:
        """Add what a call that succeeded had to cost."""
        factor = 2 if operation.startswith("Transact") else 1
        for kind, table, key, old in writes:
            new = old if kind == "ConditionCheck" else _get(transport, table, key)
            self.units += factor * max(1, math.ceil(max(item_size(old), item_size(new)) / WRITE_UNIT_BYTES))
            if kind != "ConditionCheck":
                self.units += self._index_arms(transport, table, old, new)
        if not writes:
            self._add_read(transport, operation, arguments, answer)

    def _add_read(
        self, transport: Transport, operation: str, arguments: Mapping[str, Any], answer: Mapping[str, Any]
    ) -> None:
        table = str(arguments.get("TableName", ""))
        if operation == "Query":
            if "ProjectionExpression" in arguments:
                # An item costs its whole size, whatever part of it is returned.
                whole = {name: value for name, value in arguments.items() if name != "ProjectionExpression"}
                answer = transport.call("Query", whole)
            fresh = [item for item in answer["Items"] if self._is_first(table, item)]
            if fresh or not self.units:
                # Asking and finding nothing has its price once; asking in many places is a choice.
                self._charge(sum(map(item_size, fresh)), arguments)
        elif operation == "BatchGetItem":
            for name, items in answer["Responses"].items():
                for item in items:
                    if self._is_first(name, item):
                        # How strongly is said for each table.
                        self._charge(item_size(item), arguments["RequestItems"][name])
        elif operation == "GetItem":
            item = answer.get("Item")
            if item is None or self._is_first(table, item):
                self._charge(item_size(item), arguments)
        else:
            raise ValueError(f"{operation} has no price here yet: read it from the pricing page and add it")

    def _charge(self, read_bytes: int, arguments: Mapping[str, Any]) -> None:
        strength = 1.0 if arguments.get("ConsistentRead") else 0.5
        self.units += strength * max(1, math.ceil(read_bytes / READ_UNIT_BYTES))

    def _is_first(self, table: str, item: Item) -> bool:
        key = (table, *(next(iter(part.values())) for part in _key(item).values()))
        is_first = key not in self._read
        self._read.add(key)
        return is_first

    def _index_arms(self, transport: Transport, table: str, old: Item | None, new: Item | None) -> int:
        if table not in self._indexes:
            described = transport.call("DescribeTable", {"TableName": table})["Table"]
            self._indexes[table] = described.get("GlobalSecondaryIndexes", [])
        return sum(_arm(_entry(old, index), _entry(new, index)) for index in self._indexes[table])


def _arm(old: Item | None, new: Item | None) -> int:
    """Return the write units of one index entry."""
    if old == new:
        return 0
    kept = [item for item in (old, new) if item]
    if len(kept) == 1 or _index_key(old) == _index_key(new):
        return math.ceil(max(map(item_size, kept)) / WRITE_UNIT_BYTES)
    return sum(math.ceil(item_size(item) / WRITE_UNIT_BYTES) for item in kept)


def _index_key(entry: Item | None) -> list[Any]:
    return [value for name, value in sorted((entry or {}).items()) if name.startswith("GSI")]


def _entry(item: Item | None, index: Mapping[str, Any]) -> Item | None:
    """Return an item's entry in an index, or None if it has none."""
    names = {part["AttributeName"] for part in index["KeySchema"]}
    if item is None or not names <= item.keys():
        return None
    projection = index["Projection"]
    if projection["ProjectionType"] == "ALL":
        return item
    names |= {"PK", "SK", *projection.get("NonKeyAttributes", [])}
    return {name: value for name, value in item.items() if name in names}


def _key(item: Item) -> Item:
    return {"PK": item["PK"], "SK": item["SK"]}


def _get(transport: Transport, table: str, key: Item) -> Item | None:
    found: Item | None = transport.call("GetItem", {"TableName": table, "Key": key, "ConsistentRead": True}).get("Item")
    return found


def _writes(operation: str, arguments: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield kind and arguments of each write in a call."""
    if operation in WRITES:
        yield WRITES[operation], arguments
    elif operation == "TransactWriteItems":
        for step in arguments["TransactItems"]:
            yield next(iter(step.items()))
    elif operation == "BatchWriteItem":
        for table, requests in arguments["RequestItems"].items():
            for request in requests:
                ((kind, step),) = request.items()
                yield kind.removesuffix("Request"), {"TableName": table, **step}

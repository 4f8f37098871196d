"""What stands in the five tables: to say what a request changed, and to undo it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import Any

from guildhall.platform.dynamo_transport import transport
from guildhall.platform.table import Tables

Place = tuple[str, str, str]
"""Table, PK, SK."""
BATCH = 25


@dataclass(frozen=True)
class Snapshot:
    """Every item of the tables, in DynamoDB's own notation, by its place."""

    tables: Tables
    items: dict[Place, dict[str, Any]]

    @classmethod
    def take(cls, tables: Tables) -> Snapshot:
        """Read everything."""
        return cls(tables, {place: item for table in astuple(tables) for place, item in _scan(table)})

    def changes(self) -> list[Place]:
        """Return the places whose items were added, changed or removed since.

        Counts of rate limits are left out: that somebody tried is counted, and refuses nothing by itself.
        """
        return [place for place in self._changed() if not place[1].startswith("RATE#")]

    def _changed(self) -> list[Place]:
        now = Snapshot.take(self.tables).items
        return sorted(place for place in now.keys() | self.items.keys() if now.get(place) != self.items.get(place))

    def restore(self) -> None:
        """Undo every change."""
        writes = [(place[0], self._undo(place)) for place in self._changed()]
        for start in range(0, len(writes), BATCH):
            todo: dict[str, list[Any]] = {}
            for table, write in writes[start : start + BATCH]:
                todo.setdefault(table, []).append(write)
            answer = transport().call("BatchWriteItem", {"RequestItems": todo})
            assert not answer.get("UnprocessedItems"), json.dumps(answer)

    def _undo(self, place: Place) -> dict[str, Any]:
        before = self.items.get(place)
        if before is None:
            return {"DeleteRequest": {"Key": {"PK": {"S": place[1]}, "SK": {"S": place[2]}}}}
        return {"PutRequest": {"Item": before}}


def _scan(table: str) -> Iterator[tuple[Place, dict[str, Any]]]:
    request: dict[str, Any] = {"TableName": table, "ConsistentRead": True}
    while True:
        answer = transport().call("Scan", request)
        for item in answer["Items"]:
            yield (table, item["PK"]["S"], item["SK"]["S"]), item
        if "LastEvaluatedKey" not in answer:
            return
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

"""Floor plans and sheets in the core table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from guildhall.bookings.models.floor import FloorPlan
from guildhall.bookings.models.quarters import DAY_QUARTERS, Span, instant_of
from guildhall.bookings.models.sheets import Pace, RoomState, Sheet, SheetChange, Start
from guildhall.kernel.errors import Problem
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.items import ListOf, from_typed, to_typed
from guildhall.platform.table import CoreRecord, Database, Transaction

KEPT = timedelta(days=60)
"""Sheets of days gone by serve corrections only; the reservations themselves stay."""


class Keys:
    """rooms in the core table.

    | who asks                              | index | PK                         | SK                 |
    |---------------------------------------|-------|----------------------------|--------------------|
    | a venue's floor plan                  | table | VENUE#{venue_id}           | FLOOR              |
    | what staff noted of its tables        | table | ROOM-STANDINGS#{venue_id}  | {table_id}         |
    | when tables are out of use            | table | VENUE#{venue_id}           | BLOCK#{block_id}   |
    | what is taken of its tables on a day  | table | ROOM#{venue_id}            | {day}#{table_id}   |
    | who starts in a quarter of that day   | table | ROOM#{venue_id}            | {day}#~{quarter}   |

    Standings lie apart from the venue: they change with reservations, and who may change those may not write a venue.
    """

    BLOCKS, PACE = "BLOCK#", "~"

    @staticmethod
    def floor(venue_id: str) -> tuple[str, str]:
        """Beside the venue."""
        return f"VENUE#{venue_id}", "FLOOR"

    @staticmethod
    def standing(venue_id: str, table_id: str) -> tuple[str, str]:
        """One a table."""
        return f"ROOM-STANDINGS#{venue_id}", table_id

    @classmethod
    def block(cls, venue_id: str, block_id: str) -> tuple[str, str]:
        """One a block."""
        return f"VENUE#{venue_id}", f"{cls.BLOCKS}{block_id}"

    @staticmethod
    def sheet(venue_id: str, day: int, name: str) -> tuple[str, str]:
        """One a table and day of UTC, so that a query reads the days of a month. name: a table, or a quarter's pace."""
        return f"ROOM#{venue_id}", f"{instant_of(day * DAY_QUARTERS).date().isoformat()}#{name}"


class FloorRecord(CoreRecord):
    """A floor plan."""

    KIND = "bookings.floor"

    venue_id = UnicodeAttribute()
    rooms = ListOf()
    tables = ListOf()
    combinations = ListOf()


class SheetRecord(CoreRecord):
    """One table and day: `q0` to `q95` hold the second until which a quarter is taken."""

    KIND = "bookings.sheet"


class DynamoFloorPlans:
    """The port `FloorPlans` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, venue_id: str) -> FloorPlan:
        """Return the plan; version 0 and empty if nobody has drawn one."""
        record = FloorRecord.fetch(*Keys.floor(venue_id))
        return record.to(FloorPlan) if record else FloorPlan(venue_id)

    def save(self, action: str, plan: FloorPlan) -> FloorPlan:
        """Store at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(FloorRecord.of(plan, key=Keys.floor(plan.venue_id), version=plan.version))
        transaction.commit(action)
        return replace(plan, version=plan.version + 1)


class DynamoSheets:
    """The port `Sheets` on DynamoDB."""

    def between(self, venue_id: str, span: Span, *, consistent: bool = False) -> RoomState:
        """Return the sheets and paces of every day of UTC that the span touches."""
        pk, first = Keys.sheet(venue_id, span.start // DAY_QUARTERS, "")
        _, last = Keys.sheet(venue_id, (span.end - 1) // DAY_QUARTERS, "\x7f")
        sheets, paces = list[Sheet](), list[Pace]()
        for item in _rows(pk, first, last, consistent=consistent):
            day, _, name = item["SK"]["S"].partition("#")
            number = datetime.fromisoformat(f"{day}T00:00:00Z").toordinal() - _EPOCH
            version = int(item["v"]["N"])
            if name.startswith(Keys.PACE):
                paces.append(Pace(number * DAY_QUARTERS + int(name[1:]), _starts(item), version))
            else:
                # Thousands of them: read as they come, not by way of PynamoDB.
                taken = {_PLACES[key]: int(value["N"]) for key, value in item.items() if key in _PLACES}
                sheets.append(Sheet(name, number, taken, version))
        return RoomState(sheets, paces)


_PLACES = {f"q{quarter}": quarter for quarter in range(DAY_QUARTERS)}
_EPOCH = datetime(1970, 1, 1).toordinal()  # noqa: DTZ001  a day of the calendar, no instant


def _starts(item: dict[str, Any]) -> dict[str, Start]:
    return {key[2:]: Start(**from_typed(value)) for key, value in item.items() if key.startswith("r_")}


def _rows(pk: str, first: str, last: str, *, consistent: bool) -> Iterator[dict[str, Any]]:
    request: dict[str, Any] = {
        "TableName": SheetRecord.Meta.table_name,
        "KeyConditionExpression": "PK = :pk AND SK BETWEEN :from AND :to",
        "ExpressionAttributeValues": {":pk": to_typed(pk), ":from": to_typed(first), ":to": to_typed(last)},
        "ConsistentRead": consistent,
    }
    while True:
        answer = transport().call("Query", request)
        yield from answer["Items"]
        if not answer.get("LastEvaluatedKey"):
            return
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def write_sheet(
    transaction: Transaction, venue_id: str, change: SheetChange, condition: Condition | None, refused: Problem
) -> None:
    """Add a sheet's change to a transaction, under a condition."""
    record = SheetRecord(*Keys.sheet(venue_id, change.day, change.table_id))
    actions: list[Action] = [SheetRecord.kind.set(SheetRecord.KIND), SheetRecord.expires_at.set(expires(change.day))]
    actions += [Path(f"q{quarter}").set(change.until) for quarter in sorted(change.take | change.keep)]
    actions += [Path(f"q{quarter}").remove() for quarter in sorted(change.free)]
    transaction.update(record, actions, condition=condition, refused=refused)


def expires(day: int) -> int:
    """Return the second at which what is noted of a day of UTC goes."""
    return int((instant_of((day + 1) * DAY_QUARTERS) + KEPT).timestamp())

"""Request and response shapes of floor plans, blocks and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from guildhall.bookings.machine import TableStatus
from guildhall.bookings.models.blocks import Block
from guildhall.bookings.models.floor import (
    MOST_COMBINATIONS,
    MOST_JOINED,
    MOST_ROOMS,
    MOST_TABLES,
    Combination,
    FloorPlan,
    Room,
    Shape,
    Table,
)
from guildhall.bookings.schemas.parts import line
from guildhall.bookings.use_cases.rooms import TableNow
from guildhall.kernel.types import Instant

Key = Annotated[
    str,
    Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40, description="Chosen by the venue.", examples=["t12"]),
]
Seats = Annotated[int, Field(ge=1, le=100, strict=True)]
Priority = Annotated[int, Field(ge=1, le=1000, strict=True, description="Lower ones are given first.")]
Centimetres = Annotated[int, Field(ge=0, le=20_000, strict=True)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RoomIn(_In):
    """A part of the venue."""

    room_id: Key
    name: Annotated[str, line(60, 1)]
    width: Centimetres = 1000
    height: Centimetres = 800


class TableIn(_In):
    """A table; where it stands is in centimetres from the upper left corner of its room."""

    room_id: Key
    name: Annotated[str, line(30, 1)]
    seats_min: Seats = 1
    seats_max: Seats
    shape: Shape = Shape.SQUARE
    x: Centimetres = 0
    y: Centimetres = 0
    width: Annotated[Centimetres, Field(gt=0)] = 80
    height: Annotated[Centimetres, Field(gt=0)] = 80
    turned: Annotated[int, Field(ge=0, le=359, strict=True, description="Degrees clockwise.")] = 0
    priority: Priority = 100
    is_active: bool = True

    def table(self, table_id: str) -> Table:
        """Return the model."""
        values = self.model_dump(exclude={"table_id"})
        return Table(table_id=table_id, **values)


class PlannedTableIn(TableIn):
    """A table of a whole plan."""

    table_id: Key


class CombinationIn(_In):
    """Tables that can be pushed together."""

    combination_id: Key
    table_ids: Annotated[list[Key], Field(min_length=2, max_length=MOST_JOINED)]
    seats_min: Seats
    seats_max: Seats
    priority: Priority = 100


class FloorPlanIn(_In):
    """The whole floor; what is left out is removed."""

    rooms: Annotated[list[RoomIn], Field(max_length=MOST_ROOMS)]
    tables: Annotated[list[PlannedTableIn], Field(max_length=MOST_TABLES)]
    combinations: Annotated[list[CombinationIn], Field(max_length=MOST_COMBINATIONS)] = []

    def plan(self, venue_id: str) -> FloorPlan:
        """Return the model."""
        return FloorPlan(
            venue_id=venue_id,
            rooms=tuple(Room(**room.model_dump()) for room in self.rooms),
            tables=tuple(table.table(table.table_id) for table in self.tables),
            combinations=tuple(
                Combination(**{**each.model_dump(), "table_ids": tuple(each.table_ids)}) for each in self.combinations
            ),
        )


class RoomOut(BaseModel):
    """A part of the venue."""

    room_id: str
    name: str
    width: int
    height: int

    @classmethod
    def of(cls, room: Room) -> RoomOut:
        """Shape a room for the wire."""
        return cls(room_id=room.room_id, name=room.name, width=room.width, height=room.height)


class TableOut(BaseModel):
    """A table."""

    table_id: str
    room_id: str
    name: str
    seats_min: int
    seats_max: int
    shape: Shape
    x: int
    y: int
    width: int
    height: int
    turned: int
    priority: int
    is_active: bool

    @classmethod
    def of(cls, table: Table) -> TableOut:
        """Shape a table for the wire."""
        return cls.model_validate(table, from_attributes=True)


class CombinationOut(BaseModel):
    """Tables that can be pushed together."""

    combination_id: str
    table_ids: list[str]
    seats_min: int
    seats_max: int
    priority: int

    @classmethod
    def of(cls, combination: Combination) -> CombinationOut:
        """Shape a combination for the wire."""
        return cls(
            combination_id=combination.combination_id,
            table_ids=list(combination.table_ids),
            seats_min=combination.seats_min,
            seats_max=combination.seats_max,
            priority=combination.priority,
        )


class FloorPlanOut(BaseModel):
    """The whole floor."""

    venue_id: str
    rooms: list[RoomOut]
    tables: list[TableOut]
    combinations: list[CombinationOut]
    version: int

    @classmethod
    def of(cls, plan: FloorPlan) -> FloorPlanOut:
        """Shape a plan for the wire."""
        return cls(
            venue_id=plan.venue_id,
            rooms=[RoomOut.of(room) for room in plan.rooms],
            tables=[TableOut.of(table) for table in plan.tables],
            combinations=[CombinationOut.of(each) for each in plan.combinations],
            version=plan.version,
        )


class TableNowOut(BaseModel):
    """A table at this moment."""

    table_id: str
    name: str
    room_id: str
    status: TableStatus
    is_blocked: bool
    since: Instant | None
    until: Instant | None
    reservation_id: str | None


class FloorOut(BaseModel):
    """Every table in use, at this moment."""

    items: list[TableNowOut]

    @classmethod
    def of(cls, tables: Sequence[TableNow]) -> FloorOut:
        """Shape tables for the wire."""
        return cls(
            items=[
                TableNowOut(
                    table_id=each.table.table_id,
                    name=each.table.name,
                    room_id=each.table.room_id,
                    status=each.status,
                    is_blocked=each.is_blocked,
                    since=each.since,
                    until=each.until,
                    reservation_id=each.reservation_id or None,
                )
                for each in tables
            ]
        )


class NoteIn(_In):
    """What staff note of a table that nobody sits at."""

    status: Literal["free", "cleaning"]


class BlockIn(_In):
    """Tables that are out of use for a while."""

    table_ids: Annotated[list[Key], Field(min_length=1, max_length=MOST_TABLES)]
    starts_at: Instant
    ends_at: Instant
    reason: Annotated[str, line(200, 1)]


class BlockOut(BaseModel):
    """Tables that are out of use for a while."""

    block_id: str
    table_ids: list[str]
    starts_at: Instant
    ends_at: Instant
    reason: str
    created_by: str
    created_at: Instant

    @classmethod
    def of(cls, block: Block) -> BlockOut:
        """Shape a block for the wire."""
        return cls(
            block_id=block.block_id,
            table_ids=list(block.table_ids),
            starts_at=block.starts_at,
            ends_at=block.ends_at,
            reason=block.reason,
            created_by=block.created_by,
            created_at=block.created_at,
        )


class BlocksOut(BaseModel):
    """Blocks that are not over."""

    items: list[BlockOut]

"""What rooms need: storage of the plan, of what is taken, of what staff noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from guildhall.bookings.models.blocks import Block, Standing
from guildhall.bookings.models.floor import FloorPlan
from guildhall.bookings.models.quarters import Span
from guildhall.bookings.models.sheets import RoomState
from guildhall.kernel.events import DomainEvent


class FloorPlans(Protocol):
    """Stored floor plans."""

    def get(self, venue_id: str) -> FloorPlan:
        """Return the plan; version 0 and empty if nobody has drawn one."""

    def save(self, action: str, plan: FloorPlan) -> FloorPlan:
        """Store at the version it was read at. Raises StaleVersion."""


class Sheets(Protocol):
    """What is taken of each table, quarter by quarter."""

    def between(self, venue_id: str, span: Span, *, consistent: bool = False) -> RoomState:
        """Return the sheets and paces of every day of UTC that the span touches. consistent: no second old."""


class Blocks(Protocol):
    """Stored blocks, each together with what it takes."""

    def get(self, venue_id: str, block_id: str) -> Block | None:
        """Return the block, or None."""

    def list_of(self, venue_id: str, since: datetime) -> list[Block]:
        """Return the blocks that end after an instant, earliest start first."""

    def add(self, block: Block, state: RoomState, *events: DomainEvent) -> Block:
        """Store it with what it takes. state: as it was looked at. Raises TableTaken if that has changed."""

    def remove(self, block: Block, state: RoomState, *events: DomainEvent) -> None:
        """Give back what it takes. state: as it was looked at. Raises StaleVersion if that has changed."""


class Standings(Protocol):
    """What staff noted of tables."""

    def list_of(self, venue_id: str) -> Sequence[Standing]:
        """Return what is noted; tables without a note are left out."""

    def note(self, venue_id: str, standing: Standing, *events: DomainEvent) -> None:
        """Store it, whatever was noted before; free means that nothing is."""

"""Rooms: the floor plan, blocks, and tables at this moment."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.bookings.store.blocks import DynamoBlocks, DynamoStandings
from guildhall.bookings.store.rooms import DynamoFloorPlans, DynamoSheets
from guildhall.bookings.use_cases.rooms import AccessFloor, BlockTables, DrawFloor, WatchFloor
from guildhall.bookings.wiring.venues import wire_public
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class Rooms:
    """The use cases of the floor."""

    access: AccessFloor
    draw: DrawFloor
    block: BlockTables
    watch: WatchFloor


def wire(platform: Platform) -> Rooms:
    """Build the use cases on DynamoDB."""
    database, clock = platform.database, platform.clock
    plans, sheets, access = DynamoFloorPlans(database), DynamoSheets(), wire_public(platform).access
    return Rooms(
        access=AccessFloor(plans, access),
        draw=DrawFloor(plans, sheets, access, clock),
        block=BlockTables(DynamoBlocks(database), plans, sheets, access, clock, platform.ids),
        watch=WatchFloor(plans, sheets, DynamoStandings(database), access, clock),
    )

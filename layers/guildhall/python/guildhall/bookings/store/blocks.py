"""Blocks and what staff noted of tables, in the core table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from guildhall.bookings.errors.reservations import TableOccupied, TableTaken
from guildhall.bookings.machine import TableStatus
from guildhall.bookings.models.blocks import Block, Standing
from guildhall.bookings.models.sheets import RoomState, changes
from guildhall.bookings.store.rooms import Keys, SheetRecord, write_sheet
from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import Problem, StaleVersion
from guildhall.kernel.events import DomainEvent
from guildhall.platform import query
from guildhall.platform.items import ListOf
from guildhall.platform.table import CoreRecord, Database, Transaction, from_row


class BlockRecord(CoreRecord):
    """A block."""

    KIND = "bookings.block"

    block_id = UnicodeAttribute()
    venue_id = UnicodeAttribute()
    table_ids = ListOf()
    starts_at = UnicodeAttribute()
    ends_at = UnicodeAttribute()
    reason = UnicodeAttribute()
    created_by = UnicodeAttribute()
    created_at = UnicodeAttribute()


class StandingRecord(CoreRecord):
    """What staff noted of a table."""

    KIND = "bookings.standing"

    table_id = UnicodeAttribute()
    status = UnicodeAttribute()
    since = UnicodeAttribute()
    reservation_id = UnicodeAttribute()


class DynamoBlocks:
    """The port `Blocks` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, venue_id: str, block_id: str) -> Block | None:
        """Return the block, or None."""
        record = BlockRecord.fetch(*Keys.block(venue_id, block_id))
        return record.to(Block) if record else None

    def list_of(self, venue_id: str, since: datetime) -> list[Block]:
        """Return the blocks that end after an instant, earliest start first."""
        pk, _ = Keys.block(venue_id, "")
        rows = query.everything(BlockRecord.Meta.table_name, pk, prefix=Keys.BLOCKS)
        found = [from_row(Block, row) for row in rows]
        return sorted((block for block in found if block.ends_at > since), key=lambda block: block.starts_at)

    def add(self, block: Block, state: RoomState, *events: DomainEvent) -> Block:
        """Store it with what it takes. Raises TableTaken if what was looked at has changed."""
        transaction = self._database.begin()
        transaction.save(_record(block))
        _write(transaction, block, state, TableTaken("somebody has just booked one of these tables"), adds=True)
        transaction.publish(*events)
        transaction.commit("bookings.block")
        return replace(block, version=1)

    def remove(self, block: Block, state: RoomState, *events: DomainEvent) -> None:
        """Give back what it takes. Raises StaleVersion if what was looked at has changed."""
        transaction = self._database.begin()
        transaction.delete(_record(block))
        _write(transaction, block, state, StaleVersion("somebody is changing these tables"), adds=False)
        transaction.publish(*events)
        transaction.commit("bookings.unblock")


def _record(block: Block) -> BlockRecord:
    key = Keys.block(block.venue_id, block.block_id)
    return BlockRecord.of(block, key=key, version=block.version, expires_at=int(block.ends_at.timestamp()))


def _write(transaction: Transaction, block: Block, state: RoomState, refused: Problem, *, adds: bool) -> None:
    versions = {(sheet.table_id, sheet.day): sheet.version for sheet in state.sheets}
    for change in changes([], [block.claim]) if adds else changes([block.claim], []):
        # A whole day is too much for a condition on each quarter: the sheet must not have changed at all.
        version = versions.get((change.table_id, change.day), 0)
        is_same = SheetRecord.v == version if version else SheetRecord.v.does_not_exist()
        write_sheet(transaction, block.venue_id, change, is_same, refused)


class DynamoStandings:
    """The port `Standings` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_of(self, venue_id: str) -> Sequence[Standing]:
        """Return what is noted; tables without a note are left out."""
        pk, _ = Keys.standing(venue_id, "")
        rows = query.everything(StandingRecord.Meta.table_name, pk)
        found = [from_row(Standing, row) for row in rows]
        return [standing for standing in found if standing.status is not TableStatus.FREE]

    def note(self, venue_id: str, standing: Standing, *events: DomainEvent) -> None:
        """Store it, whatever was noted before; free means that nothing is."""
        transaction = self._database.begin()
        write_standing(transaction, venue_id, standing, None)
        transaction.publish(*events)
        transaction.commit("bookings.note_table")


def write_standing(transaction: Transaction, venue_id: str, standing: Standing, mine: str | None) -> None:
    """Add a note to a transaction. mine: a reservation; nobody else may sit there. None: whoever does."""
    record = StandingRecord(*Keys.standing(venue_id, standing.table_id))
    actions: list[Action] = [
        StandingRecord.kind.set(StandingRecord.KIND),
        StandingRecord.table_id.set(standing.table_id),
        StandingRecord.status.set(standing.status),
        StandingRecord.since.set(to_text(standing.since)),
        StandingRecord.reservation_id.set(standing.reservation_id),
    ]
    condition: Condition | None = None
    if mine is not None:
        idle = StandingRecord.status.is_in(TableStatus.FREE, TableStatus.CLEANING)
        condition = StandingRecord.status.does_not_exist() | idle | (StandingRecord.reservation_id == mine)
    transaction.update(record, actions, condition=condition, refused=TableOccupied())

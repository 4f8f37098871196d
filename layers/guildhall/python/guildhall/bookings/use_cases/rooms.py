"""Floor plans, blocks, and what staff note of tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from guildhall.bookings.errors.floor import BlockUnknown
from guildhall.bookings.errors.reservations import TableInUse, TableOccupied, TableTaken
from guildhall.bookings.events import RoomChangedV1
from guildhall.bookings.machine import TableStatus
from guildhall.bookings.models.blocks import MOST_BLOCKED_SHEETS, Block, Standing
from guildhall.bookings.models.floor import FloorPlan, Table, checked
from guildhall.bookings.models.quarters import DAY_QUARTERS, Span, instant_of, quarter_of
from guildhall.bookings.models.sheets import BLOCKED, RoomState, changes
from guildhall.bookings.ports.rooms import Blocks, FloorPlans, Sheets, Standings
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Fault, Invalid, StaleVersion
from guildhall.kernel.ids import Ids

LOOKED_AHEAD_DAYS = 366
"""Nobody may book further ahead than a venue's terms can say."""
SOON_QUARTERS = 2
"""A table that is taken within half an hour shows as held: staff do not put anybody else there."""


@dataclass(frozen=True, slots=True)
class AccessFloor:
    """Show the floor plan to those who run or work at the venue."""

    plans: FloorPlans
    access: AccessVenue

    def __call__(self, actor: Actor, venue_id: str) -> FloorPlan:
        """Return the plan, version 0 if nobody has drawn one. Raises VenueUnknown."""
        self.access(actor, venue_id)
        return self.plans.get(venue_id)


@dataclass(frozen=True, slots=True)
class DrawFloor:
    """Change rooms, tables and what can be joined; nobody loses a table that a reservation to come needs."""

    plans: FloorPlans
    sheets: Sheets
    access: AccessVenue
    clock: Clock

    def __call__(self, actor: Actor, plan: FloorPlan, version: int) -> FloorPlan:
        """Return the stored plan. Raises VenueUnknown, Forbidden, StaleVersion, FloorPlanInvalid, TableInUse."""
        return self._save("bookings.draw_floor", self._plan(actor, plan.venue_id, version), checked(plan))

    def put_table(self, actor: Actor, venue_id: str, table: Table, version: int) -> FloorPlan:
        """Return the plan with a table added, or in place of the one with its id.

        Raises VenueUnknown, Forbidden, StaleVersion, FloorPlanInvalid.
        """
        plan = self._plan(actor, venue_id, version)
        return self._save("bookings.put_table", plan, plan.with_table(table))

    def remove_table(self, actor: Actor, venue_id: str, table_id: str, version: int) -> FloorPlan:
        """Return the plan without a table.

        Raises VenueUnknown, Forbidden, StaleVersion, TableUnknown, FloorPlanInvalid, TableInUse.
        """
        plan = self._plan(actor, venue_id, version)
        return self._save("bookings.remove_table", plan, plan.without_table(table_id))

    def _plan(self, actor: Actor, venue_id: str, version: int) -> FloorPlan:
        self.access(actor, venue_id, "bookings.draw_floor")
        plan = self.plans.get(venue_id)
        if plan.version != version:
            raise StaleVersion(f"the floor plan is at version {plan.version}")
        return plan

    def _save(self, action: str, old: FloorPlan, new: FloorPlan) -> FloorPlan:
        gone = {table.table_id for table in old.tables} - {table.table_id for table in new.tables}
        if gone:
            self._check_unused(old.venue_id, gone)
        return self.plans.save(action, replace(new, version=old.version))

    def _check_unused(self, venue_id: str, table_ids: set[str]) -> None:
        now = self.clock.now()
        second, quarter = int(now.timestamp()), quarter_of(now)
        state = self.sheets.between(venue_id, Span(quarter, quarter + LOOKED_AHEAD_DAYS * DAY_QUARTERS))
        used = {
            sheet.table_id: instant_of(sheet.day * DAY_QUARTERS).date()
            for sheet in state.sheets
            if sheet.table_id in table_ids
            and any(
                sheet.day * DAY_QUARTERS + number >= quarter and until > second for number, until in sheet.taken.items()
            )
        }
        if used:
            said = ", ".join(f"{table_id} until {day}" for table_id, day in sorted(used.items()))
            raise TableInUse(f"reserved or blocked: {said}; take it out of use, then move what is there")


@dataclass(frozen=True, slots=True)
class BlockTables:
    """Keep tables out of use for a while, and give them back."""

    blocks: Blocks
    plans: FloorPlans
    sheets: Sheets
    access: AccessVenue
    clock: Clock
    ids: Ids

    def __call__(
        self, actor: Actor, venue_id: str, table_ids: tuple[str, ...], span: tuple[datetime, datetime], reason: str
    ) -> Block:
        """Return the stored block. span: first and last instant, half-open.

        Raises VenueUnknown, Forbidden, TableUnknown, Invalid, and TableTaken if a reservation is in the way.
        """
        self.access(actor, venue_id, "bookings.run_room")
        plan, now = self.plans.get(venue_id), self.clock.now()
        for table_id in table_ids:
            plan.table(table_id)
        _check_span(span, now)
        block = Block(
            self.ids.new("blk"), venue_id, table_ids, *span, reason, created_by=actor.account_id, created_at=now
        )
        state = self._state(block)
        taken = self._taken(block, state, int(now.timestamp()))
        if taken:
            raise TableTaken(f"reserved or blocked already: {', '.join(taken)}")
        return self.blocks.add(block, state, _told(venue_id, "block", span))

    def remove(self, actor: Actor, venue_id: str, block_id: str) -> None:
        """Give the tables back. Raises VenueUnknown, Forbidden, BlockUnknown, StaleVersion."""
        self.access(actor, venue_id, "bookings.run_room")
        block = self.blocks.get(venue_id, block_id)
        if block is None:
            raise BlockUnknown
        told = _told(venue_id, "unblock", (block.starts_at, block.ends_at), frees=True)
        self.blocks.remove(block, self._state(block), told)

    def list_of(self, actor: Actor, venue_id: str) -> list[Block]:
        """Return the blocks that are not over, earliest first. Raises VenueUnknown, Forbidden."""
        self.access(actor, venue_id, "bookings.run_room")
        return self.blocks.list_of(venue_id, self.clock.now())

    def _state(self, block: Block) -> RoomState:
        if len(changes([], [block.claim])) > MOST_BLOCKED_SHEETS:
            most = f"at most {MOST_BLOCKED_SHEETS} tables times days; take tables out of use for longer"
            raise Invalid(most, faults=(Fault("/ends_at", "too many tables and days at once", "too_many"),))
        return self.sheets.between(block.venue_id, block.claim.span, consistent=True)

    def _taken(self, block: Block, state: RoomState, second: int) -> list[str]:
        sheets = {(sheet.table_id, sheet.day): sheet for sheet in state.sheets}
        return sorted({
            change.table_id
            for change in changes([], [block.claim])
            if (sheet := sheets.get((change.table_id, change.day))) and not sheet.is_free(change.take, second)
        })  # fmt: skip


def _told(venue_id: str, action: str, span: tuple[datetime, datetime], *, frees: bool = False) -> RoomChangedV1:
    return RoomChangedV1(
        venue_id=venue_id,
        reservation_id="",
        version=0,
        action=action,
        starts_at=span[0],
        ends_at=span[1],
        frees=frees,
    )


def _check_span(span: tuple[datetime, datetime], now: datetime) -> None:
    starts_at, ends_at = span
    if ends_at <= starts_at:
        raise Invalid(faults=(Fault("/ends_at", "after starts_at", "order"),))
    if ends_at <= now or starts_at > now + timedelta(days=LOOKED_AHEAD_DAYS):
        raise Invalid(faults=(Fault("/starts_at", "in the past, or more than a year ahead", "outside"),))


@dataclass(frozen=True, slots=True)
class TableNow:
    """A table at this moment. until: when what is taken now ends, if anything is."""

    table: Table
    status: TableStatus
    is_blocked: bool
    since: datetime | None
    until: datetime | None
    reservation_id: str


@dataclass(frozen=True, slots=True)
class WatchFloor:
    """Show staff each table as it is now, and keep what they note."""

    plans: FloorPlans
    sheets: Sheets
    standings: Standings
    access: AccessVenue
    clock: Clock

    def __call__(self, actor: Actor, venue_id: str) -> list[TableNow]:
        """Return every table in use, in the order of the plan. Raises VenueUnknown, Forbidden."""
        self.access(actor, venue_id, "bookings.run_room")
        now = self.clock.now()
        quarter = quarter_of(now)
        state = self.sheets.between(venue_id, Span(quarter, quarter + DAY_QUARTERS), consistent=True)
        noted = {standing.table_id: standing for standing in self.standings.list_of(venue_id)}
        taken = _taken_from(state, quarter, int(now.timestamp()))
        plan = self.plans.get(venue_id)
        return [
            _at_this_moment(table, noted.get(table.table_id), taken.get(table.table_id, {}), quarter)
            for table in plan.tables
            if table.is_active
        ]

    def note(self, actor: Actor, venue_id: str, table_id: str, status: TableStatus) -> None:
        """Note that a table is being cleaned, or is free. Raises VenueUnknown, Forbidden, TableUnknown, TableOccupied.

        Guests are seated, asked for their bill and gone by what is done with their reservation.
        """
        self.access(actor, venue_id, "bookings.run_room")
        self.plans.get(venue_id).table(table_id)
        sitting = {
            standing.table_id
            for standing in self.standings.list_of(venue_id)
            if standing.status in {TableStatus.SEATED, TableStatus.BILL}
        }
        if table_id in sitting:
            raise TableOccupied("finish the reservation of the guests who sit there")
        now = self.clock.now()
        self.standings.note(venue_id, Standing(table_id, status, now), _told(venue_id, "note_table", (now, now)))


def _taken_from(state: RoomState, quarter: int, second: int) -> dict[str, dict[int, int]]:
    """Return for each table the quarters from now on that are taken, each with its second."""
    taken: dict[str, dict[int, int]] = {}
    for sheet in state.sheets:
        first = sheet.day * DAY_QUARTERS
        for number, until in sheet.taken.items():
            if first + number >= quarter and until > second:
                taken.setdefault(sheet.table_id, {})[first + number] = until
    return taken


def _at_this_moment(table: Table, noted: Standing | None, taken: dict[int, int], quarter: int) -> TableNow:
    first = next((number for number in range(quarter, quarter + SOON_QUARTERS + 1) if number in taken), None)
    last = first
    while last is not None and last in taken:
        last += 1
    status = noted.status if noted else TableStatus.HELD if first is not None else TableStatus.FREE
    return TableNow(
        table=table,
        status=status,
        is_blocked=first is not None and taken[first] == BLOCKED,
        since=noted.since if noted else None,
        until=instant_of(last) if last is not None else None,
        reservation_id=noted.reservation_id if noted else "",
    )

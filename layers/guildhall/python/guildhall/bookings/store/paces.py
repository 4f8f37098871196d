"""Who starts in a quarter of an hour, in the core table."""

from __future__ import annotations

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from guildhall.bookings.errors.reservations import Outrun
from guildhall.bookings.machine import ReservationState
from guildhall.bookings.models.change import Change
from guildhall.bookings.models.quarters import DAY_QUARTERS
from guildhall.bookings.models.reservation import Reservation
from guildhall.bookings.models.sheets import FOREVER
from guildhall.bookings.store import rooms
from guildhall.platform.table import CoreRecord, Transaction


class PaceRecord(CoreRecord):
    """Who starts in a quarter: `r_{reservation_id}` holds the covers and the second until which they count."""

    KIND = "bookings.pace"


_COUNTED = frozenset(ReservationState) - {ReservationState.CANCELLED, ReservationState.NO_SHOW}


def _starts(reservation: Reservation | None) -> dict[int, dict[str, int]]:
    """Return in which quarters a reservation counts, with its covers and the second until which they count."""
    if reservation is None or reservation.state not in _COUNTED:
        return {}
    until = int(reservation.held_until.timestamp()) if reservation.held_until else FOREVER
    starts = {reservation.start: {"covers": reservation.party, "until": until}}
    before = reservation.fallback
    if before:
        # Where a party that may stay as it is would grow, the kitchen counts on the larger one.
        covers = max(before.party, reservation.party if before.start == reservation.start else 0)
        starts[before.start] = {"covers": covers, "until": FOREVER}
    return starts


def write_pace(transaction: Transaction, change: Change, now_second: int) -> None:
    """Count the party in the quarter in which it starts, and no longer where it started before."""
    after = change.after
    was, now = _starts(change.before), _starts(after)
    place = f"r_{after.reservation_id}"
    for quarter in sorted(was.keys() - now.keys()):
        _update_pace(transaction, after.venue_id, quarter, [Path(place).remove()])
    for quarter, start in sorted(now.items()):
        if was.get(quarter) == start:
            continue
        actions: list[Action] = [Path(place).set(start)]
        condition = None
        if change.paced is not None and quarter == after.start:
            lapsed = [each for each, known in change.paced.starts.items() if known.until <= now_second]
            actions += [Path(f"r_{each}").remove() for each in lapsed if each != after.reservation_id]
            version = change.paced.version
            condition = PaceRecord.v == version if version else PaceRecord.v.does_not_exist()
        _update_pace(transaction, after.venue_id, quarter, actions, condition)


def _update_pace(
    transaction: Transaction,
    venue_id: str,
    quarter: int,
    actions: list[Action],
    condition: Condition | None = None,
) -> None:
    day, number = divmod(quarter, DAY_QUARTERS)
    record = PaceRecord(*rooms.Keys.sheet(venue_id, day, f"{rooms.Keys.PACE}{number}"))
    always: list[Action] = [PaceRecord.kind.set(PaceRecord.KIND), PaceRecord.expires_at.set(rooms.expires(day))]
    transaction.update(record, [*always, *actions], condition=condition, refused=Outrun())

"""One step in the life of a reservation, with all that has to be true together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from guildhall.bookings.machine import TableStatus
from guildhall.bookings.models.reservation import Entry, Reservation
from guildhall.bookings.models.sheets import Pace
from guildhall.bookings.models.waiting import Waiting
from guildhall.kernel.events import DomainEvent


@dataclass(frozen=True, slots=True)
class Change:
    """What one transaction stores.

    action: `bookings.<verb>`, for the audit log. paced: what started in the quarter when it was looked at, if the pace
    of the service has to hold; it must not have changed. statuses: of tables, by id, that change with it. waiting: the
    guest of a waitlist who is offered this, takes it, or does not.
    """

    action: str
    before: Reservation | None
    after: Reservation
    entry: Entry
    events: tuple[DomainEvent, ...] = ()
    paced: Pace | None = None
    statuses: Mapping[str, TableStatus] = field(default_factory=dict)
    waiting: Waiting | None = None

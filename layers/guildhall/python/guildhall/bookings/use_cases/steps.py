"""What every step of a reservation has in common: its history, and trying again when somebody else was faster."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from guildhall.bookings.errors.reservations import GuestIncomplete, Outrun, guest_fault
from guildhall.bookings.events import RoomChangedV1
from guildhall.bookings.machine import SURE, TableStatus
from guildhall.bookings.models.change import Change
from guildhall.bookings.models.reservation import Entry, Guest, Reservation, difference
from guildhall.bookings.models.sheets import Pace, changes
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.models.waiting import Waiting
from guildhall.bookings.ports.reservations import Phones, Reservations
from guildhall.bookings.use_cases.planning import Place
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Fault
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.ids import Ids

TRIES = 8
"""Who loses a table to somebody faster looks for another one; of those who lose, one wins each time."""
GUEST = "guest"
"""Who did it, in the history, when it was the guest by their link."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Steps:
    """Stores one step of a reservation."""

    reservations: Reservations
    clock: Clock
    ids: Ids

    def __call__(
        self,
        verb: str,
        by: str,
        before: Reservation | None,
        after: Reservation,
        *events: DomainEvent,
        paced: Pace | None = None,
        statuses: Mapping[str, TableStatus] | None = None,
        waiting: Waiting | None = None,
    ) -> Reservation:
        """Return the stored reservation. verb: of the audit log and the history, such as `confirm`.

        waiting: the guest of a waitlist whom the step concerns, as they are after it.
        Raises StaleVersion, Outrun, ReservationDuplicate, TableOccupied.
        """
        now = self.clock.now()
        stamped = replace(after, updated_at=now)
        if after.state in SURE and after.confirmed_at is None:
            stamped = replace(stamped, confirmed_at=now)
        entry = Entry(self.ids.new("ent"), after.reservation_id, verb, by, now, changes=difference(before, stamped))
        told = (*events, room_changed(verb, before, stamped, now))
        change = Change(f"bookings.{verb}", before, stamped, entry, told, paced, statuses or {}, waiting)
        return self.reservations.commit(change)


def room_changed(verb: str, before: Reservation | None, after: Reservation, now: datetime) -> RoomChangedV1:
    """Return what whoever looks at the room learns of a step; a move concerns the time that it leaves as well."""
    stood = before if before and not before.has_lapsed(now) else None
    known = [each for each in (stood, after) if each]
    return RoomChangedV1(
        venue_id=after.venue_id,
        reservation_id=after.reservation_id,
        version=after.version + 1,
        action=verb,
        starts_at=min(each.starts_at for each in known),
        ends_at=max(each.ends_at for each in known),
        frees=any(each.free for each in changes(stood.claims(now) if stood else [], after.claims(now))),
    )


def again_if_beaten(attempt: Callable[[], T]) -> T:
    """Plan and store anew when somebody was faster: the next look sees what they took. Raises what attempt raises."""
    for _ in range(TRIES - 1):
        with suppress(Outrun):
            return attempt()
    return attempt()


def local_start(venue: Venue, reservation: Reservation) -> str:
    """Return the start as the venue's clocks show it, such as `2026-03-03T20:00`."""
    return f"{reservation.starts_at.astimezone(ZoneInfo(venue.details.time_zone)):%Y-%m-%dT%H:%M}"


def placed(reservation: Reservation, place: Place) -> Reservation:
    """Return the reservation at a place."""
    return replace(
        reservation,
        table_ids=place.table_ids,
        minutes=place.minutes,
        quarters=place.quarters,
        service=place.service,
    )


def guards_of(venue: Venue, reservation: Reservation, guest: Guest) -> tuple[str, ...]:
    """Return the guards that make this the guest's only reservation of the service; addresses are hashed."""
    day = reservation.starts_at.astimezone(ZoneInfo(venue.details.time_zone)).date()
    texts = [f"{venue.venue_id}\n{day}\n{reservation.service}\n{contact}" for contact in guest.contacts]
    return tuple(hashlib.sha256(text.encode()).hexdigest()[:40] for text in texts)


def normal_guest(phones: Phones, venue: Venue, guest: Guest, *, has_to_be_reachable: bool) -> Guest:
    """Return the guest with a telephone number in E.164. Raises GuestIncomplete.

    has_to_be_reachable: whether an e-mail address must be known, as for guests who book themselves.
    """
    faults: list[Fault] = []
    phone = phones.normal(guest.phone, venue.details.address.country) if guest.phone else ""
    if phone is None:
        faults.append(guest_fault("phone", "no telephone number, here or with its country's code", "phone"))
    if has_to_be_reachable and not guest.email:
        faults.append(guest_fault("email", "the confirmation has to reach somebody", "missing"))
    if not guest.name:
        faults.append(guest_fault("name", "somebody has to be greeted", "missing"))
    if faults:
        raise GuestIncomplete("; ".join(f"{fault.pointer}: {fault.detail}" for fault in faults), faults=tuple(faults))
    return replace(guest, phone=phone or "")

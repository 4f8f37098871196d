"""Reservations in the core table, each step in one transaction with what it takes of the room."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce
from operator import and_

from pydantic import TypeAdapter
from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path

from guildhall.bookings.errors.reservations import Outrun, ReservationDuplicate
from guildhall.bookings.machine import ReservationState
from guildhall.bookings.models.blocks import Standing
from guildhall.bookings.models.change import Change
from guildhall.bookings.models.reservation import Entry, Reservation, ReservationCard, Source, card_of
from guildhall.bookings.models.sheets import SheetChange, changes
from guildhall.bookings.store import rooms
from guildhall.bookings.store.blocks import write_standing
from guildhall.bookings.store.paces import write_pace
from guildhall.bookings.store.waitlist import write_waiting
from guildhall.kernel.clock import Clock, to_text
from guildhall.platform import query
from guildhall.platform.cursors import Cursors
from guildhall.platform.items import IntegerAttribute, ListOf, MapOf
from guildhall.platform.table import CoreRecord, Database, Transaction, from_row

_CARD = TypeAdapter(ReservationCard)
ABANDONED = timedelta(days=1)
"""A hold that came to nothing is of no use after that; until then it explains itself to whoever held it."""
COUNTED = timedelta(days=62)
"""Forms that guests left alone are counted that long, for the figures of a month and of the one before."""
MOST_VISITS = 100


class Keys:
    """reservations in the core table.

    | who asks                              | index | PK                             | SK                           |
    |---------------------------------------|-------|--------------------------------|------------------------------|
    | a reservation by id                   | table | RESERVATION#{reservation_id}   | RESERVATION                  |
    | what happened to it                   | table | RESERVATION#{reservation_id}   | ENTRY#{entry_id}             |
    | a venue's, by start                   | GSI1  | VENUE-RESERVATIONS#{venue_id}  | {starts_at}#{reservation_id} |
    | a guest's at a venue, by start        | GSI2  | GUEST-AT#{hash}                | {starts_at}#{reservation_id} |
    | whether a guest has one of a service  | table | UNIQUE#guest-service#{hash}    | UNIQUE                       |
    """

    ENTRIES = "ENTRY#"

    @staticmethod
    def reservation(reservation_id: str) -> tuple[str, str]:
        """One partition a reservation."""
        return f"RESERVATION#{reservation_id}", "RESERVATION"

    @classmethod
    def entry(cls, entry: Entry) -> tuple[str, str]:
        """Beside its reservation, in the order of time."""
        return f"RESERVATION#{entry.reservation_id}", f"{cls.ENTRIES}{entry.entry_id}"

    @staticmethod
    def guard(guard: str) -> tuple[str, str]:
        """Whoever puts it first has the guest's one reservation of the service."""
        return f"UNIQUE#guest-service#{guard}", "UNIQUE"

    @staticmethod
    def of_guest(venue_id: str, contact: str) -> str:
        """A guest's list at a venue. contact: an address or a number, of which only a hash is stored here."""
        digest = hashlib.sha256(f"{venue_id}/{contact}".encode()).hexdigest()
        return f"GUEST-AT#{digest[:40]}"

    @staticmethod
    def of_venue(venue_id: str) -> str:
        """A venue's list."""
        return f"VENUE-RESERVATIONS#{venue_id}"


class ReservationRecord(CoreRecord):
    """A reservation."""

    KIND = "bookings.reservation"
    UNAUDITED = frozenset({"guest", "requests", "link_hash", "summary"})

    reservation_id = UnicodeAttribute()
    venue_id = UnicodeAttribute()
    state = UnicodeAttribute()
    party = IntegerAttribute()
    starts_at = UnicodeAttribute()
    minutes = IntegerAttribute()
    quarters = IntegerAttribute()
    service = UnicodeAttribute()
    table_ids = ListOf()
    source = UnicodeAttribute()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    policy_number = IntegerAttribute()
    held_until = UnicodeAttribute(null=True)
    guest = MapOf(null=True)
    requests = UnicodeAttribute()
    link_hash = UnicodeAttribute()
    link_number = IntegerAttribute(default=0)
    guards = ListOf()
    has_bill = BooleanAttribute()
    seated_at = UnicodeAttribute(null=True)
    finished_at = UnicodeAttribute(null=True)
    cancelled_at = UnicodeAttribute(null=True)
    cancelled_by = UnicodeAttribute()
    deposit = MapOf(null=True)
    fallback = MapOf(null=True)
    reminded = ListOf(default=list)
    confirmed_at = UnicodeAttribute(null=True)
    spent = MapOf(null=True)
    summary = MapOf()


class EntryRecord(CoreRecord):
    """A line of a reservation's history."""

    KIND = "bookings.entry"

    entry_id = UnicodeAttribute()
    reservation_id = UnicodeAttribute()
    action = UnicodeAttribute()
    by = UnicodeAttribute()
    at = UnicodeAttribute()
    changes = MapOf()


class GuardRecord(CoreRecord):
    """That a guest has a reservation of a service."""

    KIND = "bookings.guard"

    reservation_id = UnicodeAttribute()


def _record(reservation: Reservation) -> ReservationRecord:
    summary = _CARD.dump_python(card_of(reservation), mode="json", exclude_none=True)
    held = reservation.held_until if reservation.state is ReservationState.HELD else None
    contacts = reservation.guest.contacts if reservation.guest else []
    by_start = f"{to_text(reservation.starts_at)}#{reservation.reservation_id}"
    kept = COUNTED if reservation.source is Source.ONLINE else ABANDONED
    # Whoever is known by an address and a number is listed under the address alone.
    known = {"gsi2pk": Keys.of_guest(reservation.venue_id, contacts[0]), "gsi2sk": by_start} if contacts else {}
    return ReservationRecord.of(
        reservation,
        key=Keys.reservation(reservation.reservation_id),
        version=reservation.version,
        summary=summary,
        gsi1pk=Keys.of_venue(reservation.venue_id),
        gsi1sk=by_start,
        expires_at=int((held + kept).timestamp()) if held else None,
        **known,
    )


class DynamoReservations:
    """The port `Reservations` on DynamoDB."""

    def __init__(self, database: Database, cursors: Cursors, clock: Clock) -> None:
        self._database = database
        self._cursors = cursors
        self._clock = clock

    def get(self, reservation_id: str) -> Reservation | None:
        """Return the reservation, or None."""
        record = ReservationRecord.fetch(*Keys.reservation(reservation_id))
        return record.to(Reservation) if record else None

    def commit(self, change: Change) -> Reservation:
        """Store one step with all that has to be true together.

        Raises StaleVersion, Outrun, ReservationDuplicate, TableOccupied.
        """
        transaction, after, now = self._database.begin(), change.after, self._clock.now()
        transaction.save(_record(after))
        transaction.put_unaudited(_entry_record(change.entry))
        _write_guards(transaction, change)
        before = change.before.claims(now) if change.before else []
        for each in changes(before, after.claims(now)):
            condition = _condition(each, int(now.timestamp()))
            rooms.write_sheet(transaction, after.venue_id, each, condition, Outrun())
        write_pace(transaction, change, int(now.timestamp()))
        for table_id, status in change.statuses.items():
            standing = Standing(table_id, status, now, after.reservation_id)
            write_standing(transaction, after.venue_id, standing, after.reservation_id)
        if change.waiting:
            write_waiting(transaction, change.waiting)
        transaction.publish(*change.events)
        transaction.commit(change.action)
        return replace(after, version=after.version + 1)

    def between(
        self, venue_id: str, first: datetime, last: datetime, *, limit: int, cursor: str | None
    ) -> tuple[list[ReservationCard], str | None]:
        """Return a page of a venue's reservations that start in [first, last), earliest first. Raises CursorForged."""
        if first >= last:
            return [], None
        bounds = (to_text(first), to_text(last))
        name = f"reservations:{venue_id}:{':'.join(bounds)}"
        page = query.page(
            ReservationRecord.Meta.table_name,
            Keys.of_venue(venue_id),
            index="GSI1",
            # Keys go on behind the instant, so the last instant itself stays out.
            between=bounds,
            limit=limit,
            position=self._cursors.read(cursor, name),
        )
        return [_CARD.validate_python(row["summary"]) for row in page.items], self._cursors.write(page.position, name)

    def of_guest(self, venue_id: str, contacts: Sequence[str]) -> list[ReservationCard]:
        """Return the latest reservations of a guest at a venue, latest start first, at most MOST_VISITS a contact."""
        table, found = ReservationRecord.Meta.table_name, dict[str, ReservationCard]()
        for contact in contacts:
            pk = Keys.of_guest(venue_id, contact)
            rows = query.page(table, pk, index="GSI2", limit=MOST_VISITS, newest_first=True).items
            found |= {row["PK"]: _CARD.validate_python(row["summary"]) for row in rows}
        return sorted(found.values(), key=lambda card: card.starts_at, reverse=True)

    def history(self, reservation_id: str) -> list[Entry]:
        """Return what happened to a reservation, oldest first."""
        pk, _ = Keys.reservation(reservation_id)
        rows = query.everything(EntryRecord.Meta.table_name, pk, prefix=Keys.ENTRIES)
        return [from_row(Entry, row) for row in rows]


def _entry_record(entry: Entry) -> EntryRecord:
    return EntryRecord.of(entry, key=Keys.entry(entry), version=None)


def _write_guards(transaction: Transaction, change: Change) -> None:
    before = set(change.before.guards) if change.before else set()
    after = set(change.after.guards)
    for guard in sorted(after - before):
        expires_at = int((change.after.ends_at + ABANDONED).timestamp())
        record = GuardRecord(*Keys.guard(guard), kind=GuardRecord.KIND, expires_at=expires_at)
        record.reservation_id = change.after.reservation_id
        transaction.put_unaudited(record, refused=ReservationDuplicate())
    for guard in sorted(before - after):
        transaction.delete(GuardRecord(*Keys.guard(guard)))


def _condition(change: SheetChange, now_second: int) -> Condition | None:
    """Return what has to be true of a sheet: what is taken is free, or was a hold that lapsed; what is ours is ours."""
    parts: list[Condition] = []
    for quarter in sorted(change.take):
        place = Path(f"q{quarter}")
        parts.append(place.does_not_exist() | (place <= now_second))
    parts += [Path(f"q{quarter}") == until for quarter, until in sorted(change.sure.items())]
    return reduce(and_, parts) if parts else None

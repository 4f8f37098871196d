"""Guests who wait, in the core table: one partition a venue and day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zlib import crc32

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.update import Action

from guildhall.bookings.errors.waitlist import WaitingDuplicate
from guildhall.bookings.models.waiting import Waiting
from guildhall.kernel.clock import to_text
from guildhall.kernel.events import DomainEvent
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute, ListOf, MapOf
from guildhall.platform.table import CoreRecord, Database, Transaction, from_row

KEPT = timedelta(days=30)
"""After the day: what came of the waitlist is a figure for a month."""
EARLIEST = "2000"
"""Before every instant of ours."""
SHARDS = 4
"""Of the index of what has to be looked at: every venue with somebody who waits is there."""


class Keys:
    """the waitlist in the core table.

    | who asks                          | index | PK                            | SK                    |
    |-----------------------------------|-------|-------------------------------|-----------------------|
    | who waits for a day               | table | WAITLIST#{venue_id}#{on}      | WAITING#{waiting_id}  |
    | when it is looked at again        | table | WAITLIST#{venue_id}#{on}      | DAY                   |
    | a waiting guest by id             | GSI1  | WAITING#{waiting_id}          | WAITING               |
    | which lists have to be looked at  | GSI1  | WAITLIST-DUE#{0..3}           | {at}#{venue_id}#{on}  |
    | whether a guest waits for the day | table | UNIQUE#waiting#{hash}         | UNIQUE                |
    """

    ENTRIES = "WAITING#"

    @staticmethod
    def day(venue_id: str, on: date) -> tuple[str, str]:
        """One a venue and day."""
        return f"WAITLIST#{venue_id}#{on.isoformat()}", "DAY"

    @classmethod
    def waiting(cls, venue_id: str, on: date, waiting_id: str) -> tuple[str, str]:
        """Beside its day."""
        return cls.day(venue_id, on)[0], f"{cls.ENTRIES}{waiting_id}"

    @staticmethod
    def by_id(waiting_id: str) -> tuple[str, str]:
        """A guest by the id that letters know."""
        return f"WAITING#{waiting_id}", "WAITING"

    @staticmethod
    def due(shard: int) -> str:
        """A part of what has to be looked at."""
        return f"WAITLIST-DUE#{shard}"

    @staticmethod
    def guard(guard: str) -> tuple[str, str]:
        """Whoever puts it first waits for that day."""
        return f"UNIQUE#waiting#{guard}", "UNIQUE"


class WaitingRecord(CoreRecord):
    """A guest who waits."""

    KIND = "bookings.waiting"
    UNAUDITED = frozenset({"guest", "requests", "link_hash"})

    waiting_id = UnicodeAttribute()
    venue_id = UnicodeAttribute()
    on = UnicodeAttribute()
    party = IntegerAttribute()
    from_at = UnicodeAttribute()
    until_at = UnicodeAttribute()
    guest = MapOf()
    state = UnicodeAttribute()
    position = IntegerAttribute()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    requests = UnicodeAttribute()
    offer = MapOf(null=True)
    declined = ListOf()
    guard = UnicodeAttribute()
    link_hash = UnicodeAttribute()


class WaitingGuardRecord(CoreRecord):
    """That a guest waits for a day."""

    KIND = "bookings.waiting_guard"

    waiting_id = UnicodeAttribute()


class WaitDayRecord(CoreRecord):
    """When the waitlist of a day is looked at again."""

    KIND = "bookings.wait_day"

    venue_id = UnicodeAttribute()
    on = UnicodeAttribute()


class DynamoWaitlist:
    """The port `Waitlist` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, waiting: Waiting, event: DomainEvent, look_at: datetime) -> Waiting:
        """Store a new one, and when its list is looked at. Raises WaitingDuplicate."""
        transaction = self._database.begin()
        transaction.save(_record(waiting))
        guard = WaitingGuardRecord(*Keys.guard(waiting.guard), kind=WaitingGuardRecord.KIND, expires_at=_ttl(waiting))
        guard.waiting_id = waiting.waiting_id
        transaction.put_unaudited(guard, refused=WaitingDuplicate())
        _write_due(transaction, waiting.venue_id, waiting.on, look_at)
        transaction.publish(event)
        transaction.commit("bookings.join_waitlist")
        return replace(waiting, version=1)

    def get(self, venue_id: str, on: date, waiting_id: str) -> Waiting | None:
        """Return a waiting guest, or None."""
        record = WaitingRecord.fetch(*Keys.waiting(venue_id, on, waiting_id))
        return record.to(Waiting) if record else None

    def find(self, waiting_id: str) -> Waiting | None:
        """Return a waiting guest, or None; what has just been stored may be missing."""
        rows = query.page(WaitingRecord.Meta.table_name, Keys.by_id(waiting_id)[0], index="GSI1", limit=1).items
        record = WaitingRecord.fetch(rows[0]["PK"], rows[0]["SK"]) if rows else None
        return record.to(Waiting) if record else None

    def list_of(self, venue_id: str, on: date) -> list[Waiting]:
        """Return everybody who waits or waited for a day, in the order of offers."""
        pk, _ = Keys.day(venue_id, on)
        rows = query.everything(WaitingRecord.Meta.table_name, pk, prefix=Keys.ENTRIES)
        return sorted((from_row(Waiting, row) for row in rows), key=lambda waiting: waiting.order)

    def save(self, action: str, *changed: Waiting) -> None:
        """Store several at the versions they were read at, all or none. Raises StaleVersion."""
        transaction = self._database.begin()
        for waiting in changed:
            write_waiting(transaction, waiting)
        transaction.commit(action)

    def look_again(self, venue_id: str, on: date, at: datetime | None) -> None:
        """Note when the waitlist of a day has to be looked at again; None: nobody waits."""
        transaction = self._database.begin()
        _write_due(transaction, venue_id, on, at)
        transaction.commit("bookings.look_again")

    def due(self, at: datetime, limit: int) -> Sequence[tuple[str, date]]:
        """Return waitlists that have to be looked at by an instant: venue and day, the longest overdue first."""
        found: list[str] = []
        for shard in range(SHARDS):
            # Keys go on behind the instant; `~` comes after all that they go on with.
            span = (EARLIEST, f"{to_text(at)}~")
            page = query.page(WaitDayRecord.Meta.table_name, Keys.due(shard), index="GSI1", between=span, limit=limit)
            found += [row["GSI1SK"] for row in page.items]
        keys = [sort_key.split("#") for sort_key in sorted(found)[:limit]]
        return [(venue_id, date.fromisoformat(on)) for _, venue_id, on in keys]


def write_waiting(transaction: Transaction, waiting: Waiting) -> None:
    """Add a guest's change to a transaction, at the version it was read at; who no longer waits may wait anew."""
    transaction.save(_record(waiting))
    if not waiting.is_open and waiting.guard:
        transaction.delete(WaitingGuardRecord(*Keys.guard(waiting.guard)))


def _record(waiting: Waiting) -> WaitingRecord:
    pk, sk = Keys.by_id(waiting.waiting_id)
    return WaitingRecord.of(
        waiting,
        key=Keys.waiting(waiting.venue_id, waiting.on, waiting.waiting_id),
        version=waiting.version,
        gsi1pk=pk,
        gsi1sk=sk,
        expires_at=_ttl(waiting),
    )


def _ttl(waiting: Waiting) -> int:
    return int((waiting.until_at + KEPT).timestamp())


def _write_due(transaction: Transaction, venue_id: str, on: date, at: datetime | None) -> None:
    record = WaitDayRecord(*Keys.day(venue_id, on))
    last = datetime.fromisoformat(f"{on.isoformat()}T00:00:00Z") + KEPT
    actions: list[Action] = [
        WaitDayRecord.kind.set(WaitDayRecord.KIND),
        WaitDayRecord.venue_id.set(venue_id),
        WaitDayRecord.on.set(on.isoformat()),
        WaitDayRecord.expires_at.set(int(last.timestamp())),
    ]
    if at is None:
        actions += [WaitDayRecord.gsi1pk.remove(), WaitDayRecord.gsi1sk.remove()]
    else:
        shard = crc32(venue_id.encode()) % SHARDS
        actions += [
            WaitDayRecord.gsi1pk.set(Keys.due(shard)),
            WaitDayRecord.gsi1sk.set(f"{to_text(at)}#{venue_id}#{on.isoformat()}"),
        ]
    transaction.update(record, actions)

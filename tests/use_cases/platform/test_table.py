"""The transaction: all or nothing, the right refusal, conflicts outlived, nothing forgotten in the log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import ClassVar

import pytest
from pynamodb.attributes import UnicodeAttribute

from guildhall.kernel.errors import Conflict, StaleVersion
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.types import Instant
from guildhall.platform import query
from guildhall.platform.assembly import Platform
from guildhall.platform.items import IntegerAttribute, ListOf, MapOf
from guildhall.platform.table import CoreRecord, LedgerRecord
from tests.support.outbox import enqueued, published, rows


class Taken(Conflict):
    slug = "test/taken"
    title = "Taken"


class Empty(Conflict):
    slug = "test/empty"
    title = "Empty"


class ThingHappenedV1(DomainEvent):
    """A thing happened."""

    source: ClassVar[str] = "guildhall.test"
    detail_type: ClassVar[str] = "ThingHappened.v1"

    thing_id: str


@dataclass(frozen=True)
class Thing:
    id: str
    name: str
    secret: str
    parts: list[str]
    facts: dict[str, int]
    made_at: Instant
    note: str | None = None
    version: int = 0


class ThingRecord(CoreRecord):
    KIND = "test.thing"
    UNAUDITED = frozenset({"secret"})

    id = UnicodeAttribute()
    name = UnicodeAttribute()
    secret = UnicodeAttribute()
    parts = ListOf()
    facts = MapOf()
    made_at = UnicodeAttribute()
    note = UnicodeAttribute(null=True)


class CountRecord(LedgerRecord):
    KIND = "test.count"

    number = IntegerAttribute(null=True)


def a_thing(platform: Platform, name: str = "one", version: int = 0) -> Thing:
    return Thing("thi_1", name, "hush", ["a", "b"], {"n": 10**20}, platform.clock.now(), None, version)


def save(platform: Platform, thing: Thing, *events: DomainEvent) -> None:
    transaction = platform.database.begin()
    record = ThingRecord.of(thing, key=(f"THI#{thing.id}", "THI"), version=thing.version)
    transaction.save(record, refused=Taken())
    transaction.publish(*events)
    transaction.commit("test.save")


def test_a_model_comes_back_as_it_went_in_with_its_version(platform: Platform) -> None:
    save(platform, a_thing(platform))

    record = ThingRecord.fetch("THI#thi_1", "THI")

    assert record is not None
    assert record.to(Thing) == a_thing(platform, version=1)
    assert ThingRecord.fetch("THI#none", "THI") is None


def test_a_refused_step_leaves_nothing_behind_and_raises_its_own_problem(platform: Platform) -> None:
    save(platform, a_thing(platform))
    before = len(rows(platform.tables))

    with pytest.raises(Taken):
        save(platform, a_thing(platform, "two"), ThingHappenedV1(thing_id="thi_1"))

    assert len(rows(platform.tables)) == before
    assert published(platform.tables, "ThingHappened.v1") == []


def test_each_step_is_told_apart_whatever_their_order(platform: Platform) -> None:
    save(platform, a_thing(platform))
    transaction = platform.database.begin()
    transaction.update(
        CountRecord(pk="CNT", sk="CNT", kind=CountRecord.KIND),
        [CountRecord.number.add(-1)],
        condition=CountRecord.number >= 1,
        refused=Empty(),
    )
    transaction.save(ThingRecord.of(a_thing(platform), key=("THI#other", "THI"), version=0), refused=Taken())
    transaction.check(ThingRecord, ("THI#thi_1", "THI"), ThingRecord.name == "one", Taken())

    with pytest.raises(Empty):
        transaction.commit("test.spend")


def test_two_writers_of_one_version_have_one_winner(platform: Platform) -> None:
    save(platform, a_thing(platform))

    def write(number: int) -> bool:
        try:
            save(platform, a_thing(platform, f"name {number}", version=1))
        except Taken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = [task.result() for task in [pool.submit(copy_context().run, write, n) for n in range(8)]]

    assert won.count(True) == 1


def test_many_additions_to_one_item_all_count(platform: Platform) -> None:
    def add(_: int) -> None:
        transaction = platform.database.begin()
        transaction.update(CountRecord(pk="CNT", sk="CNT", kind=CountRecord.KIND), [CountRecord.number.add(1)])
        transaction.put_unaudited(CountRecord(pk="LOG", sk=platform.ids.new("log"), kind=CountRecord.KIND))
        transaction.commit("test.count")

    with ThreadPoolExecutor(8) as pool:
        for task in [pool.submit(copy_context().run, add, n) for n in range(64)]:
            task.result()

    counted = query.page(platform.tables.ledger_table, "CNT", consistent=True).items
    assert counted[0]["number"] == 64


def test_state_event_message_and_audit_entry_commit_together(platform: Platform) -> None:
    transaction = platform.database.begin()
    transaction.save(ThingRecord.of(a_thing(platform), key=("THI#thi_1", "THI"), version=0))
    transaction.publish(ThingHappenedV1(thing_id="thi_1"))
    transaction.enqueue("things", "thi_1", {"type": "mend", "thing_id": "thi_1"})
    transaction.commit("test.make")

    keys = query.page(platform.tables.audit_table, "E#THI#thi_1", index="GSI1").items
    entry = query.batch_get(platform.tables.audit_table, [(keys[0]["PK"], keys[0]["SK"])])[0]
    event = next(row["detail"] for row in rows(platform.tables) if row.get("detail_type") == "ThingHappened.v1")
    assert entry["action"] == "test.make"
    assert entry["changes"][0]["after"]["secret"] == "[not logged]"
    assert entry["correlation_id"] == event["meta"]["correlation_id"] == "cor_test"
    assert event["data"] == {"thing_id": "thi_1"}
    assert enqueued(platform.tables, "things") == [{"type": "mend", "thing_id": "thi_1"}]


def test_removing_needs_the_version_that_was_read(platform: Platform) -> None:
    save(platform, a_thing(platform))
    stale = ThingRecord.fetch("THI#thi_1", "THI")
    save(platform, a_thing(platform, "newer", version=1))
    assert stale is not None

    transaction = platform.database.begin()
    transaction.delete(stale)
    with pytest.raises(StaleVersion):
        transaction.commit("test.remove")

    fresh = ThingRecord.fetch("THI#thi_1", "THI")
    assert fresh is not None
    transaction = platform.database.begin()
    transaction.delete(fresh)
    transaction.commit("test.remove")
    assert ThingRecord.fetch("THI#thi_1", "THI") is None


def test_a_float_never_reaches_a_table(platform: Platform) -> None:
    transaction = platform.database.begin()
    transaction.put_unaudited(CountRecord(pk="CNT", sk="CNT", kind=CountRecord.KIND, number=1.5))

    with pytest.raises(TypeError):
        transaction.commit("test.count")

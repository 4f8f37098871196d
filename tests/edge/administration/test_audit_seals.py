"""The audit log, sealed hour by hour: what was altered, removed or cut off is found."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from ulid import ULID

from functions.administration.tasks import choose
from guildhall.administration.models.audit import FIRST_CHAIN, lines_of, seal
from guildhall.administration.wiring import desk, seals
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock, from_text
from guildhall.platform import query
from guildhall.platform.assembly import Platform
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.items import to_typed
from guildhall.platform.outbox import SHARDS
from tools.localcloud import LocalCloud

ADMIN = Actor("acc_admin", frozenset({"administrator"}))
HOUR = timedelta(hours=1)


class Operator:
    """Somebody who changes settings while hours pass."""

    def __init__(self, platform: Platform, clock: SettableClock, cloud: LocalCloud) -> None:
        self.bucket = f"sealed-{ULID()}".lower()
        self.s3: Any = cloud.client("s3")
        self.s3.create_bucket(Bucket=self.bucket, ObjectLockEnabledForBucket=True)
        environ = {
            "GUILDHALL_STACK_NAME": "test",
            "GUILDHALL_DOCUMENTS_BUCKET": self.bucket,
            "GUILDHALL_DOCUMENT_LOCK_MODE": "GOVERNANCE",
            "GUILDHALL_DOCUMENT_LOCK_YEARS": "10",
        }
        self._platform = replace(platform, environ=environ)
        self._clock = clock
        self._values = iter(range(100, 1000, 100))
        self._changes = 0
        self.tables = platform.tables
        self.tasks = choose(seals.wire_seals(self._platform))

    def change(self) -> None:
        """Change a setting, a minute after the last time."""
        change = desk.wire(self._platform).change_setting
        change(ADMIN, "commission_basis_points", next(self._values), self._changes)
        self._changes += 1
        self._clock.advance(timedelta(minutes=1))

    def exports(self) -> list[str]:
        """Return the keys of what was exported, by hour."""
        return [found["Key"] for found in self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", [])]


@pytest.fixture
def operator(platform: Platform, clock: SettableClock, aws_cloud: LocalCloud) -> Operator:
    made = Operator(platform, clock, aws_cloud)
    made.change()
    made.change()
    clock.advance(HOUR)
    made.change()
    clock.advance(2 * HOUR + timedelta(minutes=15))
    return made


def entries_of(operator: Operator) -> list[dict[str, Any]]:
    """Return what every export holds, in order."""
    bodies = [operator.s3.get_object(Bucket=operator.bucket, Key=key)["Body"].read() for key in operator.exports()]
    return [json.loads(line) for body in bodies for line in gzip.decompress(body).splitlines()]


def put(table: str, row: dict[str, Any]) -> None:
    """Write a row by a road that no function has."""
    transport().call("PutItem", {"TableName": table, "Item": {name: to_typed(value) for name, value in row.items()}})


def remove(table: str, row: dict[str, Any]) -> None:
    """Remove a row by a road that no function has."""
    transport().call("DeleteItem", {"TableName": table, "Key": {name: to_typed(row[name]) for name in ("PK", "SK")}})


@pytest.mark.feature("ADM-04")
def test_each_hour_that_is_over_is_exported_once_locked_and_chained_to_the_hour_before(operator: Operator) -> None:
    first = operator.tasks["seal_audit_log"]({})
    again = operator.tasks["seal_audit_log"]({})
    entries = entries_of(operator)
    key = operator.exports()[-1]
    lock = operator.s3.get_object_retention(Bucket=operator.bucket, Key=key)["Retention"]

    assert first["broken"] == again["broken"] == again["sealed"] == []
    assert first["sealed"][-1] == "2026-03-02T14:00:00.000Z"
    assert [entry["changes"][0]["after"]["value"] for entry in entries] == [100, 200, 300]
    assert {entry["actor"] for entry in entries} == {"acc_test"}
    assert (lock["Mode"], lock["RetainUntilDate"].year) == ("GOVERNANCE", 2036)


def test_an_hour_that_is_not_over_waits(operator: Operator, clock: SettableClock) -> None:
    operator.tasks["seal_audit_log"]({})
    operator.change()
    clock.advance(timedelta(minutes=41))

    assert operator.tasks["seal_audit_log"]({})["sealed"] == []
    clock.advance(timedelta(minutes=16))
    assert operator.tasks["seal_audit_log"]({})["sealed"] == ["2026-03-02T15:00:00.000Z"]


def an_entry(operator: Operator, hour: str) -> dict[str, Any]:
    """Return a row of the log."""
    return next(row for shard in SHARDS for row in query.everything(operator.tables.audit_table, f"AUD#{hour}#{shard}"))


def alter(table: str, row: dict[str, Any]) -> None:
    put(table, {**row, "actor": "acc_somebody"})


@pytest.mark.parametrize("tamper", [alter, remove])
def test_an_entry_that_was_altered_or_removed_is_found(
    operator: Operator, tamper: Callable[[str, dict[str, Any]], None]
) -> None:
    operator.tasks["seal_audit_log"]({})
    tamper(operator.tables.audit_table, an_entry(operator, "2026030213"))

    assert operator.tasks["seal_audit_log"]({})["broken"] == [
        "2026-03-02T13:00:00.000Z: the log is not what was sealed"
    ]


def test_an_export_that_is_gone_is_found(operator: Operator) -> None:
    operator.tasks["seal_audit_log"]({})
    key = next(key for key in operator.exports() if "2026/03/02/13-" in key)
    operator.s3.delete_object(Bucket=operator.bucket, Key=key)

    given = {"first": "2026-03-02T13:00:00.000Z", "hours": 1}
    assert operator.tasks["verify_audit_log"](given)["broken"] == [
        "2026-03-02T13:00:00.000Z: the export is not what was sealed"
    ]


def test_an_hour_whose_seal_was_written_anew_breaks_the_chain_after_it(operator: Operator) -> None:
    operator.tasks["seal_audit_log"]({})
    *_, row, _ = query.everything(operator.tables.core_table, "AUDITSEALS")
    put(operator.tables.core_table, {**row, "chain": "f" * 64})

    broken = operator.tasks["seal_audit_log"]({})["broken"]

    assert broken == [
        "2026-03-02T13:00:00.000Z is not chained to 2026-03-02T12:00:00.000Z",
        "2026-03-02T14:00:00.000Z is not chained to 2026-03-02T13:00:00.000Z",
    ]


def test_the_same_entries_always_give_the_same_seal() -> None:
    hour = from_text("2026-03-02T12:00:00.000Z")

    assert seal(hour, lines_of([]), FIRST_CHAIN) == seal(hour, b"", FIRST_CHAIN)
    assert seal(hour, b"{}\n", FIRST_CHAIN).chain != seal(hour, b"{}\n", "1" * 64).chain

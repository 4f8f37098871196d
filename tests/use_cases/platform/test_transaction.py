"""Transactions: retries after a conflict, counters without a read, and which refusal is heard."""

from __future__ import annotations

from typing import Any

import pytest
from pynamodb.exceptions import TransactWriteError

from guildhall.kernel.errors import Conflict, Problem, StaleVersion
from guildhall.platform.assembly import Platform
from guildhall.platform.items import IntegerAttribute
from guildhall.platform.table import OpsRecord
from tests.support.dynoxide import Engine
from tests.support.fault_proxy import Fault, FaultProxy


class CounterRecord(OpsRecord):
    KIND = "test.counter"

    number = IntegerAttribute(null=True)


def counter() -> CounterRecord:
    return CounterRecord("TEST#1", "COUNTER")


def count_up(platform: Platform) -> None:
    transaction = platform.database.begin()
    transaction.update(counter(), [CounterRecord.number.add(1), CounterRecord.kind.set(CounterRecord.KIND)])
    transaction.commit("test.count")


def stored() -> tuple[int, int]:
    record = CounterRecord.fetch("TEST#1", "COUNTER")
    assert record
    return int(record.number), int(record.v)


def test_a_counter_counts_versions_too_without_having_been_read(platform: Platform) -> None:
    for _ in range(3):
        count_up(platform)

    assert stored() == (3, 3)


def test_a_conflict_with_another_transaction_is_tried_again(
    platform: Platform, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FaultProxy(engine.endpoint_url).running() as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", proxy.endpoint_url)
        proxy.plan.extend([Fault.CONFLICT, Fault.CONFLICT])
        count_up(platform)

        assert (stored(), len(proxy.plan)) == ((1, 1), 0)


def test_a_lost_answer_does_not_count_twice(
    platform: Platform, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FaultProxy(engine.endpoint_url).running() as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", proxy.endpoint_url)
        proxy.plan.append(Fault.LOSE_ANSWER)
        count_up(platform)

        assert (stored(), len(proxy.plan)) == ((1, 1), 0)


def test_two_steps_on_one_item_are_a_bug_and_not_an_outage(platform: Platform) -> None:
    transaction = platform.database.begin()
    transaction.update(counter(), [CounterRecord.number.add(1)])
    transaction.update(counter(), [CounterRecord.number.add(1)])

    with pytest.raises(TransactWriteError):
        transaction.commit("test.count")


def test_a_refusal_may_judge_by_what_stands_in_the_way_and_be_heard_first(platform: Platform) -> None:
    def judge(old: dict[str, Any]) -> Problem:
        return Conflict(f"count {old['number']}")

    for refused in (None, Conflict):
        transaction = platform.database.begin()
        transaction.save(CounterRecord("TEST#1", "STATE", kind="test.state"), refused=StaleVersion())
        transaction.put_unaudited(
            CounterRecord("TEST#1", "LOG", kind="test.log", number=7), refused=judge, is_heard_first=True
        )
        if refused:
            with pytest.raises(refused, match="count 7"):
                transaction.commit("test.log")
        else:
            transaction.commit("test.log")

"""The capacity floor agrees with the engine's own account where nothing is wasted, and tells waste where it is."""

from __future__ import annotations

from typing import Any

import pytest

from bench.recorder import Recorder
from guildhall.platform.table import Tables


@pytest.fixture
def recorder(tables: Tables) -> Any:
    with Recorder().installed() as installed:
        yield installed


def item(sort: str, size: int = 100, **more: Any) -> dict[str, Any]:
    return {"PK": {"S": "P"}, "SK": {"S": sort}, "text": {"S": "x" * size}, **more}


def put(recorder: Recorder, tables: Tables, sort: str, size: int = 100, **more: Any) -> None:
    recorder.call("PutItem", {"TableName": tables.core_table, "Item": item(sort, size, **more)})


def query(recorder: Recorder, tables: Tables, **more: Any) -> None:
    values = {":pk": {"S": "P"}, **more.pop("values", {})}
    recorder.call(
        "Query",
        {
            "TableName": tables.core_table,
            "KeyConditionExpression": "PK = :pk",
            "ExpressionAttributeValues": values,
            **more,
        },
    )


@pytest.mark.parametrize(
    ("size", "more"),
    [
        (100, {}),
        (900, {}),
        (1_100, {}),
        (5_000, {"n": {"N": "1234567890"}, "flag": {"BOOL": True}, "list": {"L": [{"M": {"a": {"S": "b"}}}]}}),
        (100, {"GSI1PK": {"S": "G"}, "GSI1SK": {"S": "1"}}),
        (3_000, {"GSI1PK": {"S": "G"}, "GSI1SK": {"S": "1"}, "GSI2PK": {"S": "H"}, "GSI2SK": {"S": "2"}}),
    ],
)
def test_what_a_write_costs_is_what_it_must(
    recorder: Recorder, tables: Tables, size: int, more: dict[str, Any]
) -> None:
    with recorder.recording() as seen:
        put(recorder, tables, "A", size, **more)
        recorder.call(
            "TransactWriteItems",
            {"TransactItems": [{"Put": {"TableName": tables.core_table, "Item": item("B", size, **more)}}]},
        )

    assert seen.units == seen.floor.units > 0


def test_an_update_that_moves_an_index_entry_pays_twice_for_it(recorder: Recorder, tables: Tables) -> None:
    put(recorder, tables, "A", GSI1PK={"S": "G"}, GSI1SK={"S": "1"})

    with recorder.recording() as seen:
        recorder.call(
            "UpdateItem",
            {
                "TableName": tables.core_table,
                "Key": {"PK": {"S": "P"}, "SK": {"S": "A"}},
                "UpdateExpression": "SET GSI1SK = :new",
                "ExpressionAttributeValues": {":new": {"S": "2"}},
            },
        )

    assert (seen.units, seen.floor.units) == (3, 3)


@pytest.mark.parametrize("consistent", [True, False])
def test_a_query_that_returns_what_it_reads_wastes_nothing(
    recorder: Recorder, tables: Tables, *, consistent: bool
) -> None:
    for sort in "ABCDE":
        put(recorder, tables, sort, 3_000)

    with recorder.recording() as seen:
        query(recorder, tables, ConsistentRead=consistent)

    assert seen.units == seen.floor.units == (4 if consistent else 2)


@pytest.mark.parametrize("consistent", [True, False])
def test_a_batch_that_returns_what_it_asks_for_wastes_nothing(
    recorder: Recorder, tables: Tables, *, consistent: bool
) -> None:
    for sort in "AB":
        put(recorder, tables, sort)
    keys = [{"PK": {"S": "P"}, "SK": {"S": sort}} for sort in "AB"]

    with recorder.recording() as seen:
        asked = {tables.core_table: {"Keys": keys, "ConsistentRead": consistent}}
        recorder.call("BatchGetItem", {"RequestItems": asked})

    assert seen.units == seen.floor.units == (2 if consistent else 1)


def test_what_a_filter_throws_away_is_waste(recorder: Recorder, tables: Tables) -> None:
    for sort in "ABCDE":
        put(recorder, tables, sort, 3_000)

    with recorder.recording() as seen:
        query(recorder, tables, FilterExpression="SK2 = :one", values={":one": {"S": "A"}})

    assert (seen.units, seen.floor.units) == (2, 0.5)


def test_reading_an_item_twice_is_waste(recorder: Recorder, tables: Tables) -> None:
    put(recorder, tables, "A")
    get = {"TableName": tables.core_table, "Key": {"PK": {"S": "P"}, "SK": {"S": "A"}}}

    with recorder.recording() as seen:
        recorder.call("GetItem", get)
        recorder.call("GetItem", get)

    assert (seen.units, seen.floor.units) == (1, 0.5)
    assert seen.told() == "2 GetItem"

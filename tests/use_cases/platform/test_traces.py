"""What follows from a change can be traced back to it."""

from __future__ import annotations

import json
from typing import Any, ClassVar

import pytest

from guildhall.kernel.events import DomainEvent
from guildhall.platform import dynamo_transport
from guildhall.platform.assembly import Platform
from guildhall.platform.publisher import Publisher
from guildhall.platform.table import Tables
from tests.support.aws_json import aws_json
from tests.support.messages import Bus
from tests.support.outbox import rows
from tests.support.xray import HEADER, TRACE_ID, Daemon


class DoneV1(DomainEvent):
    """Something that happened."""

    source: ClassVar[str] = "guildhall.test"
    detail_type: ClassVar[str] = "Done.v1"


def change(platform: Platform) -> None:
    transaction = platform.database.begin()
    transaction.publish(DoneV1())
    transaction.enqueue("jobs", "g", {"type": "work"})
    transaction.commit("test.change")


def test_events_and_messages_carry_the_trace_of_the_change(platform: Platform, xray: Daemon) -> None:
    change(platform)

    found = rows(platform.tables)
    assert [row["trace"] for row in found] == [HEADER, HEADER]
    assert [row["detail"]["meta"]["trace_id"] for row in found] == [TRACE_ID, TRACE_ID]


def test_without_tracing_nothing_is_carried(platform: Platform) -> None:
    change(platform)

    assert [("trace" in row, "trace_id" in row["detail"]["meta"]) for row in rows(platform.tables)] == [
        (False, False)
    ] * 2


def test_the_publisher_hands_the_trace_to_the_bus_and_the_queue(
    platform: Platform, xray: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(platform)
    asked: dict[str, Any] = {}

    def put_events(body: dict[str, Any]) -> dict[str, Any]:
        (asked["event"],) = body["Entries"]
        return {"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}

    def send_messages(body: dict[str, Any]) -> dict[str, Any]:
        (asked["message"],) = body["Entries"]
        return {"Successful": [], "Failed": []}

    with aws_json({"PutEvents": put_events, "SendMessageBatch": send_messages}) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        publisher = Publisher(platform.tables.core_table, "bus", {"jobs": f"{address}/queue"}, platform.clock)
        failed = publisher.send(rows(platform.tables))

    assert failed == []
    assert asked["event"]["TraceHeader"] == HEADER
    assert asked["message"]["MessageSystemAttributes"]["AWSTraceHeader"]["StringValue"] == HEADER


def test_a_consumers_line_names_the_trace_of_what_it_heard(
    platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    bus = Bus({"Done.v1": lambda _: None}, platform.clock)
    message = bus.message(DoneV1())
    message["detail"]["meta"]["trace_id"] = TRACE_ID

    bus.deliver(message, bus.message(DoneV1()))

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("origin_trace") for line in lines] == [TRACE_ID, None]


def test_calls_to_the_tables_are_parts_of_the_trace(tables: Tables, xray: Daemon, engine: Any) -> None:
    transport = dynamo_transport._make("lean", engine.endpoint_url)

    transport.call("GetItem", {"TableName": tables.core_table, "Key": {"PK": {"S": "X"}, "SK": {"S": "X"}}})

    assert xray.heard()["aws"] == {"operation": "GetItem", "table_name": tables.core_table}

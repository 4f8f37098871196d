"""Outbox rows reach the bus and the queues at least once, and are gone afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from functions.platform.stream_core import forward
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.errors import Unavailable
from guildhall.kernel.events import DomainEvent
from guildhall.platform import query
from guildhall.platform.assembly import Platform
from guildhall.platform.dynamo_transport import ATTEMPTS
from guildhall.platform.items import to_typed
from guildhall.platform.publisher import Publisher
from tests.support.dynoxide import Engine
from tests.support.fault_proxy import Fault, FaultProxy
from tests.support.outbox import rows
from tools.localcloud import LocalCloud


class PublishedV1(DomainEvent):
    """Something to publish."""

    source: ClassVar[str] = "guildhall.test"
    detail_type: ClassVar[str] = "Published.v1"

    number: int


class Place:
    """A bus whose events all land in one queue, and a FIFO queue for messages."""

    def __init__(self, cloud: LocalCloud, name: str) -> None:
        self.sqs: Any = cloud.client("sqs")
        events: Any = cloud.client("events")
        self.bus = f"bus-{name}"
        events.create_event_bus(Name=self.bus)
        self.taken = self.sqs.create_queue(QueueName=f"taken-{name}")["QueueUrl"]
        arn = self.sqs.get_queue_attributes(QueueUrl=self.taken, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        pattern = json.dumps({"source": [{"prefix": "guildhall."}]})
        events.put_rule(Name=f"all-{name}", EventBusName=self.bus, EventPattern=pattern)
        events.put_targets(Rule=f"all-{name}", EventBusName=self.bus, Targets=[{"Id": "q", "Arn": arn}])
        self.fifo = self.sqs.create_queue(QueueName=f"jobs-{name}.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]

    def received(self, url: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while messages := self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                found.append(json.loads(message["Body"]))
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return found


@pytest.fixture
def place(platform: Platform, aws_cloud: LocalCloud) -> Place:
    return Place(aws_cloud, platform.tables.core_table)


@pytest.fixture
def publisher(platform: Platform, place: Place) -> Publisher:
    return Publisher(platform.tables.core_table, place.bus, {"jobs": place.fifo}, platform.clock)


@pytest.fixture
def proxy(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultProxy]:
    with FaultProxy(engine.endpoint_url).running() as running:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", running.endpoint_url)
        yield running


def write(platform: Platform, count: int) -> None:
    for number in range(count):
        transaction = platform.database.begin()
        transaction.publish(PublishedV1(number=number))
        transaction.enqueue("jobs", "g", {"type": "work", "number": number})
        transaction.commit("test.publish")


def test_events_and_messages_arrive_and_their_rows_go(platform: Platform, place: Place, publisher: Publisher) -> None:
    write(platform, 13)

    failed = publisher.send(rows(platform.tables))

    assert failed == []
    assert rows(platform.tables) == []
    assert {event["detail"]["data"]["number"] for event in place.received(place.taken)} == set(range(13))
    jobs = place.received(place.fifo)
    assert [job["data"]["number"] for job in jobs] == list(range(13))
    assert all(job["id"].startswith("msg_") and job["meta"]["correlation_id"] == "cor_test" for job in jobs)


def test_a_queue_that_is_gone_fails_only_its_own_rows(platform: Platform, place: Place) -> None:
    write(platform, 1)
    broken = Publisher(platform.tables.core_table, place.bus, {"jobs": place.fifo + "-gone"}, platform.clock)

    failed = broken.send(rows(platform.tables))

    assert [row["SK"] for row in rows(platform.tables)] == failed
    assert [row["queue"] for row in rows(platform.tables)] == ["jobs"]
    assert len(place.received(place.taken)) == 1


def test_the_sweep_sends_only_what_the_stream_should_have_had(
    platform: Platform, place: Place, publisher: Publisher, clock: SettableClock
) -> None:
    write(platform, 2)
    assert publisher.sweep() == 0

    clock.advance(timedelta(seconds=61))
    write(platform, 1)

    assert publisher.sweep() == 4
    assert len(place.received(place.taken)) == 2
    assert len(rows(platform.tables)) == 2


def test_the_stream_edge_reports_nothing_when_all_was_taken(
    platform: Platform, place: Place, publisher: Publisher
) -> None:
    write(platform, 3)

    assert forward(publisher)({"Records": records(rows(platform.tables))}, None) == {"batchItemFailures": []}
    assert len(place.received(place.taken)) == 3


def test_what_was_sent_and_could_not_be_removed_comes_again_and_only_that(
    platform: Platform, place: Place, publisher: Publisher, proxy: FaultProxy
) -> None:
    write(platform, 30)
    stream = records(rows(platform.tables))
    proxy.plan.extend([Fault.UNPROCESSED] * query.ATTEMPTS)

    failed = forward(publisher)({"Records": stream}, None)["batchItemFailures"]

    left = {row["SK"] for row in rows(platform.tables)}
    again = [one for one in stream if one["dynamodb"]["Keys"]["SK"]["S"] in left]
    assert (len(stream), len(left)) == (60, query.REMOVED)
    assert {one["itemIdentifier"] for one in failed} == {one["dynamodb"]["SequenceNumber"] for one in again}
    assert forward(publisher)({"Records": again}, None) == {"batchItemFailures": []}
    assert rows(platform.tables) == []


@pytest.mark.parametrize("fault", [Fault.UNAVAILABLE, Fault.LOSE_ANSWER])
def test_a_sender_that_dies_before_it_has_removed_all_loses_nothing(
    platform: Platform, place: Place, publisher: Publisher, proxy: FaultProxy, clock: SettableClock, fault: Fault
) -> None:
    write(platform, 30)
    found = rows(platform.tables)
    proxy.plan.extend([None, *[fault] * ATTEMPTS])

    with pytest.raises(Unavailable):
        publisher.send(found)

    proxy.plan.clear()
    left = len(rows(platform.tables))
    clock.advance(timedelta(seconds=61))
    assert 0 < left < len(found)
    assert publisher.sweep() == left
    assert rows(platform.tables) == []
    events = [event["detail"]["data"]["number"] for event in place.received(place.taken)]
    assert (set(events), len(events) > 30) == (set(range(30)), True)
    assert [job["data"]["number"] for job in place.received(place.fifo)] == list(range(30)), "the queue takes each once"


def records(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows as the table's stream brings them."""
    return [
        {
            "dynamodb": {
                "Keys": {"PK": to_typed(row["PK"]), "SK": to_typed(row["SK"])},
                "NewImage": {name: to_typed(value) for name, value in row.items()},
                "SequenceNumber": str(number),
            }
        }
        for number, row in enumerate(found)
    ]

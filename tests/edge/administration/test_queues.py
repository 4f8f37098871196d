"""Queues over HTTP: depth, dead letters, and sending them back."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from functions.administration.api import create_app
from guildhall.administration.wiring import desk
from guildhall.kernel.actor import Actor
from guildhall.platform.assembly import Platform
from tests.support.http import Client
from tools.localcloud import LocalCloud

ADMIN = Actor("acc_admin", frozenset({"administrator"}))


class Queues:
    """A stack's worth of queues, plain and FIFO, each with its dead letters."""

    def __init__(self, cloud: LocalCloud) -> None:
        self.stack = f"stack-{uuid.uuid4().hex[:8]}"
        self.sqs: Any = cloud.client("sqs")
        self.urls = {suffix: self._pair(suffix) for suffix in ("", ".fifo")}

    def _pair(self, suffix: str) -> tuple[str, str]:
        fifo = {"FifoQueue": "true"} if suffix else {}
        graves = self.sqs.create_queue(QueueName=f"{self.stack}-JobsDeadLetters-X1{suffix}", Attributes=fifo)[
            "QueueUrl"
        ]
        arn = self.sqs.get_queue_attributes(QueueUrl=graves, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})
        source = self.sqs.create_queue(
            QueueName=f"{self.stack}-Jobs-X2{suffix}", Attributes={**fifo, "RedrivePolicy": policy}
        )["QueueUrl"]
        return source, graves

    def bury(self, suffix: str, body: dict[str, Any]) -> None:
        order = {"MessageGroupId": "g1", "MessageDeduplicationId": body["id"]} if suffix else {}
        self.sqs.send_message(QueueUrl=self.urls[suffix][1], MessageBody=json.dumps(body), **order)

    def take(self, suffix: str) -> list[dict[str, Any]]:
        received = self.sqs.receive_message(QueueUrl=self.urls[suffix][0], MaxNumberOfMessages=10)
        return [json.loads(message["Body"]) for message in received.get("Messages", [])]


@pytest.fixture
def queues(aws_cloud: LocalCloud) -> Iterator[Queues]:
    made = Queues(aws_cloud)
    yield made
    for pair in made.urls.values():
        for url in pair:
            made.sqs.delete_queue(QueueUrl=url)


@pytest.fixture
def call(platform: Platform, queues: Queues) -> Client:
    deployed = replace(platform, environ={"GUILDHALL_STACK_NAME": queues.stack})
    return Client(create_app, desk.wire(deployed), platform)


@pytest.mark.feature("PRF-03")
@pytest.mark.parametrize(("suffix", "name"), [("", "Jobs"), (".fifo", "Jobs.fifo")])
def test_dead_letters_are_seen_left_in_place_and_sent_back_as_they_were(
    call: Client, queues: Queues, suffix: str, name: str
) -> None:
    queues.bury(suffix, {"id": "m1", "data": 1})
    queues.bury(suffix, {"id": "m2", "message": {"id": "m2", "data": 2}, "problem": "not-found", "detail": "gone"})

    listed = {queue["name"]: queue for queue in call("GET", "/v1/queues", by=ADMIN).body["items"]}
    letters = call("GET", f"/v1/queues/{name}/dead-letters", by=ADMIN).body["items"]
    redriven = call("POST", f"/v1/queues/{name}/redrive", by=ADMIN)

    assert set(listed) == {"Jobs", "Jobs.fifo"}
    assert (listed[name]["depth"], listed[name]["dead_letters"]) == (0, 2)
    assert {letter["problem"] for letter in letters} == {None, "not-found"}
    assert (redriven.status, redriven.body) == (200, {"redriven": 2})
    assert sorted(message["data"] for message in queues.take(suffix)) == [1, 2]
    after = {queue["name"]: queue for queue in call("GET", "/v1/queues", by=ADMIN).body["items"]}
    assert after[name]["dead_letters"] == 0


def test_an_unknown_queue_is_not_found(call: Client) -> None:
    answer = call("POST", "/v1/queues/Nope/redrive", by=ADMIN)

    assert (answer.status, answer.problem) == (404, "administration/queue-unknown")


def test_only_operators_look_after_queues(call: Client) -> None:
    expert = Actor("acc_x", frozenset({"expert"}))

    assert call("GET", "/v1/queues", by=expert).status == 403
    assert call("GET", "/v1/queues/Jobs/dead-letters", by=expert).status == 403
    assert call("POST", "/v1/queues/Jobs/redrive", by=expert).status == 403

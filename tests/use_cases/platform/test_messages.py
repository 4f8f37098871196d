"""The queue edge: what passes is done, what may pass later comes again, what never passes is buried with its reason."""

from __future__ import annotations

import json
from typing import Any, ClassVar

import pytest

from guildhall.kernel.errors import NotFound, StaleVersion, Unavailable
from guildhall.kernel.events import DomainEvent
from guildhall.platform import context
from guildhall.platform.edge import Delivery, on
from guildhall.platform.edge.messages import consume, subscriptions_of


class HeardV1(DomainEvent):
    """Something was heard."""

    source: ClassVar[str] = "guildhall.test"
    detail_type: ClassVar[str] = "Heard.v1"

    number: int


def message(number: int, group: str | None = None, **extra: Any) -> dict[str, Any]:
    meta = {"id": f"evt_{number}", "correlation_id": f"cor_{number}", "causation_id": "cau"}
    detail = {"meta": meta, "data": {"number": number, **extra}}
    body = {"id": f"aws_{number}", "detail-type": "Heard.v1", "detail": detail}
    return {
        "messageId": f"m{number}",
        "body": json.dumps(body),
        "attributes": {"MessageGroupId": group} if group else {},
    }


class Ear:
    """Fails as each number tells it to."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, str]] = []
        self.buried: list[dict[str, Any]] = []
        self.failures: dict[int, Exception] = {}

    def hear(self, event: HeardV1, delivery: Delivery) -> None:
        if event.number in self.failures:
            raise self.failures[event.number]
        self.heard.append((event.number, context.current().origin.correlation_id))
        assert delivery.id == f"evt_{event.number}"
        assert context.actor().is_system

    def take(self, *messages: dict[str, Any]) -> list[str]:
        handle = consume(subscriptions_of([on(HeardV1, self.hear)]), lambda body, _: self.buried.append(body))
        return [failure["itemIdentifier"] for failure in handle({"Records": list(messages)}, None)["batchItemFailures"]]


@pytest.fixture
def ear() -> Ear:
    return Ear()


def test_a_message_is_handled_in_the_chain_of_causes_it_came_in(ear: Ear) -> None:
    assert ear.take(message(1), message(2, added_later="x")) == []
    assert ear.heard == [(1, "cor_1"), (2, "cor_2")]


def test_what_may_pass_later_comes_again_and_the_rest_of_the_batch_does_not(ear: Ear) -> None:
    ear.failures = {2: Unavailable(), 3: RuntimeError("a bug")}

    assert ear.take(message(1), message(2), message(3), message(4)) == ["m2", "m3"]
    assert [number for number, _ in ear.heard] == [1, 4]
    assert ear.buried == []


@pytest.mark.parametrize(("faster_others", "comes_again"), [(3, []), (4, ["m1"])])
def test_somebody_faster_is_answered_by_deciding_again_at_once(
    ear: Ear, faster_others: int, comes_again: list[str]
) -> None:
    tries: list[int] = []

    def decide(event: HeardV1, _: Delivery) -> None:
        tries.append(event.number)
        if len(tries) <= faster_others:
            raise StaleVersion

    handle = consume(subscriptions_of([on(HeardV1, decide)]), lambda body, _: ear.buried.append(body))
    failures = handle({"Records": [message(1)]}, None)["batchItemFailures"]

    assert [failure["itemIdentifier"] for failure in failures] == comes_again
    assert len(tries) == 4


def test_what_never_passes_is_buried_with_its_reason_and_does_not_come_again(ear: Ear) -> None:
    ear.failures = {1: NotFound("no such thing")}

    assert ear.take(message(1)) == []
    assert [(body["problem"], body["message"]["id"]) for body in ear.buried] == [("not-found", "aws_1")]


def test_in_a_group_nothing_overtakes_what_failed(ear: Ear) -> None:
    ear.failures = {1: Unavailable()}

    assert ear.take(message(1, "a"), message(2, "b"), message(3, "a")) == ["m1", "m3"]
    assert [number for number, _ in ear.heard] == [2]


def test_an_unreadable_message_does_not_hold_up_the_others(ear: Ear) -> None:
    broken = {"messageId": "m9", "body": "{", "attributes": {}}

    assert ear.take(broken, message(1)) == ["m9"]
    assert len(ear.heard) == 1


def test_subscribing_twice_is_our_bug() -> None:
    pair = on(HeardV1, lambda *_: None)

    with pytest.raises(ValueError, match="subscribed twice"):
        subscriptions_of([pair, pair])

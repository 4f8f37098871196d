"""The queue edge: events of other capabilities and commands of our own, each once in effect however often it comes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from guildhall.kernel.actor import SYSTEM, Origin
from guildhall.kernel.errors import Problem, StaleVersion, TooMany, Unavailable
from guildhall.kernel.events import DomainEvent
from guildhall.platform import aws, context
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.init import Lazily
from guildhall.platform.observe import logger, record
from guildhall.platform.settings import load

W = TypeVar("W")
E = TypeVar("E", bound=DomainEvent)

PASSING = (StaleVersion, TooMany, Unavailable)
"""Kinds that the same message may overcome on its next delivery; every other kind goes to the dead letters at once."""


AT_ONCE = 4
"""Tries of one delivery against a version that others keep changing."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message.

    id: of the event or the message, the same on every redelivery: what consumers are idempotent on.
    name: detail-type of an event, or the command's `type`. data: its payload.
    """

    id: str
    name: str
    data: dict[str, Any]


Subscriptions = Mapping[str, Callable[[Delivery], Any]]


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """dead_letter_queue: URL of the queue for messages that no retry can help."""

    dead_letter_queue: str


def on(event: type[E], handle: Callable[[E, Delivery], Any]) -> tuple[str, Callable[[Delivery], None]]:
    """Subscribe to an event: return the pair of its detail-type and a handler that reads it leniently."""

    def read_and_handle(delivery: Delivery) -> None:
        handle(event.read(delivery.data), delivery)

    return event.detail_type, read_and_handle


def queue(subscribe: Callable[[W], Subscriptions], wire: Callable[[Platform], W]) -> Lazily[Any]:
    """Return the Lambda handler of an SQS queue with ReportBatchItemFailures.

    subscribe: from the wired capability to a mapping of detail-type (or command type) to handler.
    """

    def build() -> Callable[[dict[str, Any], Any], dict[str, Any]]:
        platform = Platform.from_env()
        dead_letters = load(QueueSettings, platform.environ).dead_letter_queue
        return consume(subscribe(wire(platform)), lambda body, group: _bury(dead_letters, body, group))

    return Lazily(build)


Bury = Callable[[dict[str, Any], str | None], None]
"""Keeps a message that no retry can help, with the reason and the message group it came in."""


def consume(subscriptions: Subscriptions, bury: Bury) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """Wrap subscriptions as a batch handler that reports the messages to be delivered again."""

    def handle(event: dict[str, Any], _: Any) -> dict[str, Any]:
        failed: list[str] = []
        blocked: set[str] = set()
        for message in event["Records"]:
            group = message.get("attributes", {}).get("MessageGroupId")
            if group in blocked or not _attempt(message, subscriptions, bury):
                failed.append(message["messageId"])
                # Later messages of the group must not overtake the one that failed.
                blocked |= {group} if group else set()
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}

    return handle


def _attempt(message: dict[str, Any], subscriptions: Subscriptions, bury: Bury) -> bool:
    started = time.perf_counter()
    group = message.get("attributes", {}).get("MessageGroupId")
    try:
        body = json.loads(message["body"])
        delivery, origin, trace = _read(body)
    except (ValueError, KeyError, TypeError):
        # Redrive takes it to the dead letters; the other messages of the batch are not held up.
        logger.exception("unreadable message", extra={"message_id": message["messageId"]})
        return False
    causes = {"correlation_id": origin.correlation_id, "causation_id": origin.causation_id, "origin_trace": trace}
    logger.append_keys(**causes, route=delivery.name)
    done = True
    with context.scope(origin):
        try:
            _carry_out(subscriptions[delivery.name], delivery, origin)
        except PASSING as problem:
            logger.warning("will be tried again", extra={"problem": problem.slug, "delivery": delivery.id})
            done = False
        except Problem as problem:
            logger.error("to the dead letters", extra={"problem": problem.slug, "delivery": delivery.id})
            bury({"message": body, "problem": problem.slug, "detail": problem.detail}, group)
        # One record's bug, whatever it raises, must not take the batch with it; it comes again and ends in the dead
        # letters. Nothing else in the platform catches everything but problem.py (style.md section 5).
        except Exception:  # noqa: BLE001
            logger.exception("bug", extra={"delivery": delivery.id})
            done = False
    record(delivery.name, (time.perf_counter() - started) * 1000, failed=not done, delivery=delivery.id)
    return done


def _carry_out(handle: Callable[[Delivery], Any], delivery: Delivery, origin: Origin) -> None:
    """Handle a delivery; if somebody was faster, read afresh and decide again at once.

    A queue would give the message back only after its visibility timeout, which is minutes.
    """
    for _ in range(AT_ONCE - 1):
        try:
            with context.scope(origin):
                handle(delivery)
        except StaleVersion:
            continue
        return
    handle(delivery)


def _read(body: dict[str, Any]) -> tuple[Delivery, Origin, str | None]:
    """Return the delivery, the chain of causes, and the trace in which it was sent on its way."""
    if "detail-type" in body:
        meta, data = body["detail"]["meta"], body["detail"]["data"]
        delivery = Delivery(meta["id"], body["detail-type"], data)
    else:
        meta, data = body["meta"], body["data"]
        delivery = Delivery(body["id"], data["type"], data)
    return delivery, Origin(SYSTEM, meta["correlation_id"], delivery.id), meta.get("trace_id")


def _bury(queue_url: str, body: dict[str, Any], group: str | None) -> None:
    order = {} if group is None else {"MessageGroupId": group, "MessageDeduplicationId": str(body["message"]["id"])}
    aws.client("sqs").send_message(QueueUrl=queue_url, MessageBody=json.dumps(body), **order)


def subscriptions_of(pairs: Sequence[tuple[str, Callable[[Delivery], None]]]) -> Subscriptions:
    """Return the pairs as a mapping; a name that stands twice is our bug."""
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError(f"subscribed twice: {names}")
    return dict(pairs)

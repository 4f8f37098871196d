"""Delivers events and commands to a queue edge as SQS would."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from guildhall.kernel.actor import SYSTEM, Origin
from guildhall.kernel.clock import Clock
from guildhall.kernel.events import DomainEvent, envelope
from guildhall.kernel.ids import Ids, UlidIds
from guildhall.platform.edge.messages import Delivery, consume

SAMPLES = Path(__file__).parents[2] / "events/samples"


class Bus:
    """Hands events to the subscriptions of one capability.

    dead: what no retry can help. failed: how many deliveries would come again.
    """

    def __init__(self, subscriptions: Mapping[str, Callable[[Delivery], None]], clock: Clock) -> None:
        self.dead: list[dict[str, Any]] = []
        self.failed = 0
        self._clock = clock
        self._ids: Ids = UlidIds(clock)
        self._handle = consume(subscriptions, lambda body, _: self.dead.append(body))

    def message(self, event: DomainEvent, event_id: str | None = None) -> dict[str, Any]:
        """Return the body of the queue message of an event; the same body may be delivered several times."""
        detail = envelope(
            event,
            event_id=event_id or self._ids.new("evt"),
            occurred_at=self._clock.now(),
            origin=Origin(SYSTEM, "cor_test", "req_test"),
        )
        return {"source": event.source, "detail-type": event.detail_type, "detail": detail}

    def deliver(self, *events: DomainEvent | dict[str, Any]) -> None:
        """Deliver events, or bodies of messages, in this order in one batch."""
        bodies = [self.message(event) if isinstance(event, DomainEvent) else event for event in events]
        records = [{"messageId": str(number), "body": json.dumps(body)} for number, body in enumerate(bodies)]
        self.failed += len(self._handle({"Records": records}, None)["batchItemFailures"])

    def takes(self, body: dict[str, Any]) -> bool:
        """Deliver one message; False if it will come again."""
        before = self.failed
        self.deliver(body)
        return self.failed == before


def command_message(message_id: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return a message of our own as the publisher puts it into a queue."""
    return {"id": message_id, "meta": {"correlation_id": "cor_test", "causation_id": "req_test"}, "data": data}

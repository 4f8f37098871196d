"""An alert centre: what operators set up, what goes wrong, and what they then see."""

from __future__ import annotations

import json
from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock, to_text
from guildhall.kernel.errors import Unavailable
from guildhall.notifications.models import Figure
from guildhall.payments.events import PaymentFailedV1
from tests.support.http import Answer, Client
from tests.support.messages import SAMPLES

ANA, BEN = "acc_01KCX3V7Q8M2N4P6R8T0W2Y4AA", "acc_01KCX3V7Q8M2N4P6R8T0W2Y4AB"
OPERATOR = Actor(ANA, frozenset({"administrator"}))
COLLEAGUE = Actor(BEN, frozenset({"administrator"}))
ROTA = {
    "name": "Payments", "time_zone": "Europe/Paris", "starts_on": "2026-03-02", "handover": "09:00",
    "people": [ANA, BEN], "escalate_minutes": 15,
}  # fmt: skip
FAILURES = {
    "name": "Payments are refused", "figure": "payment_failures", "comparison": "above", "threshold": 2,
    "window_minutes": 10, "severity": "critical",
}  # fmt: skip
SLOW = {
    "name": "Answers are slow", "figure": "response_ms", "comparison": "above", "threshold": 1500,
    "window_minutes": 5, "severity": "warning",
}  # fmt: skip


class Meters:
    """A cloud that measures what it is told."""

    def __init__(self) -> None:
        self.values: dict[Figure, int] = {}
        self.is_away = False

    def read(self, wanted: set[tuple[Figure, int]]) -> dict[tuple[Figure, int], int]:
        if self.is_away:
            raise Unavailable
        return {(figure, minutes): self.values[figure] for figure, minutes in wanted if figure in self.values}


def failure() -> PaymentFailedV1:
    return PaymentFailedV1.read(sample("PaymentFailed.v1"))


def sample(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text())["data"]
    return found


def alarm(clock: SettableClock, state: str, name: str = "guildhall-prod-http-failing") -> dict[str, Any]:
    """Return an event of CloudWatch as the rule of infra/bus.yaml shapes it."""
    meta = {"id": "c4c1c1c9-6542-e61b-6ef0-8c4d36933a92", "correlation_id": "c4c1c1c9-6542-e61b-6ef0-8c4d36933a92"}
    at = to_text(clock.now()).replace("Z", "+0000")
    data = {
        "alarmName": name,
        "configuration": {"description": "People get answers of the class 5xx. docs/runbooks/http-errors.md"},
        "previousState": {"value": "OK"},
        "state": {"value": state, "reason": "Threshold Crossed", "timestamp": at},
    }
    return {"detail-type": "CloudWatch Alarm State Change", "detail": {"meta": meta, "data": data}}


def add(desk: Client, rule: dict[str, Any]) -> Answer:
    return desk("POST", "/v1/alerts/rules", by=OPERATOR, body=rule)


def listed(desk: Client, **query: str) -> list[tuple[str, str]]:
    answer = desk("GET", "/v1/alerts", by=OPERATOR, query=query)
    return [(item["title"], item["state"]) for item in answer.body["items"]]


def only(desk: Client) -> dict[str, Any]:
    (item,) = desk("GET", "/v1/alerts", by=OPERATOR).body["items"]
    return dict(item)

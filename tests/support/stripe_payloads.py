"""Payloads of Stripe's events: the envelope around an object captured, or written after the library."""

from __future__ import annotations

import inspect
import json
import re
import typing
from pathlib import Path
from typing import Any

from stripe import Event
from stripe.events import _event_classes

FOLDER = Path(__file__).parents[1] / "contract/fixtures/stripe"
CREATED = 1_760_000_000


def captured(name: str, **changes: Any) -> dict[str, Any]:
    """Return an object such as `payout`, with some of its fields changed."""
    body: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return body | changes


def snapshot(event_type: str, about: dict[str, Any], account: str | None = None) -> dict[str, Any]:
    """Return an event of API version 1. account: of a connected account."""
    event: dict[str, Any] = {
        "id": f"evt_{re.sub('[^a-z]', '', event_type)}", "object": "event", "api_version": "2026-10-28.endive",
        "created": CREATED, "data": {"object": about}, "livemode": False, "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None}, "type": event_type,
    }  # fmt: skip
    return event | ({"account": account} if account else {})


def thin(event_type: str, object_id: str, object_type: str) -> dict[str, Any]:
    """Return a thin event, which names an object and says nothing about it."""
    related = {"id": object_id, "type": object_type, "url": f"/{object_id}"}
    identity = {"id": f"evt_{re.sub('[^a-z]', '', event_type)}", "type": event_type, "related_object": related}
    return captured("thin") | identity


def on_the_bus(event: dict[str, Any], source: str = "aws.partner/stripe.com/ed_example") -> dict[str, Any]:
    """Wrap an event as EventBridge delivers it (AWS, "Events and event patterns")."""
    return {
        "version": "0", "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718", "detail-type": event["type"], "source": source,
        "account": "111122223333", "time": "2026-03-02T12:00:00Z", "region": "eu-west-3", "resources": [source],
        "detail": event,
    }  # fmt: skip


def known_types() -> set[str]:
    """Return every type of event that the pinned library knows; thin ones about version 1 without their prefix."""
    literal = inspect.get_annotations(Event)["type"]
    names = {name for part in (literal, *typing.get_args(literal)) for name in typing.get_args(part)}
    notices: dict[str, Any] = _event_classes._V2_EVENT_NOTIFICATION_CLASS_LOOKUP
    return {str(name) for name in names} | {name.removeprefix("v1.") for name in notices}

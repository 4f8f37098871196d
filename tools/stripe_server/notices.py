"""Events: what the server has to tell, as Stripe words it, and who is to hear it.

A snapshot event (v1) carries the object as it was; a thin event (v2) names the object, and the hearer fetches it.
"""

import json
import time
from dataclasses import dataclass

import stripe

from tools.stripe_server import clock
from tools.stripe_server.ids import PLATFORM, new_id
from tools.stripe_server.store import Body, Store

SNAPSHOT, THIN = "snapshot", "thin"
ENDPOINT, DESTINATION = "webhook_endpoint", "v2.core.event_destination"
LISTENERS = {SNAPSHOT: ENDPOINT, THIN: DESTINATION}
EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Cause:
    """Whose event it is, when it happened, and the request behind it (None when the outside world acted)."""

    owner: str
    now: int
    request_id: str | None
    idempotency_key: str | None


def record_snapshot(store: Store, cause: Cause, event_type: str, body: Body) -> None:
    """Record a v1 event; an event of a connected account carries its id in `account`."""
    event: Body = {
        "id": new_id("evt"), "object": "event", "api_version": stripe.api_version, "created": cause.now,
        "data": {"object": body}, "livemode": False, "pending_webhooks": 0,
        "request": {"id": cause.request_id, "idempotency_key": cause.idempotency_key}, "type": event_type,
    }  # fmt: skip
    if cause.owner != PLATFORM:
        event["account"] = cause.owner
    _record(store, SNAPSHOT, cause, event)


def record_thin(store: Store, cause: Cause, event_type: str, related: Body, data: Body) -> None:
    """Record a v2 event in the form that GET /v2/core/events/{id} answers; deliveries send less of it.

    related: the v2 object that the event is about. data: empty when the event type has none.
    """
    event: Body = {
        "id": new_id("evt"), "object": "v2.core.event", "type": event_type, "created": clock.iso(cause.now),
        "livemode": False, "context": None, "changes": None, "snapshot_event": None, "reason": _reason(cause),
        "related_object": {"id": related["id"], "type": related["object"], "url": f"/v2/core/accounts/{related['id']}"},
    }  # fmt: skip
    _record(store, THIN, cause, event | ({"data": data} if data else {}))


def _reason(cause: Cause) -> Body | None:
    if cause.request_id is None:
        return None
    return {"type": "request", "request": {"id": cause.request_id, "idempotency_key": cause.idempotency_key or ""}}


def _record(store: Store, form: str, cause: Cause, event: Body) -> None:
    store.run(
        "INSERT INTO events (id, form, type, owner, created, body) VALUES (?, ?, ?, ?, ?, ?)",
        event["id"], form, event["type"], cause.owner, cause.now, json.dumps(event),
    )  # fmt: skip
    for endpoint_id in _hearers(store, form, event["type"], is_connect=cause.owner != PLATFORM):
        schedule(store, event["id"], endpoint_id)


def schedule(store: Store, event_id: str, endpoint_id: str) -> int:
    """Put one delivery into the queue, due now by the machine's clock; return its number."""
    return store.run(
        "INSERT INTO deliveries (event, endpoint, state, attempts, due_at, detail) VALUES (?, ?, 'pending', 0, ?, '')",
        event_id, endpoint_id, time.time(),
    )  # fmt: skip


def _hearers(store: Store, form: str, event_type: str, *, is_connect: bool) -> list[str]:
    """List who hears an event, oldest first; a v1 endpoint hears either the platform or its connected accounts."""
    found = []
    for listener in reversed(store.find(LISTENERS[form], PLATFORM)):
        wants = EVERYTHING in listener["enabled_events"] or event_type in listener["enabled_events"]
        if (
            listener["status"] == "enabled"
            and wants
            and (form == THIN or _hears_accounts(store, listener) == is_connect)
        ):
            found.append(listener["id"])
    return found


def _hears_accounts(store: Store, endpoint: Body) -> bool:
    row = store.row(endpoint["id"])
    return bool(row and json.loads(row["hidden"]).get("connect"))


def payload(event: Body) -> str:
    """Write the body of a webhook: a snapshot event whole, a thin one without what only a fetch may tell."""
    if event["object"] == "v2.core.event":
        event = {name: value for name, value in event.items() if name not in {"data", "changes", "snapshot_event"}}
    return json.dumps(event, ensure_ascii=False, indent=2)

"""Events as the API answers them, and the endpoints and destinations that hear them."""

import json
from typing import Any

import stripe

from tools.stripe_server import clock, listing, notices
from tools.stripe_server.errors import ApiError, no_such
from tools.stripe_server.ids import PLATFORM, new_id
from tools.stripe_server.operations import Params, operation
from tools.stripe_server.resources.customers import with_metadata
from tools.stripe_server.store import Body, Store
from tools.stripe_server.world import World

LIFE = 30 * clock.DAY


def pending_webhooks(store: Store, event_id: str) -> int:
    """Count the endpoints that have not accepted an event yet."""
    sql = "SELECT COUNT(DISTINCT endpoint) AS n FROM deliveries WHERE event = ? AND state != 'delivered'"
    return int(store.rows(sql, event_id)[0]["n"])


def load(store: Store, row: Any) -> Body:
    """Read an event from its row, with the count of webhooks as it is now."""
    event: Body = json.loads(row["body"])
    if row["form"] == notices.SNAPSHOT:
        event["pending_webhooks"] = pending_webhooks(store, event["id"])
    return event


def _row(world: World, form: str, event_id: str) -> Any:
    sql = "SELECT * FROM events WHERE id = ? AND form = ? AND created > ?"
    rows = world.store.rows(sql, event_id, form, world.now - LIFE)
    return rows[0] if rows else None


@operation("EventService.retrieve")
def retrieve(world: World, _params: Params, event_id: str) -> Body:
    """Answer a snapshot event of the last thirty days."""
    row = _row(world, notices.SNAPSHOT, event_id)
    if row is None:
        raise no_such("event", event_id)
    return load(world.store, row)


@operation("EventService.list")
def list_(world: World, params: Params) -> Body:
    """Answer snapshot events, newest first.

    delivery_success=false: only those that some endpoint has not accepted, still pending or given up.
    """
    sql = "SELECT * FROM events WHERE form = ? AND created > ? AND owner = ? ORDER BY seq DESC"
    rows = world.store.rows(sql, notices.SNAPSHOT, world.now - LIFE, world.owner)
    types = {params["type"]} if "type" in params else set(params.get("types", []))
    found = [load(world.store, row) for row in rows if not types or row["type"] in types]
    if "delivery_success" in params:
        found = [each for each in found if (each["pending_webhooks"] == 0) == params["delivery_success"]]
    return listing.page("/v1/events", found, params)


@operation("v2.core.EventService.retrieve")
def retrieve_thin(world: World, _params: Params, event_id: str) -> Body:
    """Answer a thin event of the last thirty days, with the data that its delivery left out."""
    row = _row(world, notices.THIN, event_id)
    if row is None:
        raise ApiError(404, "invalid_request_error", f"Event {event_id} was not found.", code="not_found")
    return load(world.store, row)


@operation("v2.core.EventService.list")
def list_thin(world: World, params: Params) -> Body:
    """Answer thin events, newest first, in one page."""
    sql = "SELECT * FROM events WHERE form = ? AND created > ? ORDER BY seq DESC"
    rows = world.store.rows(sql, notices.THIN, world.now - LIFE)
    events = [load(world.store, row) for row in rows if not params.get("types") or row["type"] in params["types"]]
    if "object_id" in params:
        events = [each for each in events if each["related_object"]["id"] == params["object_id"]]
    return {"data": events[: params.get("limit", 20)], "next_page_url": None, "previous_page_url": None}


@operation("WebhookEndpointService.create")
def create_endpoint(world: World, params: Params) -> Body:
    """Register an endpoint for snapshot events; only this answer tells its signing secret."""
    secret = new_id("whsec", 32)
    endpoint = world.add(
        {
            "id": new_id("we"), "object": notices.ENDPOINT, "api_version": params.get("api_version"),
            "application": None, "created": world.now, "description": params.get("description"),
            "enabled_events": params["enabled_events"], "livemode": False, "metadata": with_metadata({}, params),
            "status": "enabled", "url": params["url"],
        },
        secret=secret, connect=params.get("connect", False),
    )  # fmt: skip
    return endpoint | {"secret": secret}


@operation("WebhookEndpointService.retrieve")
def retrieve_endpoint(world: World, _params: Params, endpoint_id: str) -> Body:
    """Answer an endpoint, without its secret."""
    return world.get(notices.ENDPOINT, endpoint_id)


@operation("WebhookEndpointService.list")
def list_endpoints(world: World, params: Params) -> Body:
    """Answer endpoints, newest first."""
    return listing.page("/v1/webhook_endpoints", world.find(notices.ENDPOINT), params)


@operation("WebhookEndpointService.update")
def update_endpoint(world: World, params: Params, endpoint_id: str) -> Body:
    """Change an endpoint's address, events or status."""
    endpoint = world.get(notices.ENDPOINT, endpoint_id)
    endpoint |= {name: params[name] for name in ("description", "enabled_events", "url") if name in params}
    if "disabled" in params:
        endpoint["status"] = "disabled" if params["disabled"] else "enabled"
    endpoint["metadata"] = with_metadata(endpoint, params)
    return world.save(endpoint)


@operation("WebhookEndpointService.delete")
def delete_endpoint(world: World, _params: Params, endpoint_id: str) -> Body:
    """Forget an endpoint."""
    endpoint = world.get(notices.ENDPOINT, endpoint_id)
    world.remove(endpoint)
    return {"id": endpoint_id, "object": notices.ENDPOINT, "deleted": True}


def listen(store: Store, listener_id: str, form: str, url: str, secret: str, *, connect: bool = False) -> None:
    """Register the listener of a local run, or move it; what it has not heard yet goes to the new address."""
    listener: Body = {
        "id": listener_id, "object": notices.LISTENERS[form], "created": clock.now(store), "description": "local run",
        "enabled_events": [notices.EVERYTHING], "livemode": False, "metadata": {}, "status": "enabled", "url": url,
        "api_version": stripe.api_version, "application": None,
    }  # fmt: skip
    if store.row(listener_id) is None:
        store.add(listener["object"], PLATFORM, listener, clock.now(store), {})
    store.put(listener)
    store.hide(listener_id, {"secret": secret, "connect": connect})

"""Callback edge of payments: local rails, and browsers that they send, on one route a rail."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from guildhall.kernel.actor import SYSTEM, Origin
from guildhall.kernel.errors import Problem, TooLarge
from guildhall.payments.models.rails import Callback, Reply
from guildhall.payments.use_cases.rail_hearing import ReceiveCallback
from guildhall.payments.wiring.rails import wire_callbacks
from guildhall.platform import context
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.http import MOST_BODY_BYTES
from guildhall.platform.edge.init import Lazily
from guildhall.platform.observe import logger
from guildhall.platform.problem import CONTENT_TYPE, body_of

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def receive(receive_callback: ReceiveCallback, platform: Platform) -> Handler:
    """Return the handler: what the rail wants to hear when everything is kept, else a problem; anything else is 500."""

    def handle(event: dict[str, Any], _: Any) -> dict[str, Any]:
        request_id = platform.ids.new("req")
        with context.scope(Origin(SYSTEM, request_id, request_id)):
            try:
                reply = receive_callback(event["pathParameters"]["provider"], _callback(event))
            except Problem as problem:
                logger.warning("callback refused", extra={"problem": problem.slug})
                reply = Reply(problem.status, {"Content-Type": CONTENT_TYPE}, json.dumps(body_of(problem)))
        headers = {"Cache-Control": "no-store", **reply.headers}
        return {"statusCode": reply.status, "headers": headers, "body": reply.body}

    return handle


def _callback(event: dict[str, Any]) -> Callback:
    body = event.get("body") or ""
    raw = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    if len(raw) > MOST_BODY_BYTES:
        raise TooLarge
    http = event["requestContext"]["http"]
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    return Callback(http["method"], http["path"], headers, event.get("queryStringParameters") or {}, raw)


def _build() -> Handler:
    platform = Platform.from_env()
    return receive(wire_callbacks(platform), platform)


handler = Lazily(_build)

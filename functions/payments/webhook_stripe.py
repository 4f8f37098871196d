"""Webhook edge of payments: signed over HTTP, or from Stripe's own bus by a queue; keep the notice, answer at once."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from guildhall.kernel.actor import SYSTEM, Origin
from guildhall.kernel.errors import Problem
from guildhall.payments.wiring.stripe_side import PaymentsDoor, wire_door
from guildhall.platform import context
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.http import MOST_BODY_BYTES
from guildhall.platform.edge.init import Lazily
from guildhall.platform.observe import logger
from guildhall.platform.problem import CONTENT_TYPE, body_of

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def receive(door: PaymentsDoor, platform: Platform) -> Handler:
    """Return the handler of requests and of batches.

    A request: 204 when the notice is kept, a problem when it is not Stripe's; anything else is 500. A batch of the
    queue behind Stripe's bus: the messages that should be delivered again.
    """

    def handle(event: dict[str, Any], _: Any) -> dict[str, Any]:
        return batch(event["Records"]) if "Records" in event else request(event)

    def batch(messages: list[dict[str, Any]]) -> dict[str, Any]:
        failed = [each["messageId"] for each in messages if not _take(door, platform, each)]
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}

    def request(event: dict[str, Any]) -> dict[str, Any]:
        request_id = platform.ids.new("req")
        with context.scope(Origin(SYSTEM, request_id, request_id)):
            try:
                _keep(door, event)
            except Problem as problem:
                logger.warning("webhook refused", extra={"problem": problem.slug})
                headers = {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"}
                return {"statusCode": problem.status, "headers": headers, "body": json.dumps(body_of(problem))}
        return {"statusCode": 204, "headers": {"Cache-Control": "no-store"}, "body": ""}

    return handle


def _take(door: PaymentsDoor, platform: Platform, message: dict[str, Any]) -> bool:
    """Keep what one message brings; tell whether that is done. A stranger's goes to the dead letters by redrive."""
    request_id = platform.ids.new("req")
    with context.scope(Origin(SYSTEM, request_id, request_id)):
        try:
            notice, raw = door.read_bus(message["body"])
            door.notices.keep(notice, raw)
        except (Problem, ValueError, KeyError, TypeError):
            logger.exception("not kept", extra={"message_id": message["messageId"]})
            return False
    return True


def _keep(door: PaymentsDoor, event: dict[str, Any]) -> None:
    body = event.get("body") or ""
    raw = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    notice = door.read(raw[: MOST_BODY_BYTES + 1], headers.get("stripe-signature", ""))
    door.notices.keep(notice, raw.decode())


def _build() -> Handler:
    platform = Platform.from_env()
    return receive(wire_door(platform), platform)


handler = Lazily(_build)

"""API Gateway's @connections on loopback, and the events of a WebSocket API as API Gateway sends them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import unquote

from guildhall.kernel.actor import Actor
from tests.support.loopback import Loopback, answer, answer_json, body_of

PATH = "/live/@connections/"
MOST_BYTES = 128 * 1024
"""Of one message to a socket (quotas of API Gateway)."""


class Gateway:
    """Takes frames for open connections; answers 410 for gone ones, 413 for what is too large, 400 for failing ones."""

    def __init__(self) -> None:
        self.gone: set[str] = set()
        self.failing: set[str] = set()
        self.frames: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._server = Loopback(self._take, keep_alive=True)
        self.endpoint_url = f"{self._server.url}/live"

    @contextmanager
    def running(self) -> Iterator[Gateway]:
        """Serve for the length of the block."""
        with self._server.running():
            yield self

    def _take(self, request: BaseHTTPRequestHandler) -> None:
        body, path = body_of(request), unquote(request.path)
        connection_id = path.removeprefix(PATH)
        if not path.startswith(PATH):
            _refuse(request, 404, "NotFoundException")
        elif connection_id in self.gone:
            _refuse(request, 410, "GoneException")
        elif len(body) > MOST_BYTES:
            _refuse(request, 413, "PayloadTooLargeException")
        elif connection_id in self.failing:
            _refuse(request, 400, "BadRequestException")
        else:
            self.frames[connection_id].append(json.loads(body))
            answer(request, 200, headers={"Content-Type": "application/json"})

    def events(self, connection_id: str, kind: str) -> list[dict[str, Any]]:
        """Return what a connection was told without having asked, of one kind."""
        return [frame for frame in self.frames[connection_id] if frame.get("event") == kind]

    def answer(self, connection_id: str, request_id: str | None) -> dict[str, Any]:
        """Return the one answer to a request."""
        (found,) = [f for f in self.frames[connection_id] if "event" not in f and f["request_id"] == request_id]
        return found


def _refuse(request: BaseHTTPRequestHandler, status: int, error: str) -> None:
    answer_json(request, status, {"message": error}, error)


def socket_event(kind: str, connection_id: str, actor: Actor | None, body: str | None = None) -> dict[str, Any]:
    """Return the event of a WebSocket route. kind: CONNECT, MESSAGE or DISCONNECT."""
    route = {"CONNECT": "$connect", "MESSAGE": "$default", "DISCONNECT": "$disconnect"}[kind]
    event: dict[str, Any] = {
        "requestContext": {
            "routeKey": route,
            "eventType": kind,
            "extendedRequestId": "XXXXXXXXXXXXXXX=",
            "requestTime": "02/Mar/2026:12:00:00 +0000",
            "messageDirection": "IN",
            "stage": "live",
            "connectedAt": 1772452800000,
            "requestTimeEpoch": 1772452800000,
            "identity": {"sourceIp": "127.0.0.1"},
            "requestId": "XXXXXXXXXXXXXXX=",
            "domainName": "a0000002.execute-api.eu-west-1.amazonaws.com",
            "connectionId": connection_id,
            "apiId": "a0000002",
        },
        "isBase64Encoded": False,
    }
    if actor is not None:
        event["requestContext"]["authorizer"] = {
            "principalId": actor.account_id,
            "account_id": actor.account_id,
            "roles": " ".join(sorted(actor.roles)),
            "integrationLatency": 4,
        }
    if body is not None:
        event["body"] = body
        event["requestContext"]["messageId"] = "XXXXXXXXXXXXXXX="
    return event


def authorizer_event(ticket: str | None) -> dict[str, Any]:
    """Return the event of a REQUEST authorizer on $connect."""
    return {
        "type": "REQUEST",
        "methodArn": "arn:aws:execute-api:eu-west-1:000000000000:a0000002/live/$connect",
        "headers": {"Host": "a0000002.execute-api.eu-west-1.amazonaws.com"},
        "queryStringParameters": {} if ticket is None else {"ticket": ticket},
        "requestContext": socket_event("CONNECT", "XXXX=", None)["requestContext"],
    }

"""The HTTP API of a platform that runs in one process, behind a real address: for programs that send requests."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from guildhall.kernel.actor import Actor
from tests.support.gateway import DEFAULT_AUTHORIZER, route_of
from tests.support.http import http_event
from tests.support.loopback import Loopback, answer, body_of
from tests.support.whole import Whole

BETWEEN_REQUESTS = timedelta(seconds=20)
"""The clock of the platform stands still otherwise, and limits of how often something may be asked would never end."""


class Door:
    """Serves one request after the other. people: who a bearer token stands for. served: by status."""

    def __init__(self, whole: Whole, people: Mapping[str, Actor]) -> None:
        self._whole = whole
        self._people = people
        self._one_at_a_time = threading.Lock()
        self.served: dict[int, int] = {}

    @contextmanager
    def open(self) -> Iterator[str]:
        """Serve for the length of the block; yield the address, without a slash at the end."""
        server = Loopback(self._take, keep_alive=True)
        with server.running():
            yield server.url

    def _take(self, request: BaseHTTPRequestHandler) -> None:
        content = body_of(request)
        url = urlsplit(request.path)
        with self._one_at_a_time:
            answered = self._serve(request, unquote(url.path), url.query, content)
            self._whole.clock.advance(BETWEEN_REQUESTS)
            status = int(answered["statusCode"])
            self.served[status] = self.served.get(status, 0) + 1
        body = answered.get("body") or ""
        sent = base64.b64decode(body) if answered.get("isBase64Encoded") else body.encode()
        answer(request, status, sent, answered.get("headers") or {})

    def _serve(self, request: BaseHTTPRequestHandler, path: str, query: str, content: bytes) -> dict[str, Any]:
        try:
            route = route_of(request.command, path)
        except ValueError:
            return _gateways_own(HTTPStatus.NOT_FOUND)
        actor = self._people.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if route.authorizer not in {DEFAULT_AUTHORIZER, "NONE"} or (route.authorizer != "NONE" and actor is None):
            return _gateways_own(HTTPStatus.UNAUTHORIZED)
        event = http_event(
            request.command,
            path,
            actor=actor if route.authorizer != "NONE" else None,
            body=content or None,
            headers={name.lower(): value for name, value in request.headers.items()},
            query=dict(parse_qsl(query, keep_blank_values=True)),
        )
        event["rawQueryString"] = query
        return self._whole.client(route.module).take(event)


def _gateways_own(status: HTTPStatus) -> dict[str, Any]:
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps({"message": status.phrase}),
    }

"""An HTTP proxy on loopback that loses, refuses and garbles on demand, to test what retries promise."""

from __future__ import annotations

import http.client
import json
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler

from tests.support.loopback import Loopback, answer, answer_json, body_of

OF_THE_LINE = {"content-length", "connection", "date", "server", "transfer-encoding"}
"""Headers that the proxy writes itself."""


class Fault(StrEnum):
    """What happens to one request."""

    DROP_REQUEST = "drop request"
    LOSE_ANSWER = "lose answer"
    UNAVAILABLE = "unavailable"
    THROTTLE = "throttle"
    GARBLE = "garble"
    CONFLICT = "conflict"
    UNPROCESSED = "unprocessed"
    """Of a batch: nothing is read or written, all that was asked for is given back."""


class FaultProxy:
    """Passes requests on to one server; the next requests meet the planned faults, or None, first in, first out."""

    def __init__(self, target: str) -> None:
        self.plan: deque[Fault | None] = deque()
        self.requests: list[dict[str, str]] = []
        self._target = target.removeprefix("http://")
        self._server = Loopback(self._handle, keep_alive=True)
        self.endpoint_url = self._server.url

    @contextmanager
    def running(self) -> Iterator[FaultProxy]:
        """Serve for the length of the block."""
        with self._server.running():
            yield self

    def _handle(self, request: BaseHTTPRequestHandler) -> None:
        """Serve one request, or spoil it as planned."""
        body = body_of(request)
        self.requests.append({name.lower(): text for name, text in request.headers.items()})
        fault = self.plan.popleft() if self.plan else None
        if fault is Fault.DROP_REQUEST:
            request.close_connection = True
        elif fault is Fault.UNAVAILABLE:
            answer(request, 503, b"<html>try later</html>")
        elif fault is Fault.THROTTLE:
            code = "com.amazon.coral.availability#ThrottlingException"
            answer_json(request, 400, {"__type": code, "message": "slow down"})
        elif fault is Fault.CONFLICT:
            code = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException"
            reasons = [{"Code": "TransactionConflict", "Message": "ongoing for the item"}]
            refusal = {"__type": code, "message": "cancelled", "CancellationReasons": reasons}
            answer_json(request, 400, refusal)
        elif fault is Fault.UNPROCESSED:
            left = json.loads(body)["RequestItems"]
            answer_json(request, 200, {"Responses": {}, "UnprocessedKeys": left, "UnprocessedItems": left})
        else:
            status, headers, content = self._forward(request, body)
            if fault is Fault.LOSE_ANSWER:
                request.close_connection = True
            elif fault is Fault.GARBLE:
                answer(request, status, content[:-1] + b" ", headers)
            else:
                answer(request, status, content, headers)

    def _forward(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Ask the real server."""
        connection = http.client.HTTPConnection(self._target, timeout=5)
        try:
            kept = {name: text for name, text in request.headers.items() if name.lower() != "content-length"}
            connection.request("POST", "/", body=body, headers=kept)
            got = connection.getresponse()
            headers = {name.lower(): text for name, text in got.getheaders()}
            return got.status, {name: text for name, text in headers.items() if name not in OF_THE_LINE}, got.read()
        finally:
            connection.close()

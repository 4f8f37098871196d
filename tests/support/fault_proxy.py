"""An HTTP proxy on loopback that loses, refuses and garbles on demand, to test what retries promise."""

from __future__ import annotations

import http.client
import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Fault(StrEnum):
    """What happens to one request."""

    DROP_REQUEST = "drop request"
    LOSE_ANSWER = "lose answer"
    UNAVAILABLE = "unavailable"
    THROTTLE = "throttle"
    GARBLE = "garble"
    CONFLICT = "conflict"


class FaultProxy:
    """Passes requests on to one server; the next requests meet the planned faults, first in, first out."""

    def __init__(self, target: str) -> None:
        self.plan: deque[Fault] = deque()
        self.requests: list[dict[str, str]] = []
        self._target = target.removeprefix("http://")
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                proxy.handle(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
                """Keep quiet: the test says what went wrong."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.endpoint_url = f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def running(self) -> Iterator[FaultProxy]:
        """Serve for the length of the block."""
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        """Serve one request, or spoil it as planned."""
        body = request.rfile.read(int(request.headers["Content-Length"]))
        self.requests.append({name.lower(): text for name, text in request.headers.items()})
        fault = self.plan.popleft() if self.plan else None
        if fault is Fault.DROP_REQUEST:
            request.close_connection = True
        elif fault is Fault.UNAVAILABLE:
            _answer(request, 503, b"<html>try later</html>", {})
        elif fault is Fault.THROTTLE:
            code = "com.amazon.coral.availability#ThrottlingException"
            _answer(request, 400, json.dumps({"__type": code, "message": "slow down"}).encode(), {})
        elif fault is Fault.CONFLICT:
            code = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException"
            reasons = [{"Code": "TransactionConflict", "Message": "ongoing for the item"}]
            refusal = {"__type": code, "message": "cancelled", "CancellationReasons": reasons}
            _answer(request, 400, json.dumps(refusal).encode(), {})
        else:
            status, headers, content = self._forward(request, body)
            if fault is Fault.LOSE_ANSWER:
                request.close_connection = True
            elif fault is Fault.GARBLE:
                _answer(request, status, content[:-1] + b" ", headers)
            else:
                _answer(request, status, content, headers)

    def _forward(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Ask the real server."""
        connection = http.client.HTTPConnection(self._target, timeout=5)
        try:
            kept = {name: text for name, text in request.headers.items() if name.lower() != "content-length"}
            connection.request("POST", "/", body=body, headers=kept)
            answer = connection.getresponse()
            return answer.status, {name.lower(): text for name, text in answer.getheaders()}, answer.read()
        finally:
            connection.close()


def _answer(request: BaseHTTPRequestHandler, status: int, content: bytes, headers: dict[str, str]) -> None:
    """Write an answer with the server's own headers where it has any."""
    request.send_response(status)
    for name, text in headers.items():
        if name not in {"content-length", "connection", "date", "server", "transfer-encoding"}:
            request.send_header(name, text)
    request.send_header("Content-Length", str(len(content)))
    request.end_headers()
    request.wfile.write(content)

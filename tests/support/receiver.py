"""A partner's server on loopback: keeps what it gets, and answers well, badly, late or drop by drop as planned."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Got:
    """A request as the partner saw it."""

    path: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Reply:
    """status None: break the connection. is_late: answer only when the test ends.

    drips: "head" or "body": that part comes byte by byte and never ends.
    """

    status: int | None = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_late: bool = False
    drips: str = ""


class Receiver:
    """Gives the planned replies, first in, first out, then `always` the same one."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.plan: deque[Reply] = deque()
        self.always = Reply()
        self._over = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.handle(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
                """Keep quiet: the test says what went wrong."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}/hooks?of=guildhall"

    @contextmanager
    def running(self) -> Iterator[Receiver]:
        """Serve for the length of the block."""
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._over.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        """Keep one request and answer it."""
        body = request.rfile.read(int(request.headers["Content-Length"])).decode()
        headers = {name.lower(): text for name, text in request.headers.items()}
        self.got.append(Got(request.path, headers, body))
        reply = self.plan.popleft() if self.plan else self.always
        if reply.status is None:
            request.close_connection = True
            return
        if reply.is_late:
            self._over.wait(20)
        with suppress(OSError):
            self._answer(request, reply)

    def _answer(self, request: BaseHTTPRequestHandler, reply: Reply) -> None:
        if reply.drips == "head":
            request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            self._drip(request)
            return
        request.send_response(reply.status or 200)
        for name, text in reply.headers.items():
            request.send_header(name, text)
        request.send_header("Content-Length", str(10**6 if reply.drips else len(reply.body)))
        request.end_headers()
        if reply.drips:
            self._drip(request)
        request.wfile.write(reply.body)

    def _drip(self, request: BaseHTTPRequestHandler) -> None:
        while not self._over.wait(0.01):
            request.wfile.write(b".")
            request.wfile.flush()

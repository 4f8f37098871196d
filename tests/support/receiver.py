"""A partner's server on loopback: keeps what it gets, and answers well, badly, late or drop by drop as planned."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.support.loopback import Loopback, body_of


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
    """Gives the planned replies, first in, first out, then `always` the same one.

    meanwhile: what happens between a request and the answer to it.
    """

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.plan: deque[Reply] = deque()
        self.always = Reply()
        self.meanwhile: Callable[[], None] = lambda: None
        self._over = threading.Event()
        self._server = Loopback(self._handle)
        self.port = self._server.port
        self.url = f"{self._server.url}/hooks?of=guildhall"

    @contextmanager
    def running(self) -> Iterator[Receiver]:
        """Serve for the length of the block."""
        with self._server.running():
            try:
                yield self
            finally:
                self._over.set()

    def _handle(self, request: BaseHTTPRequestHandler) -> None:
        """Keep one request and answer it."""
        body = body_of(request).decode()
        headers = {name.lower(): text for name, text in request.headers.items()}
        self.got.append(Got(request.path, headers, body))
        self.meanwhile()
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

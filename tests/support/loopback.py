"""An HTTP server on loopback for what a test plays itself: a vendor, a partner, a bad line."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Loopback:
    """Hands every request to one function, a thread each.

    handle: reads and answers one request. keep_alive: whether connections outlive an answer, as with HTTP/1.1.
    port: taken at once, so that the address is known before it serves. url: without a slash at the end.
    """

    def __init__(self, handle: Callable[[BaseHTTPRequestHandler], None], *, keep_alive: bool = False) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1" if keep_alive else "HTTP/1.0"
            # Headers and body are two writes: on a connection that stays, the second would wait 40 ms for the first.
            disable_nagle_algorithm = True

            def __getattr__(self, name: str) -> Callable[[], None]:
                # The base class looks for `do_` and the method, whichever one was sent.
                if name.startswith("do_"):
                    return lambda: handle(self)
                raise AttributeError(name)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
                """Keep quiet: the test says what went wrong."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve for the length of the block."""
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


def body_of(request: BaseHTTPRequestHandler) -> bytes:
    """Return the body of a request."""
    return request.rfile.read(int(request.headers.get("Content-Length") or 0))


def answer(
    request: BaseHTTPRequestHandler, status: int, content: bytes = b"", headers: Mapping[str, str] | None = None
) -> None:
    """Write an answer; its length is added to the headers."""
    request.send_response(status)
    for name, text in (headers or {}).items():
        request.send_header(name, text)
    request.send_header("Content-Length", str(len(content)))
    request.end_headers()
    request.wfile.write(content)


def answer_json(request: BaseHTTPRequestHandler, status: int, body: Any, error: str = "") -> None:
    """Write an answer as AWS does. error: type of an error, which goes into a header."""
    kind = {"x-amzn-ErrorType": error} if error else {}
    answer(request, status, json.dumps(body).encode(), {"Content-Type": "application/json", **kind})

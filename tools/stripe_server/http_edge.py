"""HTTP edge: loopback only, one TCP segment per answer, three audiences (API, control, pages)."""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tools.stripe_server.wire import Answer, Request

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
LARGEST_BODY = 1_000_000
# What a page of another origin may send, as with Stripe: its browser library calls the API directly.
CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, Stripe-Version",
    "Access-Control-Max-Age": "300",
}
Application = Callable[[Request], Answer]


class Handler(BaseHTTPRequestHandler):
    """Read a request, hand it over, write the answer."""

    application: Application
    protocol_version = "HTTP/1.1"
    # Headers and body leave in one segment: two would wait 40 ms for the client's delayed acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer GET."""
        self._answer()

    def do_POST(self) -> None:
        """Answer POST."""
        self._answer()

    def do_DELETE(self) -> None:
        """Answer DELETE."""
        self._answer()

    def do_OPTIONS(self) -> None:
        """Answer a browser that asks whether another origin may call the API."""
        self._write(Answer(204, ""))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Stay silent: the calls are in the log that /_control/calls shows."""

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            self.close_connection = True
            self._write(_refusal(413, "The request body is too large."))
            return
        body = self.rfile.read(length)
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, parts.path, parts.query, body, headers)
        self._write(_stranger(request) or type(self).application(request))

    def _write(self, answer: Answer) -> None:
        if answer.is_dropped:
            self.close_connection = True
            self.connection.close()
            return
        is_text = isinstance(answer.body, str)
        content = answer.body.encode() if is_text else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        headers = {"Content-Type": "text/html; charset=utf-8" if is_text else "application/json"} | dict(answer.headers)
        if self.path.startswith(("/v1/", "/v2/")):
            headers |= CROSS_ORIGIN
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()


class Server(ThreadingHTTPServer):
    """One thread per connection; none outlives the process."""

    daemon_threads = True
    # A second server on the same port must fail, so that `make up` can say that the port is taken.
    allow_reuse_port = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent when a client hangs up, which dropped answers provoke; show everything else."""
        import sys

        if not isinstance(sys.exception() if hasattr(sys, "exception") else sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def serve(application: Application, port: int) -> Server:
    """Bind to loopback. port: 0 for any free one. Raises OSError when the port is taken."""
    handler = type("BoundHandler", (Handler,), {"application": staticmethod(application)})
    return Server(("127.0.0.1", port), handler)


def _stranger(request: Request) -> Answer | None:
    """Refuse names that are not this machine (DNS rebinding), and other origins wherever no API key protects."""
    host = urlsplit(f"//{request.headers.get('host', 'localhost')}").hostname
    if host not in LOCAL_HOSTS:
        return _refusal(403, "This server answers to localhost only.")
    is_api = request.path.startswith(("/v1/", "/v2/"))
    if not is_api and request.method != "GET" and request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
        return _refusal(403, "Another website cannot act here.")
    return None


def _refusal(status: int, message: str) -> Answer:
    return Answer(status, {"error": {"type": "invalid_request_error", "message": message}})

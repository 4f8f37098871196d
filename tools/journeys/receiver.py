"""A partner's server: takes webhooks on loopback and believes only what is signed."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from standardwebhooks import Webhook, WebhookVerificationError


class Receiver:
    """Collects verified webhooks by type; the signing secret is set once the endpoint is registered."""

    def __init__(self) -> None:
        self.secret = ""
        self.events: list[dict[str, Any]] = []
        self.ids: list[str] = []
        self.refused = 0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status = receiver.take(body, dict(self.headers.items()))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's own name
                """Stay silent: the journey is what is printed."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hooks"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def take(self, body: bytes, headers: dict[str, str]) -> int:
        """Verify and keep one webhook; a repeated id is acknowledged and not kept again. Returns the HTTP status."""
        lower = {name.lower(): value for name, value in headers.items()}
        try:
            Webhook(self.secret).verify(body, lower)
        except (WebhookVerificationError, ValueError):
            self.refused += 1
            return 401
        if lower["webhook-id"] not in self.ids:
            self.ids.append(lower["webhook-id"])
            self.events.append(json.loads(body))
        return 204

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        """Return what came of one type, oldest first."""
        return [event for event in self.events if event["type"] == kind]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

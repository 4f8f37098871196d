"""A mail service on loopback that speaks SendEmail of SES version 2, and refuses or vanishes as planned."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Sent:
    """A letter as the service got it."""

    sender: str
    to: list[str]
    subject: str
    html: str
    text: str
    headers: dict[str, str]


class MailService:
    """Keeps letters; the next requests meet the planned refusals (status and error type), first in, first out."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.plan: deque[tuple[int, str]] = deque()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, kind = service.plan.popleft() if service.plan else (200, "")
                if status == 200:
                    service.sent.append(_sent(body))
                answer = json.dumps({"message": kind} if kind else {"MessageId": "1"}).encode()
                self.send_response(status)
                if kind:
                    self.send_header("x-amzn-errortype", kind)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
                """Keep quiet: the test says what went wrong."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.endpoint_url = f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def running(self) -> Iterator[MailService]:
        """Serve for the length of the block."""
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


def _sent(body: dict[str, Any]) -> Sent:
    simple = body["Content"]["Simple"]
    return Sent(
        body["FromEmailAddress"],
        body["Destination"]["ToAddresses"],
        simple["Subject"]["Data"],
        simple["Body"].get("Html", {"Data": ""})["Data"],
        simple["Body"]["Text"]["Data"],
        {header["Name"]: header["Value"] for header in simple.get("Headers", [])},
    )

"""What the vendors have in common: a server, transactions, faults on order, and news for the merchant."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from tools.stripe_server.http_edge import serve
from tools.stripe_server.wire import Answer, Request

POLL = 0.01
FIREWALL = "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected.</body></html>"


@dataclass(frozen=True, slots=True)
class News:
    """A request that the vendor makes to the merchant."""

    method: str
    body: bytes
    headers: dict[str, str]
    query: dict[str, str] = field(default_factory=dict)


class Vendor:
    """A vendor on loopback. `faults` are taken one a request: `drop_before`, `drop_after`, `html`, `html_after`, `500`.

    callback_url: where news go at once; empty keeps them in `news` until a test delivers them.
    """

    def __init__(self, *, port: int = 0, callback_url: str = "") -> None:
        self.faults: deque[str] = deque()
        self.news: list[News] = []
        self.calls: list[str] = []
        self.callback_url = callback_url
        self.lock = threading.RLock()
        self._http = serve(self._answer, port)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": POLL}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def route(self, request: Request) -> Answer:
        """Answer a request of the merchant, or of a payer's browser."""
        raise NotImplementedError

    def tell(self, news: News) -> None:
        """Tell the merchant something: now, or when a test delivers it."""
        self.news.append(news)
        if self.callback_url:
            threading.Thread(target=self._post, args=(news,), daemon=True).start()

    def _answer(self, request: Request) -> Answer:
        with self.lock:
            self.calls.append(f"{request.method} {request.path}")
            fault = self.faults.popleft() if self.faults else ""
            if fault == "drop_before":
                return Answer(0, "", is_dropped=True)
            if fault == "html":
                return _firewall()
            if fault == "500":
                return Answer(500, {"message": "internal error"})
            answer = self.route(request)
        if fault == "drop_after":
            return Answer(0, "", is_dropped=True)
        return _firewall() if fault == "html_after" else answer

    def _post(self, news: News) -> None:
        asked = urllib.request.Request(self.callback_url, news.body, news.headers, method=news.method)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            answer.read()


def _firewall() -> Answer:
    # As the vendors' firewalls do: a page, with the status of success.
    return Answer(200, FIREWALL)


def json_of(request: Request) -> dict[str, Any]:
    """Return the JSON object of a request, or an empty one."""
    try:
        read = json.loads(request.body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def as_json(body: Mapping[str, Any]) -> bytes:
    """Write a body."""
    return json.dumps(body).encode()

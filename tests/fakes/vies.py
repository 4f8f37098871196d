"""VIES as its REST interface behaves, faults included: one POST, and errors that come with status 200."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.loopback import Loopback, answer, body_of

PATH = "/rest-api/check-vat-number"


@dataclass
class Vies:
    """valid: VAT ids that exist, and their holders. fault: what happens to each request instead of an answer.

    fault is an error code of VIES (MS_UNAVAILABLE, GLOBAL_MAX_CONCURRENT_REQ, …), or `html` for a gateway's page, or
    `hang-up`. asked: the bodies that came.
    """

    valid: dict[str, str] = field(default_factory=dict)
    fault: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    @contextmanager
    def running(self) -> Iterator[Vies]:
        """Serve for the length of the block."""
        server = Loopback(self._handle)
        self.url = f"{server.url}/rest-api"
        with server.running():
            yield self

    def _handle(self, request: BaseHTTPRequestHandler) -> None:
        body = json.loads(body_of(request))
        if request.path != PATH or request.command != "POST":
            answer(request, 404)
            return
        self.asked.append(body)
        if self.fault == "hang-up":
            request.connection.close()
        elif self.fault == "html":
            answer(request, 502, b"<html><h1>Bad gateway</h1></html>", {"Content-Type": "text/html"})
        elif self.fault:
            error = {"error": self.fault, "message": "from the member state"}
            _json(request, {"actionSucceed": False, "errorWrappers": [error]})
        else:
            _json(request, self._found(body))

    def _found(self, body: dict[str, Any]) -> dict[str, Any]:
        vat_id = body["countryCode"] + body["vatNumber"]
        is_known = "requesterNumber" in body
        return {
            "countryCode": body["countryCode"],
            "vatNumber": body["vatNumber"],
            "requestDate": "2026-04-01T10:00:00.000Z",
            "valid": vat_id in self.valid,
            "requestIdentifier": f"WAPIAAAA{len(self.asked):08d}" if is_known else "",
            "name": self.valid.get(vat_id, "---"),
            "address": "---",
        }


def _json(request: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    answer(request, 200, json.dumps(body).encode(), {"Content-Type": "application/json"})

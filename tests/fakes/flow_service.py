"""An approved platform as its flow service behaves, faults included: it takes files, and decides about them later."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.loopback import Loopback, answer, body_of

TOKEN = "flow-token"


@dataclass
class Platform:
    """flows: what was taken, by flow id. fault: what happens to the next request instead, once.

    fault is `hang-up` (nothing happens), `lost` (it happens, nobody hears), `html`, `busy` (503) or `invalid` (422).
    """

    flows: dict[str, dict[str, Any]] = field(default_factory=dict)
    fault: str = ""
    asked: list[str] = field(default_factory=list)
    url: str = ""

    @contextmanager
    def running(self) -> Iterator[Platform]:
        """Serve for the length of the block."""
        server = Loopback(self._handle)
        self.url = f"{server.url}/v1"
        with server.running():
            yield self

    def decide(self, flow_id: str, *, reason: str = "") -> None:
        """Let the platform finish its checks; with a reason it rejects."""
        told = {"status": "Error" if reason else "Ok", "details": [{"reasonMessage": reason}] if reason else []}
        self.flows[flow_id]["acknowledgement"] = told

    def _handle(self, request: BaseHTTPRequestHandler) -> None:
        body, fault, self.fault = body_of(request), self.fault, ""
        self.asked.append(f"{request.command} {request.path}")
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            _json(request, 401, {"errorMessage": "no token"})
        elif fault == "hang-up":
            request.connection.close()
        elif fault == "html":
            answer(request, 200, b"<html>Request rejected</html>", {"Content-Type": "text/html"})
        elif fault == "busy":
            _json(request, 503, {"errorMessage": "later"})
        elif fault == "invalid":
            _json(request, 422, {"errorMessage": "BR-FR-05: the buyer's address is missing"})
        else:
            status, said = self._answer(request, body)
            if fault == "lost":
                request.connection.close()
            else:
                _json(request, status, said)

    def _answer(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, Any]]:
        if request.command == "POST" and request.path == "/v1/flows":
            return self._taken(body)
        if request.command == "POST" and request.path == "/v1/flows/search":
            wanted = json.loads(body)["where"]["trackingId"]
            return 200, {"results": [each for each in self.flows.values() if each["trackingId"] == wanted]}
        found = re.fullmatch(r"/v1/flows/(\w+)\?docType=Metadata", request.path)
        if request.command == "GET" and found and found[1] in self.flows:
            return 200, self.flows[found[1]]
        return 404, {"errorMessage": "no such flow"}

    def _taken(self, body: bytes) -> tuple[int, dict[str, Any]]:
        parts = body.split(b"--" + body[2 : body.index(b"\r\n")])
        info_part, file_part = (part.split(b"\r\n\r\n", 1)[1].removesuffix(b"\r\n") for part in parts[1:3])
        info = json.loads(info_part)
        assert hashlib.sha256(file_part).hexdigest() == info["sha256"]
        assert file_part.startswith(b"%PDF-")
        flow_id = f"flow{len(self.flows) + 1}"
        self.flows[flow_id] = {"flowId": flow_id, **info, "acknowledgement": {"status": "Pending"}}
        return 202, self.flows[flow_id]


def _json(request: BaseHTTPRequestHandler, status: int, body: dict[str, Any]) -> None:
    answer(request, status, json.dumps(body).encode(), {"Content-Type": "application/json"})

"""A mail service on loopback that speaks SendEmail of SES version 2, and refuses or vanishes as planned."""

from __future__ import annotations

import base64
import json
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.loopback import Loopback, answer_json, body_of


@dataclass(frozen=True)
class Sent:
    """A letter as the service got it."""

    sender: str
    to: list[str]
    subject: str
    html: str
    text: str
    headers: dict[str, str]
    reports: str
    tags: dict[str, str]
    attachments: dict[str, str] = field(default_factory=dict)
    reply_to: list[str] = field(default_factory=list)


class MailService:
    """Keeps letters; the next requests meet the planned refusals (status and error type), first in, first out."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.plan: deque[tuple[int, str]] = deque()
        self._server = Loopback(self._take)
        self.endpoint_url = self._server.url

    @contextmanager
    def running(self) -> Iterator[MailService]:
        """Serve for the length of the block."""
        with self._server.running():
            yield self

    def _take(self, request: BaseHTTPRequestHandler) -> None:
        body = json.loads(body_of(request))
        status, kind = self.plan.popleft() if self.plan else (200, "")
        if status == 200:
            self.sent.append(_sent(body))
        answer_json(request, status, {"message": kind} if kind else {"MessageId": "1"}, kind)


def _sent(body: dict[str, Any]) -> Sent:
    simple = body["Content"]["Simple"]
    return Sent(
        body["FromEmailAddress"],
        body["Destination"]["ToAddresses"],
        simple["Subject"]["Data"],
        simple["Body"].get("Html", {"Data": ""})["Data"],
        simple["Body"]["Text"]["Data"],
        {header["Name"]: header["Value"] for header in simple.get("Headers", [])},
        body.get("ConfigurationSetName", ""),
        {tag["Name"]: tag["Value"] for tag in body.get("EmailTags", [])},
        {file["FileName"]: base64.b64decode(file["RawContent"]).decode() for file in simple.get("Attachments", [])},
        body.get("ReplyToAddresses", []),
    )

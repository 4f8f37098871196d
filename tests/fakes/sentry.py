"""A server that takes errors as Sentry's Relay does: checks key, project and form, and knows an error by its id."""

from __future__ import annotations

import json
import re
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.receiver import Got, Receiver, Reply

HEX = re.compile(r"[0-9a-f]{32}")


class SentryServer(Receiver):
    """events: what was taken, by id. What is planned is answered instead, and nothing is taken."""

    def __init__(self, key: str = "public", project: str = "7") -> None:
        super().__init__()
        self.events: dict[str, dict[str, Any]] = {}
        self._key = key
        self._project = project
        self.dsn = f"http://{key}@127.0.0.1:{self.port}/{project}"

    def _answer(self, request: BaseHTTPRequestHandler, reply: Reply) -> None:
        super()._answer(request, self._taken(self.got[-1]) if reply is self.always else reply)

    def _taken(self, got: Got) -> Reply:
        if got.path != f"/api/{self._project}/envelope/":
            return Reply(404)
        kind, _, named = got.headers.get("x-sentry-auth", "").partition(" ")
        given = dict(re.findall(r"(\w+)=([^,\s]+)", named))
        if (kind, given.get("sentry_version"), given.get("sentry_key")) != ("Sentry", "7", self._key):
            return Reply(403, body=b'{"detail":"bad sentry DSN public key"}')
        event = event_of(got.body)
        if event is None or got.headers["content-type"] != "application/x-sentry-envelope":
            return Reply(400, body=b'{"detail":"invalid event envelope"}')
        self.events[event["event_id"]] = event
        return Reply(200, body=json.dumps({"id": event["event_id"]}).encode())


def event_of(envelope: str) -> dict[str, Any] | None:
    """Return the one event of an envelope, or None if it has not the form ("Envelopes", "Event payloads")."""
    try:
        head, item, rest = envelope.split("\n", 2)
        about, (content, end) = (
            json.loads(item),
            (rest[: json.loads(item)["length"]], rest[json.loads(item)["length"] :]),
        )
        event: dict[str, Any] = json.loads(content)
        sent = json.loads(head)
    except (ValueError, KeyError):
        return None
    known = HEX.fullmatch(event.get("event_id", "")) and sent["event_id"] == event["event_id"] and sent["sent_at"]
    tags = all(isinstance(value, str) and len(value) < 200 for value in event.get("tags", {}).values())
    whole = about["type"] == "event" and end in {"", "\n"} and {"timestamp", "platform"} <= event.keys()
    return event if known and tags and whole else None

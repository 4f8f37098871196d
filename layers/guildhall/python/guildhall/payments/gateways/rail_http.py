"""One request to a vendor of a local rail, within a deadline, following nothing."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from guildhall.platform import tracing

CONNECT_SECONDS = 3.0
MOST_BYTES = 1_000_000


class RailSilent(Exception):
    """No answer came, or only a part: the effect may or may not have happened."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the vendor answered. headers: names in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> dict[str, Any] | None:
        """The body as a JSON object; None for anything else, such as the page of a firewall that answers 200."""
        try:
            read = json.loads(self.content)
        except ValueError:
            return None
        return read if isinstance(read, dict) else None


def ask(
    rail: str, method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"", wait_seconds: float
) -> Answer:
    """Send one request and return the answer, whatever its status. Raises RailSilent."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    connection: http.client.HTTPConnection
    make = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = make(parts.hostname or "", parts.port, timeout=CONNECT_SECONDS)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    # The path of a look-up ends with an id, which would make a kind of call of each.
    named = "/".join(parts.path.split("/")[:4])
    try:
        with tracing.call(rail, f"{method} {named}", is_aws=False):
            connection.connect()
            connection.sock.settimeout(wait_seconds)
            connection.request(method, path, body or None, dict(headers))
            answer = connection.getresponse()
            content = answer.read(MOST_BYTES)
    except (OSError, http.client.HTTPException) as error:
        raise RailSilent(type(error).__name__) from error
    finally:
        connection.close()
    return Answer(answer.status, {name.lower(): text for name, text in answer.getheaders()}, content)


def ask_json(
    rail: str, method: str, url: str, *, headers: Mapping[str, str], body: object = None, wait_seconds: float
) -> Answer:
    """As `ask`, with a JSON body."""
    content = b"" if body is None else json.dumps(body).encode()
    kind = {"Content-Type": "application/json; charset=UTF-8"} if content else {}
    return ask(rail, method, url, headers={**kind, **headers}, body=content, wait_seconds=wait_seconds)

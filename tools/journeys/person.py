"""A person at the HTTP API: a browser's cookies, an access token in memory, a new Idempotency-Key a thing done."""

from __future__ import annotations

import http.client
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from tools.journeys.steps import StepFailed

GATEWAY_TRIES = 10
PATIENCE_SECONDS = 60.0


class Refused(StepFailed):
    """The API answered with a problem that the journey did not expect."""

    def __init__(self, call: str, status: int, body: Any) -> None:
        super().__init__(f"{call} answered {status}: {json.dumps(body)[:600]}")
        self.status = status
        self.body = body

    @property
    def problem(self) -> str:
        """The slug of the problem, or an empty text."""
        kind = self.body.get("type", "") if isinstance(self.body, dict) else ""
        return str(kind).partition("/problems/")[2]


@dataclass
class Answer:
    """status, parsed JSON body (or None), headers in lower case."""

    status: int
    body: Any
    headers: dict[str, str]


def _is_passing(answer: Answer) -> bool:
    is_busy = isinstance(answer.body, dict) and str(answer.body.get("type", "")).endswith("/idempotency/in-progress")
    return is_busy or answer.status >= http.client.INTERNAL_SERVER_ERROR


@dataclass
class Api:
    """One caller. A request that the connection lost is sent again with the same Idempotency-Key.

    is_patient: also send again what a server that is starting, or still busy with the first try, could not answer.
    """

    url: str
    token: str | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    is_patient: bool = False

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: dict[str, str] | None = None,
        match: str | None = None,
        key: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send a request and return the answer, whatever its status.

        match: an ETag for If-Match. key: an Idempotency-Key; a POST without one gets a new one.
        """
        sent = {"Accept": "application/json", "Accept-Language": "en", **(headers or {})}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            sent["Idempotency-Key"] = key or str(uuid.uuid4())
        if match:
            sent["If-Match"] = match
        if body is not None:
            sent["Content-Type"] = "application/json"
        target = path + (f"?{urlencode(query)}" if query else "")
        content = None if body is None else json.dumps(body)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = self._send(method, target, content, sent)
            if not (self.is_patient and _is_passing(answer) and time.monotonic() < deadline):
                return answer
            time.sleep(0.5)

    def get(self, path: str, **query: str) -> Any:
        """Return the body of a GET. Raises Refused."""
        return self._expected("GET", path, None, query=query or None).body

    def post(self, path: str, body: Any = None, **options: Any) -> Any:
        """Return the body of a POST. Raises Refused."""
        return self._expected("POST", path, body, **options).body

    def put(self, path: str, body: Any, **options: Any) -> Any:
        """Return the body of a PUT. Raises Refused."""
        return self._expected("PUT", path, body, **options).body

    def patch(self, path: str, body: Any, **options: Any) -> Any:
        """Return the body of a PATCH. Raises Refused."""
        return self._expected("PATCH", path, body, **options).body

    def etag(self, path: str) -> str:
        """Return the ETag of a resource. Raises Refused."""
        return self._expected("GET", path, None).headers["etag"]

    def _expected(self, method: str, path: str, body: Any, **options: Any) -> Answer:
        answer = self(method, path, body, **options)
        if answer.status >= http.client.BAD_REQUEST:
            raise Refused(f"{method} {path}", answer.status, answer.body)
        return answer

    def _send(self, method: str, target: str, body: str | None, headers: dict[str, str]) -> Answer:
        parts = urlsplit(self.url)
        for attempt in range(GATEWAY_TRIES):
            connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=60)
            try:
                connection.request(method, parts.path + target, body, headers)
                return self._read(connection.getresponse())
            except (OSError, http.client.HTTPException) as error:
                if attempt == GATEWAY_TRIES - 1:
                    raise StepFailed(f"{method} {target}: {error}") from error
                # The local cloud may be restarting in a chaos run; a person would press the button again.
                time.sleep(0.25 * 2 ** min(attempt, 4))
            finally:
                connection.close()
        raise AssertionError

    def _read(self, response: http.client.HTTPResponse) -> Answer:
        content = response.read()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        kind = response.headers.get("Content-Type", "")
        body = json.loads(content) if content and "json" in kind else (content.decode("utf-8", "replace") or None)
        return Answer(response.status, body, {name.lower(): value for name, value in response.headers.items()})

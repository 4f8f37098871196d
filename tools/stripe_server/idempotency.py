"""Idempotency keys: the same key is the same request, answered once and remembered.

v1 remembers every answer once execution began, refusals and 500s included, for 24 hours; v2 remembers success only, for
30 days, and carries a failed request out again (Stripe's API reference, "Idempotent requests").
"""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tools.stripe_server import clock
from tools.stripe_server.errors import ApiError, Body
from tools.stripe_server.store import Store
from tools.stripe_server.wire import Answer, Request

LONGEST_KEY = 255
LIFE_V1 = 24 * clock.HOUR
LIFE_V2 = 30 * clock.DAY


@dataclass(frozen=True, slots=True)
class Key:
    """An idempotency key in its scope. fingerprint: of what the request asks for."""

    text: str
    scope: str
    fingerprint: str
    is_v2: bool

    @property
    def name(self) -> str:
        """The key with its scope, as stored."""
        return f"{self.scope}:{self.text}"


def key_of(request: Request, owner: str, data: dict[str, Any]) -> Key | None:
    """Read a request's key; None when it has none or needs none (GET is idempotent by itself)."""
    text = request.headers.get("idempotency-key")
    if not text or request.method not in ({"POST", "DELETE"} if request.is_v2 else {"POST"}):
        return None
    if len(text) > LONGEST_KEY:
        raise ApiError(400, "idempotency_error", f"Idempotency keys are at most {LONGEST_KEY} characters long.")
    asked = json.dumps([request.method, request.path, data], sort_keys=True)
    return Key(text, owner, hashlib.sha256(asked.encode()).hexdigest(), request.is_v2)


def remembered(store: Store, key: Key) -> Answer | None:
    """Return the saved answer of a key. Raises ApiError when the key came with another request."""
    rows = store.rows("SELECT * FROM answers WHERE key = ?", key.name)
    if not rows or clock.now(store) - rows[0]["saved_at"] >= (LIFE_V2 if key.is_v2 else LIFE_V1):
        return None
    if rows[0]["fingerprint"] != key.fingerprint:
        raise ApiError(
            400,
            "idempotency_error",
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{key.text}' if you meant to execute a different request.",
        )
    headers = {"Idempotent-Replayed": "true", "Original-Request": rows[0]["request_id"]}
    if rows[0]["status"] >= 500:  # noqa: PLR2004 - server errors
        headers["Stripe-Should-Retry"] = "false"
    return Answer(rows[0]["status"], json.loads(rows[0]["body"]), headers)


def remember(store: Store, key: Key, status: int, body: Body, request_id: str) -> None:
    """Save an answer under a key, for as long as its API promises."""
    if key.is_v2 and status >= 400:  # noqa: PLR2004 - the first status that means failure
        return
    store.run(
        "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)",
        key.name, key.fingerprint, status, json.dumps(body), request_id, clock.now(store),
    )  # fmt: skip


class InFlight:
    """The keys of requests that are being carried out: a second one meets 409 instead of waiting."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def only(self, key: Key | None) -> Iterator[None]:
        """Hold a key for the time of one request. Raises ApiError 409 when another request holds it."""
        if key is None:
            yield
            return
        with self._lock:
            if key.name in self._names:
                message = "There is currently another in-progress request using this Idempotent Key."
                raise ApiError(409, "idempotency_error", message, code="idempotency_key_in_use")
            self._names.add(key.name)
        try:
            yield
        finally:
            with self._lock:
                self._names.discard(key.name)

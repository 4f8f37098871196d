"""Delivery of webhooks: signed, in the order of the file, repeated with growing pauses until the endpoint accepts.

By itself (`auto`) or only when told to (`manual`), so that a test can reorder, duplicate and lose events.
"""

import http.client
import json
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import stripe

from tools.stripe_server import notices
from tools.stripe_server.errors import no_such
from tools.stripe_server.store import Body, Store

MODE = "delivery"
AUTO, MANUAL = "auto", "manual"
# Stripe goes on for three days with long pauses; a local endpoint that came back should hear within seconds.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
GIVE_UP_AFTER = 3 * 24 * 60 * 60
TIMEOUT = 30.0
LONGEST_DETAIL = 300


@dataclass(frozen=True, slots=True)
class Letter:
    """One signed webhook, ready to be posted. body: exactly the bytes that the signature covers."""

    url: str
    body: bytes
    headers: dict[str, str]


class Courier:
    """The background worker that carries webhooks. first_pause, longest_pause: seconds between attempts."""

    def __init__(self, store: Store, first_pause: float = FIRST_PAUSE, longest_pause: float = LONGEST_PAUSE) -> None:
        self._store = store
        self._first, self._longest = first_pause, longest_pause
        self._wake = threading.Event()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="stripe-webhooks", daemon=True)

    def start(self) -> None:
        """Begin to deliver, with whatever an earlier run left over."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the delivery in progress and end."""
        self._is_stopping = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        """Look at the queue now."""
        self._wake.set()

    def _run(self) -> None:
        while not self._is_stopping:
            self._wake.clear()
            due = self._next() if self._store.setting(MODE, AUTO) == AUTO else None
            if due is None:
                self._wake.wait(self._longest)
            elif (pause := due["due_at"] - time.time()) > 0:
                self._wake.wait(pause)
            else:
                self.deliver(due["seq"])

    def _next(self) -> Any:
        """Pick what is due first; among equals, and among all that is due already, the oldest event."""
        sql = "SELECT seq, due_at FROM deliveries WHERE state = 'pending' ORDER BY MAX(due_at, ?), seq LIMIT 1"
        rows = self._store.rows(sql, time.time())
        return rows[0] if rows else None

    def deliver(self, number: int, *, age: int = 0, is_edited: bool = False) -> int | None:
        """Post one delivery now, whatever its state; return the endpoint's status, None when nobody answered.

        age: seconds by which the signature is older than now. is_edited: change the body after signing.
        """
        delivery = _delivery(self._store, number)
        letter = letter_of(self._store, delivery["event"], delivery["endpoint"], age=age)
        body = letter.body.replace(b'"livemode": false', b'"livemode": true') if is_edited else letter.body
        status, detail = post(Letter(letter.url, body, letter.headers))
        with self._store.transaction():
            self._record(delivery, status, detail)
        return status

    def _record(self, delivery: Any, status: int | None, detail: str) -> None:
        attempts = delivery["attempts"] + 1
        is_accepted = status is not None and 200 <= status < 300  # noqa: PLR2004 - what HTTP calls success
        pause = min(self._first * 2 ** min(attempts - 1, 16), self._longest)
        state = "delivered" if is_accepted else "pending"
        if not is_accepted and self._age(delivery["event"]) > GIVE_UP_AFTER:
            state = "failed"
        self._store.run(
            "UPDATE deliveries SET state = ?, attempts = ?, due_at = ?, answer = ?, detail = ? WHERE seq = ?",
            state, attempts, time.time() + pause, status, detail, delivery["seq"],
        )  # fmt: skip

    def _age(self, event_id: str) -> float:
        rows = self._store.rows("SELECT created FROM events WHERE id = ?", event_id)
        return time.time() - rows[0]["created"] if rows else GIVE_UP_AFTER + 1


def _delivery(store: Store, number: int) -> Any:
    rows = store.rows("SELECT * FROM deliveries WHERE seq = ?", number)
    if not rows:
        raise no_such("delivery", str(number))
    return rows[0]


def letter_of(store: Store, event_id: str, endpoint_id: str, *, age: int = 0) -> Letter:
    """Write and sign an event for an endpoint. age: seconds by which the signature is older than now."""
    events = store.rows("SELECT body FROM events WHERE id = ?", event_id)
    endpoint = store.row(endpoint_id)
    if not events or endpoint is None:
        raise no_such("event or endpoint", f"{event_id}, {endpoint_id}")
    event: Body = json.loads(events[0]["body"])
    if event["object"] == "event":
        event["pending_webhooks"] = 1
    return sign(
        notices.payload(event), json.loads(endpoint["body"])["url"], json.loads(endpoint["hidden"])["secret"], age
    )


def sign(payload: str, url: str, secret: str, age: int = 0) -> Letter:
    """Sign a payload with the SDK's own function, so that its verification is what is tested."""
    signer: Any = stripe.WebhookSignature
    signature = signer.generate_signature_header(payload, secret, int(time.time()) - age)
    headers = {
        "Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature,
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)", "Accept": "*/*; q=0.5, application/xml",
        "Cache-Control": "no-cache",
    }  # fmt: skip
    return Letter(url, payload.encode(), headers)


def post(letter: Letter, timeout: float = TIMEOUT) -> tuple[int | None, str]:
    """Post a letter without following redirects; return the status (None when nobody answered) and a short detail."""
    parts = urlsplit(letter.url)
    secure = parts.scheme == "https"
    connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = connect(parts.hostname or "", parts.port, timeout=timeout)
    try:
        connection.request("POST", parts._replace(scheme="", netloc="").geturl() or "/", letter.body, letter.headers)
        response = connection.getresponse()
        return response.status, response.read(LONGEST_DETAIL).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return None, f"nobody answered: {reason}"[:LONGEST_DETAIL]
    finally:
        connection.close()

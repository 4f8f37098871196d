"""The sandbox rail's page: a person plays the payer, and their answer goes to our API as a signed callback."""

from __future__ import annotations

import hashlib
import hmac
import html
import json
import time
import urllib.request
from collections.abc import Mapping
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.parse import urlsplit

SECRET = "sandbox_local"  # noqa: S105  of a rail that moves no money, on this machine only
MERCHANT = "guildhall-sandbox"
ANSWERS = {"succeeded": "Pay", "failed": "Decline"}
HERE = frozenset({"localhost", "127.0.0.1"})


class NotHere(Exception):
    """The address to answer to is not on this machine."""


def page(asked: Mapping[str, str]) -> str:
    """Return the question as HTML. asked: `id`, `minor`, `currency` and `callback`, as the rail's address has them."""
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(asked.get(name, ""))}">'
        for name in ("id", "minor", "currency", "callback")
    )
    buttons = "".join(f'<button name="status" value="{value}">{text}</button> ' for value, text in ANSWERS.items())
    what = f"{html.escape(asked.get('minor', '?'))} minor units of {html.escape(asked.get('currency', '?'))}"
    form = f'<form method="post" action="/sandbox">{fields}{buttons}</form>'
    return f"<p>The sandbox asks: pay {what}? No money moves.</p>{form}"


def answer(asked: Mapping[str, str], now: float | None = None) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of the callback that tells of the payer's answer. Raises ValueError, KeyError."""
    status = asked["status"] if asked["status"] in ANSWERS else ""
    said = {
        "operation": "collect", "id": asked["id"], "status": status or "failed", "minor": int(asked["minor"]),
        "currency": asked["currency"], "ref": f"page-{asked['id']}", "merchant": MERCHANT,
        "code": None if status == "succeeded" else "declined",
    }  # fmt: skip
    body = json.dumps(said).encode()
    stamp = str(int(time.time() if now is None else now))
    mac = hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return body, {"Content-Type": "application/json", "X-Sandbox-Signature": f"t={stamp},v1={mac}"}


def send(asked: Mapping[str, str]) -> str:
    """Send the answer; return what became of it, as a sentence. Raises NotHere, ValueError, KeyError."""
    target = asked["callback"]
    parts = urlsplit(target)
    if parts.scheme != "http" or parts.hostname not in HERE:
        raise NotHere(target)
    body, headers = answer(asked)
    request = urllib.request.Request(target, body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=30) as said:
            status = int(said.status)
    except HTTPError as refused:
        status = refused.code
    is_taken = status < HTTPStatus.BAD_REQUEST
    return "Your answer was taken. You can close this page." if is_taken else f"The platform answered {status}."

"""A push service on loopback with browsers behind it, which check and decrypt as RFC 8291, 8188 and 8292 say."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from guildhall.notifications.gateways.web_push import VapidKey, WebPushServices
from tests.support.loopback import Loopback, answer, body_of

KEY = VapidKey("the secret of tests, of which a key is made")
BROWSER = {
    "endpoint": "http://127.0.0.1:9/push/nobody",
    "keys": {"p256dh": KEY.public, "auth": "AAAAAAAAAAAAAAAAAAAAAA"},
    "label": "Firefox on Linux",
}
"""A browser that could be one, behind an address where nobody listens."""
LONGEST_PUSH = 4096
"""Bytes of a body that every push service takes (RFC 8030 section 7.2)."""


def push_services() -> WebPushServices:
    """Return our side, which may push to this machine."""
    return WebPushServices(KEY, "operators@guildhall.example", loopback_allowed=True, whole_seconds=3.0)


def encoded(content: bytes) -> str:
    """Return base64url without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Return what base64url without padding says."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Browser:
    """One browser: its keys, and what was shown on it. headers: of each push."""

    path: str
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = b"sixteen letters!"
    shown: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def point(self) -> bytes:
        """The public key, uncompressed."""
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def open(self, sealed: bytes) -> bytes:
        """Decrypt a body of one record (RFC 8188 section 2, RFC 8291 section 3.4)."""
        salt, key_length = sealed[:16], sealed[20]
        sender, content = sealed[21 : 21 + key_length], sealed[21 + key_length :]
        shared = self.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        combined = _derived(shared, self.auth, b"WebPush: info\0" + self.point + sender, 32)
        key = _derived(combined, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derived(combined, salt, b"Content-Encoding: nonce\0", 12)
        plain, mark, padding = AESGCM(key).decrypt(nonce, content, None).rpartition(b"\x02")
        assert mark
        assert not padding.strip(b"\0")
        return plain


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt=salt, info=info).derive(secret)


class PushService:
    """Brings pushes to browsers. plan: statuses (and seconds of Retry-After) that the next pushes meet instead."""

    def __init__(self) -> None:
        self.browsers: dict[str, Browser] = {}
        self.plan: deque[tuple[int, int | None]] = deque()
        self._server = Loopback(self._take)

    @contextmanager
    def running(self) -> Iterator[PushService]:
        """Serve for the length of the block."""
        with self._server.running():
            yield self

    def subscribes(self, name: str = "one") -> tuple[Browser, dict[str, Any]]:
        """Return a browser that subscribes, and what its page sends to us."""
        browser = self.browsers.setdefault(f"/push/{name}", Browser(f"/push/{name}"))
        keys = {"p256dh": encoded(browser.point), "auth": encoded(browser.auth)}
        return browser, {"endpoint": f"{self._server.url}{browser.path}", "keys": keys, "label": f"Browser {name}"}

    def _take(self, request: BaseHTTPRequestHandler) -> None:
        sealed = body_of(request)
        if self.plan:
            status, wait = self.plan.popleft()
            answer(request, status, b"", {} if wait is None else {"Retry-After": str(wait)})
            return
        browser = self.browsers.get(request.path)
        if browser is None:
            answer(request, 410)
            return
        headers = {name.lower(): text for name, text in request.headers.items()}
        _check(headers, sealed)
        browser.headers.append(headers)
        browser.shown.append(json.loads(browser.open(sealed)))
        answer(request, 201)


def _check(headers: dict[str, str], sealed: bytes) -> None:
    """Refuse, by breaking off, what a real service would refuse."""
    scheme, _, rest = headers["authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(parts["k"]))
    # The library names no port, and push services are asked on none but 443.
    claims = jwt.decode(
        parts["t"], key, algorithms=["ES256"], audience="http://127.0.0.1", options={"require": ["exp"]}
    )
    assert scheme == "vapid"
    assert str(claims["sub"]).startswith("mailto:")
    assert headers["content-encoding"] == "aes128gcm"
    assert int(headers["ttl"]) > 0
    assert len(headers.get("topic", "")) <= 32
    assert len(sealed) <= LONGEST_PUSH

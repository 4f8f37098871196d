"""Builders: people who sign up, confirm and sign in over HTTP, each with an address of their own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.platform.edge.http import actor_of
from tests.support.http import Answer, Client

PASSWORD = "Correct-horse-7-battery"
CONFIRMATION_CODE, RESET_CODE = "123456", "654321"
"""The local user pool sends these to everybody."""

_numbers = itertools.count()
_RUN = uuid.uuid4().hex[:8]


@dataclass
class Person:
    """Somebody with a session."""

    email: str
    actor: Actor
    access_token: str
    cookie: str
    password: str = PASSWORD

    @property
    def headers(self) -> dict[str, str]:
        """What the gateway lets through beside the claims."""
        return {"Authorization": f"Bearer {self.access_token}"}

    @property
    def browser(self) -> dict[str, str]:
        """What our own pages send to the routes whose proof is the cookie."""
        return {"Cookie": f"guildhall_refresh={self.cookie}", "X-Requested-With": "guildhall"}


@dataclass
class People:
    """Makes people through the public interface."""

    enter: Client
    sign_up_defaults: dict[str, Any] = field(
        default_factory=lambda: {"display_name": "Amina Diallo", "roles": ["client"], "password": PASSWORD}
    )

    @staticmethod
    def address() -> str:
        """Return an address that no other test uses."""
        return f"person-{_RUN}-{next(_numbers)}@mail.example"

    def sign_up(self, email: str, **particulars: Any) -> Answer:
        """Register."""
        return self.enter("POST", "/v1/auth/sign-up", body={"email": email, **self.sign_up_defaults, **particulars})

    def confirm(self, email: str, code: str = CONFIRMATION_CODE) -> Answer:
        """Enter the code from the mail."""
        return self.enter("POST", "/v1/auth/confirm", body={"email": email, "code": code})

    def sign_in(self, email: str, password: str = PASSWORD) -> Answer:
        """Enter address and password."""
        return self.enter("POST", "/v1/auth/sign-in", body={"email": email, "password": password})

    def person(self, **particulars: Any) -> Person:
        """Return somebody who has signed up, confirmed and signed in."""
        email = self.address()
        assert self.sign_up(email, **particulars).status == 202
        assert self.confirm(email).status == 200
        return self.session_of(email, self.sign_in(email, particulars.get("password", PASSWORD)))

    @staticmethod
    def session_of(email: str, answer: Answer) -> Person:
        """Return the person whom an answer of sign-in, challenge or refresh lets in."""
        assert answer.status == 200, answer.body
        token = answer.body["access_token"]
        (cookie,) = answer.cookies
        value = cookie.partition(";")[0].partition("=")[2]
        event = {"requestContext": {"authorizer": {"jwt": {"claims": claims(token)}}}}
        return Person(email, actor_of(event), token, value)


def claims(token: str) -> dict[str, Any]:
    """Read a token's claims; the gateway has checked its signature."""
    part = token.split(".")[1]
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return read


def totp(secret: str) -> str:
    """Return what an authenticator app shows now (RFC 6238: SHA-1, 30 s, six digits)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, int(time.time() // 30).to_bytes(8, "big"), hashlib.sha1)
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"

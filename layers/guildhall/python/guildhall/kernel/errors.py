"""The kinds of things that go wrong; the edge turns a kind into an answer (style.md section 5).

Problem
├── Invalid          change the request                     422
│   └── Malformed    it cannot even be read                 400
├── Unauthenticated  who are you                            401
├── PaymentRefused   the bank said no                       402
├── Forbidden        known to you, not yours to do          403
├── NotFound         absent, or not yours to know           404
├── Conflict         the state refuses                      409
├── StaleVersion     someone was faster                     412
├── TooLarge         send less                              413
├── TooMany          slow down                              429
└── Unavailable      a dependency failed                    503
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one field.

    pointer: JSON Pointer (RFC 6901) into the request body, or `#query/<name>`, `#path/<name>`, `#header/<name>`.
    """

    pointer: str
    detail: str
    code: str = "invalid"


class Problem(Exception):
    """Something a caller can be told about, as an RFC 9457 problem.

    slug: stable name under /problems/, part of the public contract.
    title: short sentence that does not change from occurrence to occurrence.
    members: extension members of RFC 9457, plain JSON, such as what is possible instead.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    status: ClassVar[int]

    def __init__(
        self, detail: str = "", *, faults: tuple[Fault, ...] = (), retry_after_seconds: int | None = None
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.faults = faults
        self.retry_after_seconds = retry_after_seconds
        self.members: dict[str, Any] = {}


class Invalid(Problem):
    """The request cannot be carried out as written; change it."""

    slug = "invalid"
    title = "The request is not valid"
    status = 422


class Malformed(Invalid):
    """The request cannot be read at all."""

    slug = "malformed"
    title = "The request cannot be read"
    status = 400


class Unauthenticated(Problem):
    """We do not know who is asking."""

    slug = "unauthenticated"
    title = "Sign in to do this"
    status = 401


class PaymentRefused(Problem):
    """The payer's bank or the payment provider declined."""

    slug = "payment-refused"
    title = "The payment was refused"
    status = 402


class Forbidden(Problem):
    """The actor may know the thing but may not do this to it."""

    slug = "forbidden"
    title = "You may not do this"
    status = 403


class NotFound(Problem):
    """Absent, or not the actor's to know about: the two look the same."""

    slug = "not-found"
    title = "There is nothing here"
    status = 404


class Conflict(Problem):
    """The present state refuses the request."""

    slug = "conflict"
    title = "The current state does not allow this"
    status = 409


class StaleVersion(Problem):
    """Someone changed the thing after the caller read it."""

    slug = "stale-version"
    title = "This has changed since you read it"
    status = 412


class TooLarge(Problem):
    """The request, or one part of it, is larger than we take."""

    slug = "too-large"
    title = "The request is too large"
    status = 413


class Unsupported(Problem):
    """The body is in a form that we do not read."""

    slug = "unsupported-media-type"
    title = "This content type is not supported"
    status = 415


class PreconditionRequired(Problem):
    """Two people may edit this: the caller must say which version they read (RFC 6585 section 3)."""

    slug = "precondition-required"
    title = "Send If-Match with the ETag that you read"
    status = 428


class TooMany(Problem):
    """The caller asks too often; `retry_after_seconds` says when to come back."""

    slug = "too-many-requests"
    title = "Too many requests"
    status = 429


class Unavailable(Problem):
    """Something we depend on failed; the same request may succeed later."""

    slug = "unavailable"
    title = "This is unavailable for the moment"
    status = 503

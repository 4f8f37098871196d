"""Servers that take errors in Sentry's envelopes (Sentry itself since 20.6, GlitchTip, Bugsink).

Sources: Sentry's developer documentation, "Envelopes", "Authentication", "Rate limiting". Why not its SDK:
decision 0055.
"""

from __future__ import annotations

import http.client
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from guildhall.kernel.clock import Clock, to_text
from guildhall.kernel.errors import Unavailable
from guildhall.platform import observe, outbound
from guildhall.platform.addresses import AddressRefused, Resolve, locate, resolve
from guildhall.platform.assembly import Platform
from guildhall.platform.outbound import Answer
from guildhall.platform.secrets import Secret

WRITTEN_DSN = re.compile(r"(https?)://([0-9A-Za-z_-]+)(?::\w+)?@([^/@?#\s]+)((?:/[^/?#\s]+)*)/([\w-]+)/?")
"""Scheme, public key (with the secret one of old times, which nobody asks for), host, path, project."""
CATEGORIES = {"", "default", "error"}
"""What a limit may be for so that it is for us; nothing named is everything."""
LIMIT = re.compile(r"(\d+)(?:\.\d*)?:([^:]*).*")
"""Seconds and categories; what follows is for others."""
UNNAMED_WAIT_SECONDS = 60
"""After a 429 that does not say how long."""
LONGEST_WAIT_SECONDS = 86_400
LONGEST_NUMBER = 9
"""Digits: of thousands of them Python makes no number."""
WHOLE_SECONDS = 5.0
"""For an answer."""
MOST = 30
"""Errors that are handed over at once: when hundreds break together, these say why. All of them, each answered at the
last moment, fit into the function's time."""
TOO_MANY = "too many at once"
BUSY, FAILING = 429, 500
NONE = timedelta()


@dataclass(frozen=True, slots=True)
class SentrySettings:
    """sentry_secret: ARN of the secret that holds the DSN; empty where nothing is tracked.

    sentry_loopback: whether the server may be this machine; for the local stage.
    """

    sentry_secret: str
    sentry_loopback: bool = False


class DsnMalformed(ValueError):
    """What the secret holds is no DSN; the text itself is never shown."""


class Outcome(StrEnum):
    """What became of an error. Each but the first is the end of it: CloudWatch has the line."""

    TAKEN = "taken"
    LIMITED = "the server wants no more for now"
    REFUSED = "the server refused it"
    UNADDRESSED = "the secret holds no DSN"


@dataclass(frozen=True, slots=True)
class Dsn:
    """Where envelopes go, and the public key that goes with them."""

    url: str
    key: str

    @classmethod
    def of(cls, text: str) -> Dsn:
        """Read `https://<key>@<host>[/<path>]/<project>`. Raises DsnMalformed."""
        found = WRITTEN_DSN.fullmatch(text.strip())
        if found is None:
            raise DsnMalformed
        scheme, key, host, path, project = found.groups()
        return cls(f"{scheme}://{host}{path}/api/{project}/envelope/", key)


class Sentry:
    """Hands errors over one by one, and leaves a server alone for as long as it asks.

    What it asked for is known to this process only: another process hears it for itself.

    secret: holds the DSN. loopback_allowed: whether the server may be this machine.
    """

    def __init__(
        self,
        secret: Secret | str,
        clock: Clock,
        *,
        loopback_allowed: bool = False,
        lookup: Resolve = resolve,
        whole_seconds: float = WHOLE_SECONDS,
    ) -> None:
        self._secret = secret
        self._clock = clock
        self._loopback_allowed = loopback_allowed
        self._lookup = lookup
        self._whole_seconds = whole_seconds
        self._not_before = clock.now()

    @classmethod
    def wire(cls, platform: Platform) -> Sentry:
        """Build from the environment."""
        own = platform.settings(SentrySettings)
        return cls(Secret(own.sentry_secret), platform.clock, loopback_allowed=own.sentry_loopback)

    @cached_property
    def _dsn(self) -> Dsn:
        return Dsn.of(self._secret if isinstance(self._secret, str) else self._secret.value)

    def send_all(self, errors: Sequence[dict[str, Any]]) -> int:
        """Hand errors over in their order and count what is not taken; return how many were. Raises Unavailable."""
        ends: Counter[str] = Counter(self.send(error) for error in errors[:MOST])
        ends[TOO_MANY] = len(errors[MOST:])
        for reason, number in (+ends).items():
            if reason != Outcome.TAKEN:
                observe.count("errors not tracked", "ErrorsNotTracked", reason=str(reason), dropped=number)
        return ends[Outcome.TAKEN]

    def send(self, error: dict[str, Any]) -> Outcome:
        """Hand one error over, which counts once however often it comes. Raises Unavailable: it may be taken later."""
        if self._clock.now() < self._not_before:
            return Outcome.LIMITED
        try:
            dsn = self._dsn
        except DsnMalformed:
            return Outcome.UNADDRESSED
        answer = self._post(dsn, error)
        self._not_before = self._clock.now() + _wait(answer)
        if answer.status >= FAILING:
            raise Unavailable(f"answer {answer.status}")
        if answer.status == BUSY:
            return Outcome.LIMITED
        return Outcome.TAKEN if 200 <= answer.status < 300 else Outcome.REFUSED  # noqa: PLR2004  the class of success

    def _post(self, dsn: Dsn, error: dict[str, Any]) -> Answer:
        content = json.dumps(error).encode()
        head = {"event_id": error["event_id"], "sent_at": to_text(self._clock.now()), "sdk": error["sdk"]}
        item = {"type": "event", "length": len(content)}
        envelope = b"\n".join((json.dumps(head).encode(), json.dumps(item).encode(), content, b""))
        headers = {
            "content-type": "application/x-sentry-envelope",
            "user-agent": "Guildhall",
            "x-sentry-auth": f"Sentry sentry_version=7, sentry_client=guildhall/1.0.0, sentry_key={dsn.key}",
        }
        try:
            return outbound.send(
                locate(dsn.url, loopback_allowed=self._loopback_allowed, lookup=self._lookup), headers, envelope,
                whole_seconds=self._whole_seconds, longest=0,
            )  # fmt: skip
        except (AddressRefused, OSError, http.client.HTTPException) as unreached:
            # A name without an address may have one again. One that never passes ends among the dead letters.
            raise Unavailable(f"no answer: {type(unreached).__name__}") from unreached


def _wait(answer: Answer) -> timedelta:
    """Return for how long a server wants no errors, whatever it said of this one ("Rate limiting", stage 1)."""
    named = answer.headers.get("x-sentry-rate-limits")
    if named:
        limits = (LIMIT.fullmatch(each) for each in named.replace(" ", "").split(","))
        return max((_span(limit[1]) for limit in limits if limit and CATEGORIES & {*limit[2].split(";")}), default=NONE)
    if answer.status != BUSY:
        return NONE
    asked = answer.headers.get("retry-after", "")
    # Sentry writes seconds; the other form, a date, is as good as nothing said.
    return _span(asked) if asked.isascii() and asked.isdecimal() else timedelta(seconds=UNNAMED_WAIT_SECONDS)


def _span(digits: str) -> timedelta:
    return timedelta(seconds=min(int(digits[:LONGEST_NUMBER]), LONGEST_WAIT_SECONDS))

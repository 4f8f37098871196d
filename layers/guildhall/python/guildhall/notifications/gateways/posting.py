"""JSON to servers that others chose, and what their answers mean."""

from __future__ import annotations

import http.client
import json
import ssl
from typing import Any

from guildhall.platform import outbound
from guildhall.platform.addresses import AddressRefused, Resolve, locate, resolve
from guildhall.platform.outbound import Answer

WHOLE_SECONDS = 8.0
"""For an answer: with the connection's 3 s it fits into the function's 20 s."""
LONGEST_ANSWER = 500
LONGEST_WAIT_SECONDS = 600
"""Who asks for more is asked again earlier: the queue would have given the order up by then."""
LONGEST_NUMBER = 9
"""Digits: of thousands of them Python makes no number."""
GONE = {404, 410}
BUSY, FAILING = 429, 500


class Poster:
    """Posts to public addresses only.

    loopback_allowed: whether this machine itself is one (local stage only). trust: whom to believe who they are; by
    default whom this machine does.
    """

    def __init__(
        self,
        *,
        loopback_allowed: bool,
        lookup: Resolve = resolve,
        whole_seconds: float = WHOLE_SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._loopback_allowed = loopback_allowed
        self._lookup = lookup
        self._whole_seconds = whole_seconds
        self._trust = trust

    def check(self, url: str) -> None:
        """Refuse what nothing could be posted to. Raises AddressRefused."""
        locate(url, loopback_allowed=self._loopback_allowed, lookup=self._lookup)

    def post(self, url: str, body: dict[str, Any]) -> Answer | None:
        """Return the answer; None if there is none, or the address leads to none that is allowed."""
        headers = {"content-type": "application/json", "user-agent": "Guildhall"}
        try:
            target = locate(url, loopback_allowed=self._loopback_allowed, lookup=self._lookup)
            return outbound.send(
                target, headers, json.dumps(body).encode(),
                whole_seconds=self._whole_seconds, longest=LONGEST_ANSWER, trust=self._trust,
            )  # fmt: skip
        except (AddressRefused, OSError, http.client.HTTPException):
            # A name without an address may have one again: the queue ends what never passes.
            return None


def is_taken(status: int) -> bool:
    """Tell whether an answer says that it was taken."""
    return 200 <= status < 300  # noqa: PLR2004  the class of success


def is_late(status: int) -> bool:
    """Tell whether an answer says that the same may be taken later."""
    return status == BUSY or status >= FAILING


def seconds_of(retry_after: str | None) -> int | None:
    """Return what a Retry-After header asks for, at most ten minutes; None if it says nothing."""
    # Services write seconds; the other form, a date, is as good as nothing said.
    if not retry_after or not retry_after.isascii() or not retry_after.isdecimal():
        return None
    digits = retry_after.lstrip("0")
    return min(int(digits or 0), LONGEST_WAIT_SECONDS) if len(digits) <= LONGEST_NUMBER else LONGEST_WAIT_SECONDS


def escaped(text: str) -> str:
    """Return a text in which nothing is a link or calls anybody (Slack, "Formatting text", escaping)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

"""POST to partners' servers: to public addresses only."""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Mapping

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Fault
from guildhall.partners.errors import WebhookUrlRefused
from guildhall.partners.models import LONGEST_RESPONSE, Attempt
from guildhall.platform import outbound
from guildhall.platform.addresses import AddressRefused, Resolve, Target, locate, resolve

WHOLE_SECONDS = 10.0
"""For everything after the connection stands: a receiver that answers later is told again (Standard Webhooks: 15 to
30 s are common; ours must fit into the function's 20 s twice over)."""


class HttpReceivers:
    """The port `Receivers` on HTTP, to public addresses only."""

    def __init__(
        self,
        clock: Clock,
        *,
        loopback_allowed: bool,
        lookup: Resolve = resolve,
        whole_seconds: float = WHOLE_SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._clock = clock
        self._loopback_allowed = loopback_allowed
        self._lookup = lookup
        self._whole_seconds = whole_seconds
        self._trust = trust

    def check(self, url: str) -> None:
        """Refuse an address that we must not send to. Raises WebhookUrlRefused."""
        try:
            self._locate(url)
        except AddressRefused as refused:
            fault = Fault("/url", str(refused), "url_refused")
            raise WebhookUrlRefused(str(refused), faults=(fault,)) from refused

    def post(self, url: str, headers: Mapping[str, str], body: str) -> Attempt:
        """Resolve and check anew, then POST to that very address: a name that changed meanwhile gains nothing."""
        at, started = self._clock.now(), time.monotonic()
        status: int | None = None
        error: str | None = None
        response = ""
        try:
            # Bytes beyond the cap are never read: the log keeps no more, and nobody fills our memory.
            answer = outbound.send(
                self._locate(url), headers, body.encode(),
                whole_seconds=self._whole_seconds, longest=LONGEST_RESPONSE, trust=self._trust,
            )  # fmt: skip
            status, response = answer.status, answer.body.decode("utf-8", errors="replace")
        except AddressRefused as refused:
            error = f"address refused: {refused}"
        except ssl.SSLError:
            error = "TLS failed"
        except TimeoutError:
            error = "timeout"
        except ConnectionRefusedError:
            error = "connection refused"
        except (OSError, http.client.HTTPException):
            is_late = time.monotonic() - started >= self._whole_seconds
            error = "timeout" if is_late else "connection broken"
        milliseconds = int((time.monotonic() - started) * 1000)
        return Attempt(at=at, duration_ms=milliseconds, status=status, error=error, response=response)

    def _locate(self, url: str) -> Target:
        return locate(url, loopback_allowed=self._loopback_allowed, lookup=self._lookup)

"""POST to other people's servers: to the checked address only, within a deadline, never following a redirect."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress

from guildhall.kernel.clock import Clock
from guildhall.partners.errors import WebhookUrlRefused
from guildhall.partners.gateways.addresses import Resolve, Target, locate, resolve
from guildhall.partners.models import LONGEST_RESPONSE, Attempt

CONNECT_SECONDS = 3.0
WHOLE_SECONDS = 10.0
"""For everything after the connection stands: a receiver that answers later is told again (Standard Webhooks: 15 to
30 s are common; ours must fit into the function's 20 s twice over)."""


class HttpReceivers:
    """The port `Receivers` on http.client, which connects where it is told to and follows nothing."""

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
        self._trust = trust or ssl.create_default_context()

    def check(self, url: str) -> None:
        """Refuse an address that we must not send to. Raises WebhookUrlRefused."""
        locate(url, loopback_allowed=self._loopback_allowed, lookup=self._lookup)

    def post(self, url: str, headers: Mapping[str, str], body: str) -> Attempt:
        """Resolve and check anew, then POST to that very address: a name that changed meanwhile gains nothing."""
        at, started = self._clock.now(), time.monotonic()
        status: int | None = None
        error: str | None = None
        response = ""
        try:
            target = locate(url, loopback_allowed=self._loopback_allowed, lookup=self._lookup)
            status, response = self._send(target, headers, body.encode())
        except WebhookUrlRefused as refused:
            error = f"address refused: {refused.detail}"
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

    def _send(self, target: Target, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
        connected = socket.create_connection((target.address, target.port), timeout=CONNECT_SECONDS)
        # A socket's timeout starts anew with every byte; only this ends a receiver that drips.
        is_over = threading.Event()
        deadline = threading.Timer(self._whole_seconds, _cut, [connected, is_over])
        deadline.daemon = True
        deadline.start()
        try:
            connected.settimeout(self._whole_seconds)
            if target.scheme == "https":
                connected = self._trust.wrap_socket(connected, server_hostname=target.host)
                deadline.args = [connected, is_over]
            connection = http.client.HTTPConnection(target.host, target.port)
            connection.sock = connected
            connection.request("POST", target.path, body, dict(headers))
            answer = connection.getresponse()
            if is_over.is_set():
                # http.client takes a head that was cut off in the middle for a whole one.
                raise TimeoutError
            # Bytes beyond the cap are never read: the log keeps no more, and nobody fills our memory.
            text = answer.read(LONGEST_RESPONSE).decode("utf-8", errors="replace")
            return answer.status, text
        finally:
            deadline.cancel()
            connected.close()


def _cut(connected: socket.socket, is_over: threading.Event) -> None:
    is_over.set()
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)

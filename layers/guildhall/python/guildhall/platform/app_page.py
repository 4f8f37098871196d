"""The page of the web app as its own origin serves it, for edges that dress it (heads.py).

Over HTTP, not out of the bucket: the stack with the bucket is made after ours and reads our API's address, and the
distribution keeps the page near at hand. One machine serves it the same way.
"""

from __future__ import annotations

import http.client
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Unavailable

FRESH = timedelta(minutes=1)
"""A page of the release before still finds its assets, which are never removed."""
LONGEST_BYTES = 256 * 1024
TIMEOUT_SECONDS = 3.0

AppPage = Callable[[], str]


class ServedPage:
    """Reads the page once a minute, and keeps it while it cannot be read."""

    def __init__(self, web_url: str, clock: Clock) -> None:
        self._web_url = web_url
        self._clock = clock
        self._known = ""
        self._read_at: datetime | None = None

    def __call__(self) -> str:
        """Return the HTML. Raises Unavailable if it was never read."""
        now = self._clock.now()
        if self._read_at is None or now - self._read_at >= FRESH:
            self._known = self._read() or self._known
            self._read_at = now if self._known else None
        if not self._known:
            raise Unavailable("the web app cannot be read")
        return self._known

    def _read(self) -> str:
        parts = urlsplit(self._web_url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.netloc, timeout=TIMEOUT_SECONDS)
        try:
            connection.request("GET", "/index.html")
            answer = connection.getresponse()
            content = answer.read(LONGEST_BYTES + 1)
        except (OSError, http.client.HTTPException):
            return ""
        finally:
            connection.close()
        is_whole = answer.status == 200 and len(content) <= LONGEST_BYTES  # noqa: PLR2004  found
        return content.decode(errors="replace") if is_whole and b"</head>" in content else ""

"""Time as a port: nothing inside asks the operating system what time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

LEEWAY = timedelta(minutes=1)
"""What begins when a request does is checked later: so long ago is not yet the past."""


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """Return the present instant: aware, UTC."""


class SystemClock:
    """The operating system's clock."""

    def now(self) -> datetime:
        """Return the present instant, cut to milliseconds: what our keys and events can carry."""
        now = datetime.now(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)


class SettableClock:
    """A clock that stands still until it is told to move: for tests and simulations."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """Return the instant it was last set to."""
        return self._at

    def advance(self, by: timedelta) -> None:
        """Move by a span."""
        self._at += by


def to_text(instant: datetime) -> str:
    """Write an aware instant as fixed-width ISO 8601 UTC with milliseconds, so that text order is time order."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def from_text(text: str) -> datetime:
    """Read what `to_text` wrote. Raises ValueError on anything that is not an instant with an offset."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} names no offset")
    return instant.astimezone(UTC)

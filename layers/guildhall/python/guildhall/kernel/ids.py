"""Prefixed ULIDs: `prj_01J…`. Sorting by id sorts by time of birth."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Protocol

from ulid import ULID

from guildhall.kernel.clock import Clock

_SHAPE = re.compile(r"^[a-z]{2,6}_[0-9A-HJKMNP-TV-Z]{26}$")


class Ids(Protocol):
    """Makes ids."""

    def new(self, prefix: str) -> str:
        """Return a fresh id such as `prj_01J…` for the prefix `prj`."""


class UlidIds:
    """Ids from the clock and the operating system's randomness."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def new(self, prefix: str) -> str:
        """Return a fresh id; ids of one millisecond are in random order."""
        return f"{prefix}_{ULID.from_datetime(self._clock.now())}"


def earliest(prefix: str, at: datetime) -> str:
    """Return the id that stands before every other of this instant, in milliseconds, and after all earlier ones."""
    milliseconds = max(0, int(at.timestamp() * 1000))
    return f"{prefix}_{ULID.from_bytes(milliseconds.to_bytes(6, 'big') + bytes(10))}"


def is_id(text: str, prefix: str) -> bool:
    """Tell whether a text has the shape of an id with this prefix."""
    return text.startswith(prefix + "_") and bool(_SHAPE.match(text))


def born_at(entity_id: str) -> datetime:
    """Return the instant inside an id, UTC, milliseconds. Raises ValueError on another shape."""
    return ULID.from_str(entity_id.rsplit("_", 1)[-1]).datetime.astimezone(UTC)

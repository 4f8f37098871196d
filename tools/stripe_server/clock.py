"""The server's own clock: the machine's, plus an offset that the control interface moves."""

import time
from datetime import UTC, datetime

from tools.stripe_server.store import Store

HOUR = 60 * 60
DAY = 24 * HOUR
OFFSET = "clock_offset"


def now(store: Store) -> int:
    """Read the clock, in Unix seconds."""
    return int(time.time()) + int(store.setting(OFFSET, 0))


def advance(store: Store, seconds: int) -> int:
    """Move the clock forward (or back) and return the new time, in Unix seconds."""
    store.set(OFFSET, int(store.setting(OFFSET, 0)) + seconds)
    return now(store)


def iso(moment: int) -> str:
    """Write Unix seconds as RFC 3339 with milliseconds, which is how v2 objects carry time."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

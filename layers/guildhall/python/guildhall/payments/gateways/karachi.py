"""What the rails of Pakistan have in common: their time, and how long a reference may be."""

from __future__ import annotations

import hashlib
from datetime import timedelta, timezone

KARACHI = timezone(timedelta(hours=5))
"""Pakistan has kept no summer time since 2009."""


def reference(key: str) -> str:
    """Return twenty letters and digits that the same key always gives."""
    return "G" + hashlib.sha256(key.encode()).hexdigest()[:19].upper()

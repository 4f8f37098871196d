"""Log lines on their way to a subscriber, as CloudWatch Logs hands them over."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Sequence
from typing import Any

GROUP = "/guildhall/test/functions"
STREAM = "2026/03/02/guildhall-test-app-PaymentsApi-Xy1[12]0123456789abcdef0123456789abcdef"


def delivered(lines: Sequence[str], *, stream: str = STREAM, kind: str = "DATA_MESSAGE", first: int = 0) -> Any:
    """Return the event of a subscription filter.

    first: number of the first line in its stream; the same number is the same line.
    """
    entries = [
        {"id": f"{3_700_000_000 + first + number:056d}", "timestamp": 1_772_452_800_123, "message": line}
        for number, line in enumerate(lines)
    ]
    batch = {
        "messageType": kind, "owner": "000000000000", "logGroup": GROUP, "logStream": stream,
        "subscriptionFilters": ["errors"], "logEvents": entries,
    }  # fmt: skip
    return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(batch).encode())).decode()}}

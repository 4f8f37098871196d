"""A stream's reader that gathers for some seconds does so.

AWS: with MaximumBatchingWindowInSeconds a function gets what passes its filters once the first of it has waited for
that long, or a whole batch is there.
MiniStack: keeps the number and hands every record over in the moment in which it is written, so that the function
works while the request that wrote it still runs (services/lambda_svc.py:7928).
Ours: the reader finds nothing until the window has passed, and is woken then.
Can go when MiniStack reads the window of streams.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from ministack.core.concurrency import esm_wake
from ministack.services import dynamodb, lambda_svc

from tools.localcloud.replace import expect, replace

Records = list[dict[str, Any]]

_polling = threading.local()
_gathering: dict[str, tuple[int, float]] = {}
"""By reader: the position at which its batch begins, and when it is handed over, on the monotonic clock."""


def apply() -> None:
    """Watch which reader the poller serves, and hold its records back."""
    expect(lambda_svc._poll_dynamodb_streams, "2b2460e933a9", "lambda_svc._poll_dynamodb_streams")
    stock_mappings, stock_filter = lambda_svc._iter_all_esms, lambda_svc._apply_filter_criteria
    stock_since = dynamodb.stream_records_since

    def mappings() -> Iterator[Any]:
        for found in stock_mappings():
            _polling.mapping = found[2]
            yield found
        _polling.mapping = None

    def since(table_name: str, position: int, limit: int, **scope: Any) -> Records:
        records: Records = stock_since(table_name, position, limit, **scope)
        mapping: dict[str, Any] = getattr(_polling, "mapping", None) or {}
        window = int(mapping.get("MaximumBatchingWindowInSeconds") or 0)
        if not window or len(records) >= limit:
            return records
        return [] if _gathers(mapping["UUID"], position, window, lambda: stock_filter(records, mapping)) else records

    replace(lambda_svc, "_iter_all_esms", "7db06c0627a5", mappings)
    replace(dynamodb, "stream_records_since", "aed31a353fda", since)


def _gathers(reader: str, position: int, window: float, passing: Callable[[], Records]) -> bool:
    """Tell whether a batch is still held back; its window begins when it is first asked after. passing: the filters."""
    begun, due = _gathering.get(reader, (None, 0.0))
    if begun == position:
        return time.monotonic() < due
    if not passing():
        return False
    _gathering[reader] = position, time.monotonic() + window
    waking = threading.Timer(window, esm_wake.set)
    waking.daemon = True
    waking.start()
    return True

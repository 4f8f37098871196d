"""How often somebody waits for the database, counted; and that what can be asked together is asked together."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from bench.recorder import Recorder, Recording
from guildhall.platform.dynamo_transport import LeanTransport

PATIENCE_SECONDS = 30


@contextmanager
def counted(*together: str) -> Iterator[Recording]:
    """Count the waits of the block.

    together: questions such as `GetItem CONVERSATION`; the first of each is not answered before all of them were asked,
    so that asking them in turn fails, and so that the count does not depend on how fast an answer comes.
    """
    stock, lock, left = LeanTransport.call, threading.Lock(), set(together)
    all_asked = threading.Barrier(max(len(together), 1), timeout=PATIENCE_SECONDS)

    def call(self: LeanTransport, operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        asked = question(operation, arguments)
        with lock:
            belongs = asked in left
            left.discard(asked)
        if belongs:
            all_asked.wait()
        return stock(self, operation, arguments)

    with Recorder().installed() as recorder, pytest.MonkeyPatch.context() as patch, recorder.recording() as seen:
        patch.setattr(LeanTransport, "call", call)
        yield seen
    assert not left, f"never asked: {sorted(left)}"


def question(operation: str, arguments: Mapping[str, Any]) -> str:
    """Return what is asked for, such as `GetItem CONVERSATION`: the operation, and the kind of its sort keys."""
    if operation == "BatchGetItem":
        keys = [key for table in arguments["RequestItems"].values() for key in table["Keys"]]
        return f"{operation} " + ",".join(sorted({one["SK"]["S"].partition("#")[0] for one in keys}))
    if operation == "Query":
        return f"{operation} {arguments.get('IndexName', 'table')}"
    first, last = (arguments.get("Key", {}).get(part, {}).get("S", "") for part in ("PK", "SK"))
    return f"{operation} " + ("RATE" if first.startswith("RATE#") else last.partition("#")[0])

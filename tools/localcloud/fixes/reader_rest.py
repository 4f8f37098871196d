"""Readers of streams and queues begin a moment after something was written, not while its writer waits for an answer.

AWS: a function hears of a record tens of milliseconds later: streams are read four times a second.
MiniStack: goes through all readers in the moment of the write, in the process that has to answer the writer's next
request (services/lambda_svc.py:7510): of a chat message's way that was a fifth.
Ours: the poller rests first. What it was not woken by, such as a batch that a function has dealt with, ends its rest.
Can go when MiniStack reads elsewhere than it serves.

READER_REST: seconds, 0.02 by default.
"""

from __future__ import annotations

import os
import threading

from ministack.core.concurrency import esm_wake
from ministack.services import lambda_svc

from tools.localcloud.replace import expect

REST_SECONDS = float(os.environ.get("READER_REST", "0.02"))


def apply() -> None:
    """Stand between the poller and what wakes it."""
    expect(lambda_svc._poll_loop, "6a443090919a", "lambda_svc._poll_loop")
    expect(lambda_svc._dispatch_esm_batch, "b91ab76fad0b", "lambda_svc._dispatch_esm_batch")
    lambda_svc._esm_wake = _Wake()


class _Wake:
    """The event of the poller and of the batches that it gave out; whoever writes sets MiniStack's own."""

    def __init__(self) -> None:
        self._is_urgent = threading.Event()

    def set(self) -> None:
        """Wake the poller, also from its rest."""
        self._is_urgent.set()
        esm_wake.set()

    def clear(self) -> None:
        """Forget what it was woken by: it looks at everything now."""
        self._is_urgent.clear()
        esm_wake.clear()

    def wait(self, seconds: float) -> bool:
        """Wait until something was written, and rest; tell whether something was."""
        is_woken: bool = esm_wake.wait(seconds)
        if is_woken:
            self._is_urgent.wait(REST_SECONDS)
        return is_woken

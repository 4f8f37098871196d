"""Lets several do something at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from guildhall.kernel.errors import Problem

PATIENCE_SECONDS = 90

T = TypeVar("T")


def at_once(calls: list[Callable[[], T]]) -> list[T | Problem]:
    """Let each call begin at the same moment, in a thread of its own; return what each came to."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], T]) -> T | Problem:
        start.wait(PATIENCE_SECONDS)
        try:
            return call()
        except Problem as problem:
            return problem

    with ThreadPoolExecutor(len(calls)) as pool:
        waiting = [pool.submit(copy_context().run, run, call) for call in calls]
        return [each.result(PATIENCE_SECONDS) for each in waiting]

"""Several reads at once: who waits for four answers waits for the slowest, not for the sum."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextvars import copy_context
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

T = TypeVar("T")

MOST_THREADS = 8
"""Below the ten connections that the transport keeps open."""

_lock = threading.Lock()
_pools: list[ThreadPoolExecutor] = []


def together(reads: Sequence[Callable[[], T]]) -> list[T]:
    """Run independent reads side by side, each in a copy of this context; return their answers in order.

    reads: an error of one does not stop the others, so none may write what is wrong without them. Raises the first
    error in order, after all have ended.
    """
    first, *others = reads
    if not others:
        return [first()]
    pending = [_pool().submit(copy_context().run, read) for read in others]
    # The calling thread has nothing else to do: it takes the first, and one thread less is woken.
    try:
        head = first()
    finally:
        for waiting in pending:
            waiting.exception()
    return [head, *(done.result() for done in pending)]


def _pool() -> ThreadPoolExecutor:
    """Return the threads of this process, made on first use: most functions never need them."""
    from concurrent.futures import ThreadPoolExecutor

    with _lock:
        if not _pools:
            _pools.append(ThreadPoolExecutor(MOST_THREADS, thread_name_prefix="read"))
        return _pools[0]

"""At most a few environments per function on this machine; further invocations wait for a free one.

AWS: a burst gets as many environments as it needs, each with a machine of its own.
MiniStack: a burst of 500 connects starts 200 Python processes on the two cores of a laptop
(core/lambda_runtime.py:1571).
Ours: above the limit an invocation waits; after LAMBDA_LIMIT_WAIT seconds it gets a further environment all the same,
so that a handler that invokes its own function cannot wait for itself for ever.
Can go when MiniStack bounds its processes without throttling.

LAMBDA_LIMIT: environments per function, 0 for no limit. LAMBDA_LIMIT_WAIT: seconds.
"""

from __future__ import annotations

import os
import threading
import time
from typing import Any

from ministack.core import lambda_runtime

from tools.localcloud.replace import replace

_LIMIT = int(os.environ.get("LAMBDA_LIMIT", "4"))
_WAIT_SECONDS = float(os.environ.get("LAMBDA_LIMIT_WAIT", "20"))
_released = threading.Condition()


def apply() -> None:
    """Put the wait in front of MiniStack's pool."""
    stock_acquire, stock_release = lambda_runtime.acquire_worker, lambda_runtime.release_worker

    def acquire(
        func_name: str,
        config: dict[str, Any],
        code_zip: bytes,
        qualifier: str = "$LATEST",
        max_concurrency: int | None = None,
    ) -> Any:
        key = lambda_runtime._worker_key(func_name, config, qualifier)
        give_up = time.monotonic() + _WAIT_SECONDS
        with _released:
            while _LIMIT and _is_full(key) and time.monotonic() < give_up:
                _released.wait(give_up - time.monotonic())
            return stock_acquire(func_name, config, code_zip, qualifier, max_concurrency)

    def release(worker: Any) -> None:
        stock_release(worker)
        with _released:
            _released.notify_all()

    replace(lambda_runtime, "acquire_worker", "5017d144adb5", acquire)
    replace(lambda_runtime, "release_worker", "25d5dd7d42b6", release)


def _is_full(key: str) -> bool:
    environments = lambda_runtime._workers.get(key) or []
    return len(environments) >= _LIMIT and all(environment.in_use for environment in environments)

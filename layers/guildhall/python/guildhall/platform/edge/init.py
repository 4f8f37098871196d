"""Building a handler in Lambda's init phase, and never on a mere import."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from typing import Any, Generic, TypeVar

H = TypeVar("H", bound=Callable[[dict[str, Any], Any], Any])


class Lazily(Generic[H]):
    """A Lambda handler that builds itself at once inside Lambda, and on the first event elsewhere."""

    def __init__(self, build: Callable[[], H]) -> None:
        self._build = build
        self._handler: H | None = None
        if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
            self.init()

    def init(self) -> H:
        """Build the handler now; a handler that failed to build is built anew by the next event."""
        # Nothing made during init is garbage: scanning it, now or later, costs every cold start (performance.md 1.2).
        gc.disable()
        try:
            self._handler = self._build()
        finally:
            gc.enable()
            gc.freeze()
        return self._handler

    def __call__(self, event: dict[str, Any], context: Any) -> Any:
        """Handle one event."""
        return (self._handler or self.init())(event, context)

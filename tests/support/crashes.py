"""Processes that die at named points: around each call of the provider, around each commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

POINTS = ("before_call", "after_call", "before_commit", "after_commit")
RACE = "race"
"""Not a death: somebody else does all there is to do between our reading and our writing."""


class Crash(BaseException):
    """The process is gone. Not an Exception: nothing that a handler catches."""


class Fuse:
    """The next passage of the armed point kills the process, once."""

    def __init__(self) -> None:
        self.armed: str | None = None
        self.interloper: Callable[[], object] = lambda: None

    def pass_by(self, point: str) -> None:
        """Die here if armed for here, or let the interloper by."""
        if self.armed == RACE and point == "before_commit":
            self.armed = None
            self.interloper()
        if self.armed == point:
            self.armed = None
            raise Crash(point)

    def around_calls(self, port: Any) -> Any:
        """Wrap a provider."""
        return _Around(port, self, "call", lambda _: True)

    def around_commits(self, port: Any) -> Any:
        """Wrap a store."""
        return _Around(port, self, "commit", lambda name: name == "save")


class _Around:
    """A port that passes the fuse before and after the methods that matter."""

    def __init__(self, port: Any, fuse: Fuse, what: str, matters: Any) -> None:
        self._port, self._fuse, self._what, self._matters = port, fuse, what, matters

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        if not self._matters(name):
            return method

        def call(*values: Any, **named: Any) -> Any:
            self._fuse.pass_by(f"before_{self._what}")
            result = method(*values, **named)
            self._fuse.pass_by(f"after_{self._what}")
            return result

        return call

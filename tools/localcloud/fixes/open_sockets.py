"""An open socket to which nobody writes costs nothing, and one that was closed is forgotten at once.

AWS: thousands of sockets wait side by side, and a message to one that was closed is refused from that moment on.
MiniStack: wakes up twice a second for each open socket, to see whether it was closed: with five hundred of them, every
thing else in the one thread of this cloud waited for that. Who closed was known up to half a second longer
(services/apigateway.py:3286).
Ours: whatever closes a socket wakes up who waits for messages to it; nobody looks at the clock.
Can go when MiniStack waits for its outbox without a time limit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any

from ministack.services import apigateway

from tools.localcloud.replace import expect

_outbox: ContextVar[_Outbox] = ContextVar("outbox")
"""What waits for the socket of this task."""


def apply() -> None:
    """Give MiniStack's sockets a queue and an event that know each other."""
    expect(apigateway.handle_websocket, "6d609b2db6a0", "apigateway.handle_websocket")
    own = {"Queue": _Outbox, "Event": _Closing, "wait_for": _wait_for}
    apigateway.asyncio = SimpleNamespace(**{**vars(asyncio), **own})


class _Outbox(asyncio.Queue[str | None]):
    """Frames to one socket; None says that there will be no more."""

    def __init__(self) -> None:
        super().__init__()
        _outbox.set(self)


class _Closing(asyncio.Event):
    """Says that a socket is closed, also to who waits for its next frame."""

    def __init__(self) -> None:
        super().__init__()
        self._frames = _outbox.get()

    def set(self) -> None:
        super().set()
        self._frames.put_nowait(None)


async def _wait_for(frame: Awaitable[Any], timeout: float) -> Any:  # noqa: ARG001, ASYNC109  MiniStack's names
    return await frame

"""Five hundred open sockets, ten and then fifty messages a second: from one person's send to the other's receive.

A bare echo on the same gateway carries the same loads before, from as many sockets: what the gateway, the network and
this machine take is in both. Sends start on a fixed beat, and a latency counts from the beat (as in bench/load.py).
Where more than one in twenty never came there is no honest p95: only the number of lost messages is reported.
GUILDHALL_CROWD_SECONDS shortens each load.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import statistics
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path

from ulid import ULID
from websockets.asyncio.client import ClientConnection, connect

from bench.chat import PATIENCE_SECONDS, deploy_echo
from bench.report import Result
from guildhall.identity.models import SIGN_UPS
from tools.journeys.people import Person, open_conversation, register
from tools.journeys.stage import Stage, fresh_stage
from tools.journeys.steps import PATIENCE

SOCKETS = 500
MESSAGES_A_SECOND = (10, 50)
"""The target is the last; the first tells what people feel on a machine that carries it."""
SECONDS = int(os.environ.get("GUILDHALL_CROWD_SECONDS", "60"))
WARM_UP_SECONDS = 5
"""Environments start during it; what it takes is not counted."""
SETTLE_SECONDS = 15
"""When nothing has come for so long after the last beat, what is missing counts as lost."""
DIALS_AT_ONCE = 8
SIGN_UPS_AT_ONCE = 4
CONVERSATION_SECONDS = 150.0
"""Hundreds of sign-ups leave news behind that the event of a new conversation waits for."""
PAIRS_AT_A_TIME = SIGN_UPS.quota // 2
QUEUE = {"LAMBDA_LIMIT_WAIT": "300"}
"""What this machine cannot carry at once waits: further processes would slow down the rest."""
MOST_RATIO = 2.0
LOST_AT_MOST = 0.05

Say = Callable[[str], Awaitable[None]]
Taken = list[float | None]
"""The milliseconds of each message after the warm-up, None for one that never came."""


def measure() -> list[Result]:
    """Measure the echo, then the chat, on one local cloud with everything deployed."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, fresh_stage(Path(folder), QUEUE) as stage:
        with ThreadPoolExecutor(SIGN_UPS_AT_ONCE) as pool:
            pairs: list[tuple[Person, Person, str]] = []
            for first in range(0, SOCKETS // 2, PAIRS_AT_A_TIME):
                stage.forget_limit(SIGN_UPS.name)
                numbers = range(first, min(first + PAIRS_AT_A_TIME, SOCKETS // 2))
                pairs += pool.map(lambda number: _pair(stage, number), numbers)
        url = deploy_echo(stage, Path(folder))
        echoes = asyncio.run(_echo(url))
        chats = asyncio.run(_chat(stage, pairs))
    compared = zip(MESSAGES_A_SECOND, chats, echoes, strict=True)
    return [result for rate, chat, echo in compared for result in _results(rate, chat, echo)]


def _results(rate: int, chat: Taken, echo: Taken) -> Iterator[Result]:
    """Compare two loads of the same rate."""
    lost = chat.count(None)
    yield Result(f"crowd_{rate}_lost", lost, 0, "messages", f"of {len(chat)}; {echo.count(None)} of the echo's")
    if lost <= len(chat) * LOST_AT_MOST:
        for name, ours, bare in zip(("p50", "p95"), _quantiles(chat), _quantiles(echo), strict=True):
            yield Result(
                f"crowd_{rate}_{name}_ratio", ours / bare, MOST_RATIO, note=f"{ours:.1f} against {bare:.1f} ms"
            )


def _pair(stage: Stage, number: int) -> tuple[Person, Person, str]:
    PATIENCE.set(CONVERSATION_SECONDS)
    client = register(stage, f"Client {number}", f"client{number}@bench.example", ["client"])
    expert = register(stage, f"Expert {number}", f"expert{number}@bench.example", ["expert"])
    return client, expert, open_conversation(stage, client, expert)


async def _echo(url: str) -> list[Taken]:
    """Send to oneself on every socket in turn."""
    crowd = _Crowd()
    async with AsyncExitStack() as stack:
        sockets = await crowd.enter(stack, [lambda: url] * SOCKETS)

        def say(socket: ClientConnection) -> Say:
            return lambda mark: socket.send(json.dumps({"action": "echo", "text": mark}))

        says = [say(socket) for socket in sockets]
        return [await crowd.run(says, rate) for rate in MESSAGES_A_SECOND]


async def _chat(stage: Stage, pairs: Sequence[tuple[Person, Person, str]]) -> list[Taken]:
    """Let everybody write to the other of their pair in turn."""
    people = [(person, about) for client, expert, about in pairs for person in (client, expert)]

    def address(person: Person) -> Callable[[], str]:
        return lambda: f"{stage.socket_url}?ticket={person.api.post('/v1/chat/tickets')['ticket']}"

    crowd = _Crowd(is_heard=lambda frame: frame.get("event") == "message")
    async with AsyncExitStack() as stack:
        sockets = await crowd.enter(stack, [address(person) for person, _ in people])

        def say(socket: ClientConnection, about: str) -> Say:
            frame = {"action": "send", "request_id": "r", "conversation_id": about}
            return lambda mark: socket.send(json.dumps({**frame, "message_id": f"msg_{ULID()}", "text": mark}))

        says = [say(socket, about) for socket, (_, about) in zip(sockets, people, strict=True)]
        return [await crowd.run(says, rate) for rate in MESSAGES_A_SECOND]


class _Crowd:
    """Open sockets and the messages that are on their way between them, by a mark in the text."""

    def __init__(self, is_heard: Callable[[dict[str, object]], bool] = bool) -> None:
        self._is_heard = is_heard
        self._due: dict[str, float] = {}
        self._taken: dict[str, float] = {}
        self._news = asyncio.Event()

    async def enter(self, stack: AsyncExitStack, addresses: Sequence[Callable[[], str]]) -> list[ClientConnection]:
        """Open a socket at each address, a few at a time, and listen on all of them until the stack is left.

        An address is asked for when its turn has come: a ticket in it is valid for a minute only.
        """
        gate = asyncio.Semaphore(DIALS_AT_ONCE)

        async def dial(address: Callable[[], str]) -> ClientConnection:
            async with gate:
                url = await asyncio.to_thread(address)
                return await stack.enter_async_context(connect(url, open_timeout=PATIENCE_SECONDS, ping_interval=None))

        sockets = await asyncio.gather(*map(dial, addresses))
        listening = [asyncio.create_task(self._listen(socket)) for socket in sockets]
        stack.callback(lambda: [task.cancel() for task in listening])
        return list(sockets)

    async def run(self, says: Sequence[Say], rate: int) -> Taken:
        """Send on every beat, `rate` of them a second."""
        loop = asyncio.get_running_loop()
        self._due, self._taken = {}, {}
        began = loop.time()
        for number in range((WARM_UP_SECONDS + SECONDS) * rate):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - loop.time()))
            mark = f"mark-{rate}-{number}-"
            self._due[mark] = due
            # A prime stride spreads the senders over the whole crowd.
            await says[number * 37 % len(says)](mark)
        with contextlib.suppress(TimeoutError):
            while len(self._taken) < len(self._due):
                self._news.clear()
                await asyncio.wait_for(self._news.wait(), SETTLE_SECONDS)
        return [self._taken.get(mark) for mark in list(self._due)[WARM_UP_SECONDS * rate :]]

    async def _listen(self, socket: ClientConnection) -> None:
        loop = asyncio.get_running_loop()
        async for text in socket:
            frame = json.loads(text)
            if not self._is_heard(frame):
                continue
            said = str(frame.get("text") or frame.get("message", {}).get("text"))
            if said in self._due:
                self._taken.setdefault(said, (loop.time() - self._due[said]) * 1000)
                self._news.set()


def _quantiles(taken: Taken) -> tuple[float, float]:
    known = [one for one in taken if one is not None]
    return statistics.median(known), statistics.quantiles(known, n=20)[-1]

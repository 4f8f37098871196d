"""What the local cloud has acknowledged survives the sudden death of its process.

AWS: DynamoDB, SQS, Cognito, Scheduler and SES do not lose what they have acknowledged.
MiniStack: writes its state when it is ended in good order and loses everything otherwise (app.py:3618); stream records
are never written, while the readers' positions are, so after a restart readers skip new records
(services/dynamodb.py:121, lambda_svc.py:650).
Ours: before an answer leaves, what changed is appended to a journal (`Keeper`). Every SNAPSHOT seconds a forked copy of
the process, which sees memory as it was at that instant, writes a whole snapshot and replaces the journal; the event
loop stands still for the few milliseconds of the fork. What still dies with the process: Step Functions executions,
asynchronous invocations and WebSocket connections in flight, the last SNAPSHOT seconds of logs and metrics.
Can go when MiniStack writes ahead.

SNAPSHOT: seconds between snapshots, at least 1. They are spaced further apart when they take long.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import ministack.app
from ministack.core import persistence
from ministack.services import cognito, dynamodb, lambda_svc

from tools.localcloud.keeper import Keeper
from tools.localcloud.replace import expect, replace

logger = logging.getLogger("localcloud.durability")

_EVERY_SECONDS = max(1.0, float(os.environ.get("SNAPSHOT", "10")))
_PAUSE_FACTOR = 10.0  # snapshots take at most a tenth of one core
_CHILD_SECONDS = 120.0
_TICK_SECONDS = 0.25  # how long a change that no request has made may stay unwritten
_SAVE_PATH = "/_localcloud/save"

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]


def apply() -> None:
    """Hook every write of DynamoDB, every answer, loading and saving."""
    keeper = Keeper(Path(persistence.STATE_DIR))
    _hook_dynamodb(keeper)
    snapshots = _Snapshots(keeper)
    stock_load = ministack.app._load_persisted_state

    def load() -> None:
        # No consumer may run before the journal has been read: it would work on what was already done.
        start_poller, lambda_svc._ensure_poller = lambda_svc._ensure_poller, lambda: None
        try:
            keeper.load(stock_load)
        finally:
            lambda_svc._ensure_poller = start_poller
        if lambda_svc._esms.has_any():
            start_poller()
        snapshots.start(asyncio.get_running_loop())

    replace(ministack.app, "_load_persisted_state", "03de3b870e8f", load)
    replace(persistence, "save_all", "ea253a04fd05", lambda _services: snapshots.take_in_place())
    _hook_answers(keeper, snapshots)


def _hook_dynamodb(keeper: Keeper) -> None:
    stock_set, stock_remove = dynamodb._set_item, dynamodb._remove_item
    stock_emit, stock_handle = dynamodb._emit_stream_event, dynamodb.handle_request

    def set_item(table: dict[str, Any], hash_value: str, range_value: str, item: dict[str, Any]) -> Any:
        with keeper.lock:
            old = stock_set(table, hash_value, range_value, item)
            keeper.note("item", _key(table), hash_value, range_value, item)
        return old

    def remove_item(table: dict[str, Any], hash_value: str, range_value: str) -> Any:
        with keeper.lock:
            old = stock_remove(table, hash_value, range_value)
            keeper.note("item", _key(table), hash_value, range_value, None)
        return old

    def emit(table_name: str, *change: Any, **options: Any) -> None:
        with keeper.lock:
            last = (dynamodb._stream_records.get(table_name) or [None])[-1]
            stock_emit(table_name, *change, **options)
            records = dynamodb._stream_records.get(table_name)
            if records and records[-1] is not last:
                keeper.note("stream", _key(dynamodb._tables[table_name]), records[-1])

    async def handle(*request: Any) -> Any:
        # MiniStack's handlers run to their end without giving the loop away, so holding a lock here holds nobody up;
        # it keeps the ticker from writing half of a transaction.
        with keeper.lock:
            try:
                return await stock_handle(*request)
            finally:
                keeper.write_items()

    replace(dynamodb, "_set_item", "4e78ad492132", set_item)
    replace(dynamodb, "_remove_item", "5cce50c99688", remove_item)
    replace(dynamodb, "_emit_stream_event", "8568d0446f26", emit)
    replace(dynamodb, "handle_request", "1201f2ac993c", handle)


def _key(table: dict[str, Any]) -> tuple[str, str, str]:
    region, account = table["TableArn"].split(":")[3:5]
    return account, region, table["TableName"]


def _hook_answers(keeper: Keeper, snapshots: _Snapshots) -> None:
    expect(ministack.app._handle_lifespan, "0daf4cf135cf", "app._handle_lifespan")
    stock_app = ministack.app.app

    async def app(scope: Message, receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            await stock_app(scope, receive, send)
            return
        if scope["path"] == _SAVE_PATH:
            await asyncio.to_thread(snapshots.take)
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return

        async def send_once_written(message: Message) -> None:
            if message["type"] == "http.response.start" and _may_change_stores(target, scope["path"]):
                # Thousands of people and their tokens: only requests to Cognito change them.
                keeper.write_down(None if not target or b"Cognito" in target else cognito)
            await send(message)

        snapshots.is_due = True
        target = next((value for name, value in scope["headers"] if name.lower() == b"x-amz-target"), b"")
        await stock_app(scope, receive, send_once_written)

    replace(ministack.app, "app", "ab1297bd6cd5", app)


def _may_change_stores(target: bytes, path: str) -> bool:
    """Tell whether a request can change more than DynamoDB's items, which are written before this is asked."""
    return not target.startswith(b"DynamoDB") and not path.startswith(("/_ministack/", "/_aws/execute-api/"))


class _Snapshots:
    """Takes snapshots from time to time, each in a forked copy of the process."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._one_at_a_time = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._copy: int | None = None
        self.is_due = False

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to take snapshots and to write down what changes without a request."""
        self._loop = loop
        threading.Thread(target=self._tick, daemon=True, name="localcloud-journal").start()
        threading.Thread(target=self._repeat, daemon=True, name="localcloud-snapshots").start()

    def take(self) -> None:
        """Take a snapshot and wait until it is complete. Must not be called on the event loop."""
        if self._loop is None:
            return
        with self._one_at_a_time:
            self.is_due = False
            # On the loop, because there no request is half done.
            pid = asyncio.run_coroutine_threadsafe(self._fork(), self._loop).result()
            deadline = time.monotonic() + _CHILD_SECONDS
            while os.waitpid(pid, os.WNOHANG) == (0, 0):
                if time.monotonic() > deadline:
                    logger.error("a snapshot took too long and was given up; the journal keeps everything")
                    os.kill(pid, signal.SIGKILL)
                time.sleep(0.01)
            self._copy = None

    def take_in_place(self) -> None:
        """Take the last snapshot of a process that is ending. A copy that is still writing an older one is ended."""
        if self._copy is not None:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(self._copy, signal.SIGKILL)
                # `take` waits for it too, in a thread, and has to find it.
                os.waitid(os.P_PID, self._copy, os.WEXITED | os.WNOWAIT)
        stopped, number = self._keeper.begin_snapshot()
        stopped.close()
        self._keeper.write_snapshot(number)

    async def _fork(self) -> int:
        stopped, number = self._keeper.begin_snapshot()
        with stopped:
            pid = os.fork()
        if pid == 0:
            self._write_and_exit(number)
        self._copy = pid
        return pid

    def _write_and_exit(self, number: int) -> None:
        status = 1
        try:
            # The copy must not hold the listening socket: it would keep a restarted cloud from its port.
            os.closerange(3, os.sysconf("SC_OPEN_MAX"))
            self._keeper.write_snapshot(number)
            status = 0
        except BaseException:
            logger.exception("a snapshot could not be written; the journal keeps everything")
        finally:
            sys.stderr.flush()
            os._exit(status)

    def _repeat(self) -> None:
        pause = _EVERY_SECONDS
        while True:
            time.sleep(pause)
            if self.is_due:
                begun = time.monotonic()
                self.take()
                pause = max(_EVERY_SECONDS, _PAUSE_FACTOR * (time.monotonic() - begun))

    def _tick(self) -> None:
        while self._loop is not None:
            time.sleep(_TICK_SECONDS)
            # Nobody but a request changes people and their tokens, and it has written them down by itself.
            self._loop.call_soon_threadsafe(self._keeper.write_down, cognito)

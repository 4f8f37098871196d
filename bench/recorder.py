"""Sees every DynamoDB call of this process: what was asked, what it cost, and what it need not have cost more than."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from bench.capacity_model import Floor
from guildhall.platform import dynamo_transport
from guildhall.platform.dynamo_transport import Transport

READS = frozenset({"GetItem", "Query", "BatchGetItem", "TransactGetItems"})


@dataclass(frozen=True, slots=True)
class Call:
    """One call. units: capacity consumed, tables and indexes together."""

    operation: str
    arguments: Mapping[str, Any]
    units: float


@dataclass(slots=True)
class Recording:
    """The calls of one piece of work, in order, and the least they could have cost.

    round_trips: how often somebody waits: calls that run side by side are waited for together.
    answer_seconds: how long each answer takes at least, so that what is asked side by side is seen to be.
    """

    calls: list[Call] = field(default_factory=list)
    floor: Floor = field(default_factory=Floor)
    round_trips: int = 0
    answer_seconds: float = 0
    _in_flight: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def flight(self) -> Iterator[None]:
        """Surround one call."""
        with self._lock:
            self.round_trips += self._in_flight == 0
            self._in_flight += 1
        try:
            yield
            time.sleep(self.answer_seconds)
        finally:
            with self._lock:
                self._in_flight -= 1

    @property
    def units(self) -> float:
        """Capacity consumed."""
        return sum(call.units for call in self.calls)

    @property
    def reads(self) -> int:
        """How many calls only read."""
        return sum(call.operation in READS for call in self.calls)

    def told(self) -> str:
        """Describe the calls in a few words, such as `GetItem, 4 Query, TransactWriteItems`."""
        runs = [(name, len(list(group))) for name, group in groupby(call.operation for call in self.calls)]
        return ", ".join(name if count == 1 else f"{count} {name}" for name, count in runs)


class Recorder:
    """Stands between the stores and the transport."""

    def __init__(self) -> None:
        self._recording: Recording | None = None
        self._inner: Transport | None = None
        self._one_at_a_time = threading.Lock()

    @contextmanager
    def installed(self) -> Iterator[Recorder]:
        """Take the place of this process's transport for the length of the block."""
        known = dynamo_transport._transports  # noqa: SLF001 - the one place through which all calls go
        self._inner = dynamo_transport.transport()
        key = next(key for key, value in known.items() if value is self._inner)
        known[key] = self
        try:
            yield self
        finally:
            known[key] = self._inner

    @contextmanager
    def recording(self, answer_seconds: float = 0) -> Iterator[Recording]:
        """Record the calls of the block."""
        self._recording = Recording(answer_seconds=answer_seconds)
        try:
            yield self._recording
        finally:
            self._recording = None

    def call(self, operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Pass a call on."""
        if self._inner is None:
            raise RuntimeError("the recorder is not installed")
        if self._recording is None:
            return self._inner.call(operation, arguments)
        recording = self._recording
        with recording.flight():
            return self._recorded(self._inner, recording, operation, arguments)

    def _recorded(
        self, inner: Transport, recording: Recording, operation: str, arguments: Mapping[str, Any]
    ) -> dict[str, Any]:
        writes = recording.floor.before(inner, operation, arguments)
        answer = inner.call(operation, {**arguments, "ReturnConsumedCapacity": "TOTAL"})
        with self._one_at_a_time:
            recording.floor.after(inner, operation, arguments, answer, writes)
            consumed = answer.get("ConsumedCapacity", [])
            listed = consumed if isinstance(consumed, list) else [consumed]
            recording.calls.append(Call(operation, arguments, sum(part["CapacityUnits"] for part in listed)))
        return answer

    _make_api_call = call

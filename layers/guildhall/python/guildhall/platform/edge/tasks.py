"""The task edge: Step Functions tasks and timers, one use case each, by name."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from guildhall.kernel.actor import SYSTEM, Origin
from guildhall.kernel.errors import Problem
from guildhall.kernel.ids import Ids
from guildhall.platform import context
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.init import Lazily
from guildhall.platform.observe import logger, record

W = TypeVar("W")
Tasks = Mapping[str, Callable[[dict[str, Any]], Any]]


def tasks(choose: Callable[[W], Tasks], wire: Callable[[Platform], W]) -> Lazily[Any]:
    """Return the Lambda handler for `{"task": name, "input": {…}, "correlation_id"?: …}`.

    choose: from the wired capability to a mapping of task name to function; a function takes the input and returns
    JSON. Problems leave as they are: Step Functions matches their class names in `ErrorEquals`.
    """

    def build() -> Callable[[dict[str, Any], Any], Any]:
        platform = Platform.from_env()
        return dispatch(choose(wire(platform)), platform.ids)

    return Lazily(build)


def dispatch(known: Tasks, ids: Ids) -> Callable[[dict[str, Any], Any], Any]:
    """Wrap tasks as a Lambda handler. An unknown task name raises KeyError: the workflow is deployed wrongly."""

    def handle(event: dict[str, Any], _: Any) -> Any:
        started = time.perf_counter()
        task_id = ids.new("tsk")
        origin = Origin(SYSTEM, event.get("correlation_id") or task_id, task_id)
        logger.append_keys(correlation_id=origin.correlation_id, causation_id=origin.causation_id)
        failed = True
        with context.scope(origin):
            try:
                result = known[event["task"]](event.get("input") or {})
                failed = False
            except Problem as problem:
                logger.warning("refused", extra={"task": event["task"], "problem": problem.slug})
                raise
            finally:
                record(f"task {event['task']}", (time.perf_counter() - started) * 1000, failed=failed)
        return result

    return handle


def every_part(parts: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """Run all parts of a timer, in order and whatever became of those before; return what each gave.

    If one fails, its fault leaves at the end, of several the last with the others in its context: the timer has failed,
    and is retried and alarmed.
    """
    gave: dict[str, Any] = {}

    def run(name: str, *later: str) -> None:
        try:
            gave[name] = parts[name]()
        finally:
            if later:
                run(*later)

    run(*parts)
    return gave

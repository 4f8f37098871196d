"""Logs, metrics and traces: one line an invocation, which is log entry and metric at once, with the chain of causes."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import orjson
from aws_lambda_powertools import Logger

from guildhall.kernel.clock import SystemClock, to_text
from guildhall.platform.tracing import trace_id

SERVICE = os.environ.get("POWERTOOLS_SERVICE_NAME", "guildhall")
FUNCTION = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")
"""All functions write to one group (decision 0005): each line says whose it is."""
CAUSES = ("correlation_id", "causation_id", "origin_trace")
"""Keys that edges set. origin_trace: the trace of the change whose event or message is at work."""
METRICS: list[dict[str, Any]] = [
    {
        "Namespace": "Guildhall",
        "Dimensions": [["service"]],
        "Metrics": [{"Name": "Latency", "Unit": "Milliseconds"}, {"Name": "Faults", "Unit": "Count"}],
    }
]
"""CloudWatch takes metrics out of any log line that describes them like this (embedded metric format)."""

logger = Logger(service=SERVICE, use_rfc3339=True, utc=True, function=FUNCTION)
_clock = SystemClock()


def record(what: str, milliseconds: float, *, failed: bool, **fields: object) -> None:
    """Write the invocation's one line: what happened, in which chain of causes, and its latency and fault metrics.

    what: low-cardinality name, such as `POST /v1/projects` or `ProposalAccepted.v1`.
    Written here and not by Powertools: a line of its Logger and a flush of its Metrics cost ten times as much.
    """
    measured = {"Latency": milliseconds, "Faults": int(failed)}
    own = {"duration_ms": round(milliseconds, 2), "failed": failed, "trace": trace_id()}
    _write("INFO", what, {**own, **fields, **measured}, METRICS)


def count(what: str, metric: str, **fields: object) -> None:
    """Write a line that counts one of a metric which an alarm watches. metric: such as `NeedsAttention`."""
    described = [
        {"Namespace": "Guildhall", "Dimensions": [["service"]], "Metrics": [{"Name": metric, "Unit": "Count"}]}
    ]
    _write("ERROR", what, {**fields, metric: 1}, described)


def _write(level: str, what: str, fields: dict[str, Any], described: list[dict[str, Any]]) -> None:
    known: dict[str, Any] = logger.get_current_keys()
    line = {
        "level": level,
        "message": what,
        "timestamp": to_text(_clock.now()),
        "service": SERVICE,
        "function": FUNCTION,
        **{name: known[name] for name in CAUSES if known.get(name)},
        **fields,
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": described},
    }
    sys.stdout.write(orjson.dumps(line, default=str).decode() + "\n")
    sys.stdout.flush()

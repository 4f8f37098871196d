"""Logs, metrics and traces: one line and one metric an invocation, all with the chain of causes."""

from __future__ import annotations

import os

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

logger = Logger(
    service=os.environ.get("POWERTOOLS_SERVICE_NAME", "guildhall"),
    use_rfc3339=True,
    utc=True,
    function=os.environ.get("AWS_LAMBDA_FUNCTION_NAME", ""),  # all functions write to one group (decision 0005)
)
metrics = Metrics(namespace="Guildhall", service=os.environ.get("POWERTOOLS_SERVICE_NAME", "guildhall"))


def trace_id() -> str:
    """Return the X-Ray trace id of this invocation, or an empty text where tracing is off."""
    header = os.environ.get("_X_AMZN_TRACE_ID", "")
    return next((part[5:] for part in header.split(";") if part.startswith("Root=")), "")


def record(what: str, milliseconds: float, *, failed: bool, **fields: object) -> None:
    """Write the invocation's one log line and its latency and fault metrics.

    what: low-cardinality name, such as `POST /v1/projects` or `ProposalAccepted.v1`.
    """
    logger.info(what, extra={"duration_ms": round(milliseconds, 2), "failed": failed, "trace": trace_id(), **fields})
    metrics.add_metric("Latency", MetricUnit.Milliseconds, milliseconds)
    metrics.add_metric("Faults", MetricUnit.Count, int(failed))
    metrics.flush_metrics()

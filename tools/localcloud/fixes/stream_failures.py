"""A stream's reader may report failed records; retries and their end follow the event source mapping.

AWS: with ReportBatchItemFailures the records from the first failed one on are delivered again; after
MaximumRetryAttempts a batch is given up and described to the OnFailure destination.
MiniStack: an answer that lists failed records counts as success, so they are lost; a batch that fails is retried for
ever (services/lambda_svc.py:7996-8043).
Ours: an answer with failures makes the whole batch fail, which delivers a little more again than AWS does; attempts
are counted, and after the last one the destination is told and the reader goes on.
Can go when MiniStack reads `batchItemFailures` of streams.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

from ministack.services import lambda_svc

from tools.localcloud.replace import replace

_polling = threading.local()
_attempts: Counter[tuple[str, str]] = Counter()


def apply() -> None:
    """Watch what the poller of DynamoDB streams hands to functions, and judge the answers."""
    stock_poll, stock_filter = lambda_svc._poll_dynamodb_streams, lambda_svc._apply_filter_criteria
    stock_execute = lambda_svc._execute_function

    def poll() -> Any:
        _polling.active = True
        try:
            return stock_poll()
        finally:
            _polling.active = False
            _polling.mapping = None

    def apply_filter(batch: list[dict[str, Any]], mapping: dict[str, Any]) -> Any:
        if getattr(_polling, "active", False):
            _polling.mapping = mapping
        return stock_filter(batch, mapping)

    def execute(function: dict[str, Any], event: dict[str, Any]) -> Any:
        mapping = getattr(_polling, "mapping", None)
        _polling.mapping = None  # the next call, a nested one for instance, is none of our business
        result = stock_execute(function, event)
        return _judged(mapping, function, event["Records"], result) if mapping else result

    replace(lambda_svc, "_poll_dynamodb_streams", "2b2460e933a9", poll)
    replace(lambda_svc, "_apply_filter_criteria", "d8d7d5c8f77e", apply_filter)
    replace(lambda_svc, "_execute_function", "3ceb16d6480a", execute)


def _judged(
    mapping: dict[str, Any], function: dict[str, Any], batch: list[dict[str, Any]], result: dict[str, Any]
) -> dict[str, Any]:
    """Return the result as the poller should see it: an error keeps its position, a success moves it on."""
    body = result.get("body")
    reported = body.get("batchItemFailures") if isinstance(body, dict) else None
    if reported and "ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", []):
        result = {**result, "error": True, "body": {"errorType": "BatchItemFailures", "errorMessage": str(reported)}}
    attempt = mapping["UUID"], batch[0]["dynamodb"]["SequenceNumber"]
    if not result.get("error"):
        _attempts.pop(attempt, None)
        return result
    _attempts[attempt] += 1
    allowed = mapping.get("MaximumRetryAttempts")
    if allowed is None or int(allowed) < 0 or _attempts[attempt] <= int(allowed):
        return result
    _attempts.pop(attempt)
    source = mapping["EventSourceArn"]
    lambda_svc._send_ddb_stream_failure_record(mapping, function, batch, source, result, "RetryAttemptsExhausted")
    return {**result, "error": False}

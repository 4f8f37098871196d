"""A function behind a rule or a schedule is invoked asynchronously, with retries and dead letters.

AWS: EventBridge and Scheduler invoke functions asynchronously: Lambda retries twice and then uses the dead-letter queue
or the failure destination.
MiniStack: invokes once and forgets the failure (services/eventbridge.py:2425).
Can go when MiniStack's rules use its own asynchronous invocation.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from ministack.services import eventbridge, lambda_svc

from tools.localcloud.replace import replace

logger = logging.getLogger("localcloud.rule_targets")


def apply() -> None:
    """Replace the dispatch to functions."""
    replace(eventbridge, "_dispatch_to_lambda", "1f95adbaed3a", _dispatch)


def _dispatch(arn: str, payload: str) -> None:
    function, config, name = lambda_svc._get_func_record_for_ref(arn)
    if not function or not config:
        logger.warning("a rule or schedule targets the function %s, which does not exist", name)
        return
    record: dict[str, Any] = lambda_svc._execution_record_for_config(function, config)
    lambda_svc.invoke_async_with_retry(record, json.loads(payload))

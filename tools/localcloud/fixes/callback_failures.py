"""A task that hands out its token and whose function then fails has failed.

AWS: `lambda:invoke.waitForTaskToken` fails with the function's error, which Retry and Catch see.
MiniStack: forgets the error and waits for the token until the task's timeout (services/stepfunctions.py:2181).
Can go when MiniStack lets the error through.
"""

from __future__ import annotations

import threading
from typing import Any

from ministack.services import stepfunctions

from tools.localcloud.replace import replace

_waiting = threading.local()


def apply() -> None:
    """Answer the token with the error as soon as the function has failed."""
    stock_callback, stock_call = stepfunctions._invoke_with_callback, stepfunctions._call_lambda

    def invoke(resource: str, task_input: Any, token: str, state: dict[str, Any]) -> Any:
        _waiting.token = token
        try:
            return stock_callback(resource, task_input, token, state)
        finally:
            _waiting.token = None

    def call(function: str, payload: Any) -> Any:
        token, _waiting.token = getattr(_waiting, "token", None), None
        try:
            return stock_call(function, payload)
        except stepfunctions._ExecutionError as failure:
            if token is not None:
                task = stepfunctions._task_tokens[token]
                task["error"] = {"Error": failure.error, "Cause": failure.cause}
                task["event"].set()
            raise

    replace(stepfunctions, "_invoke_with_callback", "bbb38423156a", invoke)
    replace(stepfunctions, "_call_lambda", "25830369b126", call)

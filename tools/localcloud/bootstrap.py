"""Runs one function's handler: what AWS's Python runtime does between the Lambda service and our code.

The launcher starts it with the function's own interpreter and talks to it in JSON lines over two pipes, so that
standard output and standard error belong to the handler alone. Only the standard library may be imported here:
anything else would hide that a layer lacks it.

Requests: one line of settings (path, handler), then one line per invocation (event, request_id, arn, trace_id,
deadline). Answers: `{}` once ready, then `{"result": …}` or `{"fault": …}` per invocation; a fault instead of `{}` ends
the process.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any, TextIO

END_OF_LOG = "\x1e"  # "record separator": closes the log of one invocation, no handler prints it

Handler = Callable[[Any, "Context"], Any]


class Context:
    """The context object of one invocation."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.aws_request_id: str = request["request_id"]
        self.invoked_function_arn: str = request["arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = None
        self.client_context = None
        self._deadline: float = request["deadline"]

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the handler may still run, in milliseconds, never negative."""
        return max(0, int((self._deadline - time.time()) * 1000))


def fault(kind: str, message: str, frames: list[str] | None = None, request_id: str = "") -> dict[str, Any]:
    """Return an error in the shape in which Lambda reports it to the caller."""
    return {"errorMessage": message, "errorType": kind, "requestId": request_id, "stackTrace": frames or []}


def load(handler: str) -> Handler:
    """Import the module and return the handler that `module.name` names.

    Raises ImportError, SyntaxError and AttributeError as the import does.
    """
    module, _, name = handler.rpartition(".")
    found: Handler = getattr(importlib.import_module(module.replace("/", ".")), name)
    return found


def load_or_fault(handler: str) -> tuple[Handler | None, dict[str, Any]]:
    """Import the handler; on failure return the fault that Lambda reports for a failed init phase."""
    module, _, name = handler.rpartition(".")
    try:
        return load(handler), {}
    except ImportError as error:
        return None, fault("Runtime.ImportModuleError", f"Unable to import module '{module}': {error}")
    except SyntaxError as error:
        return None, fault("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module}': {error}")
    except AttributeError as error:
        if module in sys.modules and not hasattr(sys.modules[module], name):
            return None, fault("Runtime.HandlerNotFound", f"Handler '{name}' missing on module '{module}'")
        return None, _raised(error, "")
    except Exception as error:  # noqa: BLE001  # whatever the module's own code raises
        return None, _raised(error, "")


def _raised(error: Exception, request_id: str) -> dict[str, Any]:
    """Describe an exception, and log it as the AWS runtime does."""
    frames = traceback.format_tb(error.__traceback__)[1:]
    told = fault(type(error).__name__, str(error), frames, request_id)
    if os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON":
        print(json.dumps({"timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "level": "ERROR", **told}))
    else:
        print(f"[ERROR] {type(error).__name__}: {error}\nTraceback (most recent call last):\n{''.join(frames)}")
    sys.stdout.flush()
    return told


def _answer(handler: Handler, request: dict[str, Any]) -> str:
    """Invoke the handler once and return the answer's line."""
    trace_id = request["trace_id"]
    if trace_id:
        os.environ["_X_AMZN_TRACE_ID"] = trace_id
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
    context = Context(request)
    _RequestIds.current = context.aws_request_id
    try:
        result = handler(request["event"], context)
    except Exception as error:  # noqa: BLE001  # a handler may raise anything
        return json.dumps({"fault": _raised(error, context.aws_request_id)})
    try:
        return json.dumps({"result": result})
    except (TypeError, ValueError) as error:
        problem = fault("Runtime.MarshalError", f"Unable to marshal response: {error}", [], context.aws_request_id)
        return json.dumps({"fault": problem})


class _RequestIds(logging.Filter):
    """Gives each log record the id of the running invocation, as the AWS runtime's log format wants it."""

    current = ""

    def filter(self, record: logging.LogRecord) -> bool:
        record.aws_request_id = self.current
        return True


def _log_like_aws() -> None:
    """Attach the handler that the AWS runtime attaches to the root logger."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        logging.Formatter(
            "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S"
        )
    )
    handler.formatter.converter = time.gmtime  # type: ignore[union-attr]  # set one line above
    handler.addFilter(_RequestIds())
    logging.getLogger().addHandler(handler)


def main(requests: TextIO, answers: TextIO) -> None:
    """Load the handler, then answer invocations until the launcher closes the pipe."""
    settings = json.loads(requests.readline())
    sys.path[:0] = settings["path"]
    _log_like_aws()
    handler, problem = load_or_fault(settings["handler"])
    _finish(answers, json.dumps({"fault": problem} if handler is None else {}))
    if handler is None:
        return
    for line in requests:
        _finish(answers, _answer(handler, json.loads(line)))


def _finish(answers: TextIO, line: str) -> None:
    """Send an answer, after everything that was logged on the way to it."""
    sys.stderr.flush()
    print(END_OF_LOG, flush=True)
    answers.write(line + "\n")
    answers.flush()


if __name__ == "__main__":
    main(os.fdopen(int(sys.argv[1])), os.fdopen(int(sys.argv[2]), "w"))

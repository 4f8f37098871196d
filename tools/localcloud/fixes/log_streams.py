"""A function writes on in its log stream, whose name says whose it is where many functions share a group.

AWS: a stream belongs to an execution environment: `yyyy/mm/dd/[version]environment`, and in a group that
`LoggingConfig.LogGroup` names `yyyy/mm/dd/function[version]environment`.
MiniStack: a stream for each invocation, never with the function's name: nobody can tell whose it is, and thousands of
them make reading slow (services/lambda_svc.py:5011). Here a function has one stream a day.
Can go when the streams of a shared group carry the function's name.
"""

from __future__ import annotations

import threading
from typing import Any

from ministack.services import cloudwatch_logs, lambda_svc

from tools.localcloud.replace import replace


def apply() -> None:
    """Let MiniStack write, then move what it wrote to the function's stream of the day."""
    stock = lambda_svc._emit_lambda_logs
    lock = threading.Lock()

    def emit(func: dict[str, Any], *rest: Any, **named: Any) -> None:
        config = func.get("config") or func
        own_group = f"/aws/lambda/{config['FunctionName']}"
        group = (config.get("LoggingConfig") or {}).get("LogGroup") or own_group
        # One at a time: the newest stream is then the one that was just written.
        with lock:
            stock(func, *rest, **named)
            _move_newest(
                cloudwatch_logs._log_groups[group]["streams"], "" if group == own_group else config["FunctionName"]
            )

    replace(lambda_svc, "_emit_lambda_logs", "111efbf06968", emit)


def _move_newest(streams: dict[str, dict[str, Any]], function: str) -> None:
    written = next(reversed(streams), "")
    date, bracket, rest = written.partition("[")
    if not bracket or not date.endswith("/"):
        return  # nothing was written: stock swallows its own failures
    newest = streams.pop(written)
    version = rest.partition("]")[0]
    own = streams.setdefault(f"{date}{function}[{version}]{'0' * 32}", {**newest, "events": []})
    cloudwatch_logs._append_log_events(own, newest["events"])

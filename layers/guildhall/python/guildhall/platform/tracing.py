"""Traces: which one this invocation belongs to, and its calls as parts of it while somebody looks for a slow one.

Lambda itself opens and closes the segment of an invocation (`Tracing: Active`). What is added here is one datagram a
call to the X-Ray daemon beside the function, and only where GUILDHALL_TRACE_CALLS is `true`: aws_xray_sdk, which does
the same, costs 35 ms of every cold start (performance.md section 1.2).
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

DAEMON = "127.0.0.1:2000"
PREFACE = b'{"format": "json", "version": 1}\n'
"""What the daemon wants before each segment document (X-Ray developer guide, "Sending segment documents")."""
TABLE = "TableName"


def header() -> str:
    """Return the trace header of this invocation (`Root=…;Parent=…;Sampled=…`), or an empty text without tracing."""
    return os.environ.get("_X_AMZN_TRACE_ID", "")


def trace_id() -> str:
    """Return the X-Ray trace id of this invocation, or an empty text where tracing is off."""
    return _part("Root")


def calls_are_traced() -> bool:
    """Tell whether calls are to become parts of the trace: a switch of a function, read when it makes its clients."""
    return os.environ.get("GUILDHALL_TRACE_CALLS") == "true"


def traced(service: str, make_call: Callable[..., Any]) -> Callable[..., Any]:
    """Return a client's `(operation, arguments) -> answer` with each call a part of the trace."""

    def make_traced_call(operation: str, arguments: Mapping[str, Any]) -> Any:
        with call(service, operation, table_name=arguments.get(TABLE)):
            return make_call(operation, arguments)

    return make_traced_call


@contextmanager
def call(service: str, operation: str, *, is_aws: bool = True, **details: object) -> Iterator[None]:
    """Make what runs inside a part of this invocation's trace, if calls are traced and the trace is sampled.

    details: more about the call, in X-Ray's words; what is None is left out.
    """
    if not calls_are_traced() or _part("Sampled") != "1":
        yield
        return
    begun = time.time()
    outcome: dict[str, Any] = {"fault": True}
    try:
        yield
        outcome = {}
    finally:
        said = {"operation": operation, **{name: value for name, value in details.items() if value is not None}}
        _send({
            "type": "subsegment",
            "id": secrets.token_hex(8),
            "trace_id": _part("Root"),
            "parent_id": _part("Parent"),
            "name": service,
            "start_time": begun,
            "end_time": time.time(),
            **({"namespace": "aws", "aws": said} if is_aws else {"namespace": "remote", "annotations": said}),
            **outcome,
        })  # fmt: skip


def _part(name: str) -> str:
    pairs = (pair.partition("=") for pair in header().split(";"))
    return next((value for key, _, value in pairs if key == name), "")


def _send(document: dict[str, Any]) -> None:
    host, _, port = os.environ.get("AWS_XRAY_DAEMON_ADDRESS", DAEMON).rpartition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.settimeout(0)  # a trace may be lost; the call may not wait for it
        try:
            daemon.sendto(PREFACE + json.dumps(document).encode(), (host, int(port)))
        except OSError:
            return

"""A server on loopback that speaks one AWS service's JSON protocol with answers of the test's own making."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.loopback import Loopback, answer_json, body_of

Operation = Callable[[dict[str, Any]], dict[str, Any]]


class AwsRefusal(Exception):
    """Raise it in an operation to answer with an error of the service. The text is the error's code."""


@contextmanager
def aws_json(operations: Mapping[str, Operation]) -> Iterator[str]:
    """Serve operations by name, such as `Encrypt`, for the length of the block; yields the address."""

    def handle(request: BaseHTTPRequestHandler) -> None:
        operation = operations[request.headers["X-Amz-Target"].rpartition(".")[2]]
        try:
            answer_json(request, 200, operation(json.loads(body_of(request) or b"{}")))
        except AwsRefusal as refusal:
            answer_json(request, 400, {"__type": str(refusal), "message": str(refusal)})

    server = Loopback(handle)
    with server.running():
        yield server.url

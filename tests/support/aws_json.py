"""A server on loopback that speaks one AWS service's JSON protocol with answers of the test's own making."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Operation = Callable[[dict[str, Any]], dict[str, Any]]


class AwsRefusal(Exception):
    """Raise it in an operation to answer with an error of the service. The text is the error's code."""


@contextmanager
def aws_json(operations: Mapping[str, Operation]) -> Iterator[str]:
    """Serve operations by name, such as `Encrypt`, for the length of the block; yields the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
            operation = operations[self.headers["X-Amz-Target"].rpartition(".")[2]]
            try:
                status, answer = 200, operation(body)
            except AwsRefusal as refusal:
                status, answer = 400, {"__type": str(refusal), "message": str(refusal)}
            text = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            """Keep quiet: the test says what went wrong."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A DynamoDB engine with data in it, and the deployed HTTP handlers on top: what warm benches measure.

Data is made by calling the handlers, never by writing rows: an item has the size and the indexes that it really has.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bench.deployed import Function, functions
from bench.recorder import Recorder
from guildhall.kernel.actor import Actor
from tests.support.dynoxide import dynoxide
from tests.support.http import LambdaContext, http_event
from tests.support.tables import make_tables


class BenchFailed(Exception):
    """A request of a bench was refused; the message holds the answer."""


@dataclass
class World:
    """environ: what every function needs to reach this engine. recorder: sees each DynamoDB call."""

    environ: Mapping[str, str]
    recorder: Recorder
    _handlers: dict[str, Any] = field(default_factory=dict)
    _keys: Iterator[int] = field(default_factory=lambda: iter(range(10**9)))

    def has(self, capability: str) -> bool:
        """Tell whether a capability has an HTTP edge yet."""
        return any(function.name == f"{capability.title()}Api" for function in functions())

    def function(self, capability: str) -> Function:
        """Return a capability's HTTP function, pointed at this engine."""
        found = next(function for function in functions() if function.name == f"{capability.title()}Api")
        return dataclasses.replace(found, environ={**found.environ, **self.environ})

    def event(
        self,
        method: str,
        path: str,
        by: Actor,
        body: Any = None,
        query: Mapping[str, str] | None = None,
        **headers: str,
    ) -> dict[str, Any]:
        """Return the event of a request; an underscore in a header's name is a hyphen."""
        sent = {"content-type": "application/json"}
        if method == "POST":
            sent["idempotency-key"] = f"bench-key-{next(self._keys):08d}"
        sent |= {name.replace("_", "-"): text for name, text in headers.items()}
        text = None if body is None else json.dumps(body)
        return http_event(method, path, actor=by, body=text, headers=sent, query=query or {})

    def call(self, capability: str, event: dict[str, Any]) -> Any:
        """Handle an event in this process; return the answer's body. Raises BenchFailed unless it is a success."""
        handler = self._handlers.get(capability)
        if handler is None:
            os.environ.update(self.function(capability).environ)
            # Outside Lambda handlers build themselves on their first event; this process plays several functions.
            os.environ.pop("AWS_LAMBDA_FUNCTION_NAME", None)
            handler = importlib.import_module(f"functions.{capability}.api").handler
            self._handlers[capability] = handler
            handler.init()  # anew: another world may have built it for its own tables
        answer = handler(event, LambdaContext())
        if int(answer["statusCode"]) >= 300:  # noqa: PLR2004 - the class of successes ends there
            raise BenchFailed(f"{event['routeKey']}: {answer['statusCode']} {answer.get('body')}")
        return json.loads(answer["body"]) if answer.get("body") else None


@contextmanager
def world() -> Iterator[World]:
    """Run an engine with fresh tables."""
    with dynoxide() as engine, _secrets() as secrets_url:
        tables = {
            f"GUILDHALL_{name.upper()}": text
            for name, text in dataclasses.asdict(make_tables(engine.endpoint_url)).items()
        }
        environ = {
            **engine.environment,
            **tables,
            "AWS_ENDPOINT_URL_SECRETS_MANAGER": secrets_url,
            "POWERTOOLS_SERVICE_NAME": "bench",
            "POWERTOOLS_METRICS_NAMESPACE": "Guildhall",
        }
        os.environ.update(environ)
        with Recorder().installed() as recorder:
            yield World(environ, recorder)


@contextmanager
def _secrets() -> Iterator[str]:
    """Play Secrets Manager: every secret is the same text. Cursors are signed with one."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            content = json.dumps({"SecretString": "bench-secret-of-thirty-two-chars"}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()

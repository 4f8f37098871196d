"""A DynamoDB engine with data in it, and the deployed HTTP handlers on top: what warm benches measure.

Data is made by calling the handlers, never by writing rows: an item has the size and the indexes that it really has.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bench.deployed import Function, functions
from bench.recorder import Recorder
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SystemClock
from guildhall.kernel.events import DomainEvent
from tests.support.dynoxide import dynoxide
from tests.support.http import LambdaContext, http_event
from tests.support.messages import Bus
from tests.support.sockets import Gateway
from tests.support.tables import make_tables


class BenchFailed(Exception):
    """A request of a bench was refused; the message holds the answer."""


@dataclass
class World:
    """environ: what every function needs to reach this engine. recorder: sees each DynamoDB call.
    ids: of what was made, by any name, for the requests that come after.
    """

    environ: Mapping[str, str]
    recorder: Recorder
    ids: dict[str, str] = field(default_factory=dict)
    _handlers: dict[tuple[str, str], Any] = field(default_factory=dict)
    _keys: Iterator[int] = field(default_factory=lambda: iter(range(10**9)))

    def has(self, capability: str, module: str = "api") -> bool:
        """Tell whether a capability has an edge yet."""
        return any(function.code.name == capability and function.module == module for function in functions())

    def function(self, capability: str, module: str = "api") -> Function:
        """Return one of a capability's functions, pointed at this engine."""
        found = next(f for f in functions() if f.code.name == capability and f.module == module)
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
        """Handle an HTTP event in this process; return the answer's body. Raises BenchFailed unless it is a success."""
        answer = self._handler(capability, "api")(event, LambdaContext())
        if int(answer["statusCode"]) >= 300:  # noqa: PLR2004 - the class of successes ends there
            raise BenchFailed(f"{event['routeKey']}: {answer['statusCode']} {answer.get('body')}")
        return json.loads(answer["body"]) if answer.get("body") else None

    def send(self, capability: str, method: str, path: str, by: Actor, body: Any = None, **headers: str) -> Any:
        """Make a request and handle it at once."""
        return self.call(capability, self.event(method, path, by, body, None, **headers))

    def deliver(self, capability: str, *events: DomainEvent) -> None:
        """Hand events to a capability's queue function. Raises BenchFailed if one would come again."""
        bus = Bus({}, SystemClock())
        self.hand_over(capability, "events", [{"body": json.dumps(bus.message(event))} for event in events])

    def hand_over(self, capability: str, module: str, records: Sequence[Mapping[str, Any]]) -> None:
        """Hand records of a queue or stream to a function. Raises BenchFailed if one would come again."""
        numbered = [{"messageId": str(number), **record} for number, record in enumerate(records)]
        answer = self._handler(capability, module)({"Records": numbered}, LambdaContext())
        if answer["batchItemFailures"]:
            raise BenchFailed(f"{capability} did not take {records}")

    def _handler(self, capability: str, module: str) -> Any:
        handler = self._handlers.get((capability, module))
        if handler is None:
            os.environ.update(self.function(capability, module).environ)
            # Outside Lambda handlers build themselves on their first event; this process plays several functions.
            os.environ.pop("AWS_LAMBDA_FUNCTION_NAME", None)
            handler = importlib.import_module(f"functions.{capability}.{module}").handler
            self._handlers[capability, module] = handler
            handler.init()  # anew: another world may have built it for its own tables
        return handler


@contextmanager
def world() -> Iterator[World]:
    """Run an engine with fresh tables, and a gateway that takes what is written to sockets."""
    with dynoxide() as engine, Gateway().running() as gateway:
        tables = {
            f"GUILDHALL_{name.upper()}": text
            for name, text in dataclasses.asdict(make_tables(engine.endpoint_url)).items()
        }
        environ = {
            **engine.environment,
            **tables,
            "AWS_ENDPOINT_URL_SECRETS_MANAGER": _secrets(),
            "GUILDHALL_SOCKET_ENDPOINT": gateway.endpoint_url,
            "POWERTOOLS_SERVICE_NAME": "bench",
            "POWERTOOLS_METRICS_NAMESPACE": "Guildhall",
        }
        os.environ.update(environ)
        with Recorder().installed() as recorder:
            yield World(environ, recorder)


@cache
def _secrets() -> str:
    """Play Secrets Manager for the rest of this process: every secret is the same text. Cursors are signed with one."""

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
    return f"http://127.0.0.1:{server.server_port}"

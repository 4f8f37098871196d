"""Calls an HTTP edge as API Gateway would: payload format 2.0, claims of the JWT authorizer."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from guildhall.kernel.actor import Actor
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.http import serve
from guildhall.platform.idempotency import Idempotency


class LambdaContext:
    """What Lambda passes beside the event, as far as Powertools reads it."""

    function_name = "test"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-west-1:000000000000:function:test"
    aws_request_id = "00000000-0000-0000-0000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        return 10_000


@dataclass(frozen=True)
class Answer:
    """An answer as the client sees it."""

    status: int
    body: Any
    headers: Mapping[str, str]
    cookies: list[str] = field(default_factory=list)

    @property
    def problem(self) -> str:
        """The slug of the problem, or an empty text."""
        kind = self.body.get("type", "") if isinstance(self.body, dict) else ""
        return str(kind).partition("/problems/")[2]


class Client:
    """Calls one HTTP edge as one actor after another."""

    def __init__(
        self, create_app: Callable[[Any], APIGatewayHttpResolver], wired: Any, platform: Platform, **options: Any
    ) -> None:
        self._handle = serve(create_app(wired), platform.ids, Idempotency.of(platform), **options)
        self._keys = iter(range(10**9))

    def __call__(
        self,
        method: str,
        path: str,
        *,
        by: Actor | None = None,
        body: Any = None,
        headers: Mapping[str, str | None] | None = None,
        query: Mapping[str, str] | None = None,
        raw: str | bytes | None = None,
    ) -> Answer:
        """Send a request; a POST gets an Idempotency-Key of its own unless `headers` names one.

        A header that is None is left out.
        """
        sent: dict[str, str | None] = {"content-type": "application/json"}
        if method == "POST":
            sent["idempotency-key"] = f"test-key-{next(self._keys):08d}"
        sent |= {name.lower(): value for name, value in (headers or {}).items()}
        text = raw if raw is not None else (json.dumps(body) if body is not None else None)
        there = {name: value for name, value in sent.items() if value is not None}
        event = http_event(method, path, actor=by, body=text, headers=there, query=query or {})
        answer = self.take(event)
        content = answer.get("body")
        is_json = "json" in str(answer["headers"].get("Content-Type", ""))
        return Answer(
            int(answer["statusCode"]),
            json.loads(content) if content and is_json else content,
            answer["headers"],
            answer.get("cookies") or [],
        )

    def take(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Hand an HTTP API event over; return what goes back to API Gateway."""
        return self._handle(dict(event), LambdaContext())


def http_event(
    method: str,
    path: str,
    *,
    actor: Actor | None,
    body: str | bytes | None,
    headers: Mapping[str, str],
    query: Mapping[str, str],
) -> dict[str, Any]:
    """Return an HTTP API event (payload 2.0). Bytes that are no text go as base64."""
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": path,
        "rawQueryString": urlencode(query),
        "headers": dict(headers),
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "test",
            "domainName": "test",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "t"},
            "requestId": "test",
            "routeKey": f"{method} {path}",
            "stage": "$default",
            "time": "01/Mar/2026:12:00:00 +0000",
            "timeEpoch": 1772366400000,
        },
        "isBase64Encoded": False,
    }
    if query:
        event["queryStringParameters"] = dict(query)
    if body is not None:
        event["body"], event["isBase64Encoded"] = _as_the_gateway(body)
    if actor is not None:
        event["requestContext"]["authorizer"] = {"jwt": {"claims": _claims(actor), "scopes": None}}
    return event


def _as_the_gateway(body: str | bytes) -> tuple[str, bool]:
    """Return the body as text, and whether it is in base64 because it is none."""
    if isinstance(body, str):
        return body, False
    try:
        return body.decode(), False
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), True


def _claims(actor: Actor) -> dict[str, str]:
    if "partner" in actor.roles:
        return {"client_id": actor.account_id.removeprefix("cli_"), "scope": " ".join(sorted(actor.scopes))}
    return {"username": actor.account_id, "cognito:groups": f"[{' '.join(sorted(actor.roles))}]", "scope": "user"}

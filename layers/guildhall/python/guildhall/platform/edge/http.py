"""The HTTP edge: who is asking, is the request repeated, which use case, and the answer's headers."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Header

from guildhall.kernel.actor import ANONYMOUS, Actor, Origin
from guildhall.kernel.errors import Fault, Invalid, NotFound, PreconditionRequired, Problem, TooLarge
from guildhall.kernel.ids import Ids
from guildhall.platform import context, problem, rate_limits
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.init import Lazily
from guildhall.platform.idempotency import Idempotency
from guildhall.platform.observe import logger, record

W = TypeVar("W")
M = TypeVar("M")
Handler = Callable[[dict[str, Any], Any], dict[str, Any]]

MOST_BODY_BYTES = 256 * 1024
AT_ONCE = 4
"""Times that a request is decided afresh when others write the same thing, before its caller hears of it."""
LONGEST_ID = 256
"""Characters between two slashes of a path. The tables refuse keys of 1024 bytes; no id of ours is near that."""
CORRELATION_ID = re.compile(r"^[A-Za-z0-9_.:-]{8,80}$")
IfMatch = Annotated[str | None, Header(alias="If-Match", description="The ETag that you read.")]

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}


def http(
    create_app: Callable[[W], APIGatewayHttpResolver],
    wire: Callable[[Platform], W],
    *,
    keyless: frozenset[str] = frozenset(),
    bodiless: frozenset[str] = frozenset(),
) -> Lazily[Handler]:
    """Return the Lambda handler of an HTTP API.

    create_app: adds the routes to a resolver. wire: the capability's composition root.
    keyless: paths whose POST needs no Idempotency-Key because repeating it is harmless (`/v1/auth/…`); `{name}`
    stands for one segment.
    bodiless: paths that read no body, so that it may be of any type, such as the form of a mail program (RFC 8058).
    """

    def build() -> Handler:
        platform = Platform.from_env()
        return serve(create_app(wire(platform)), platform.ids, Idempotency.of(platform), keyless, bodiless)

    return Lazily(build)


def serve(
    app: APIGatewayHttpResolver,
    ids: Ids,
    idempotency: Idempotency,
    keyless: frozenset[str] = frozenset(),
    bodiless: frozenset[str] = frozenset(),
) -> Handler:
    """Wrap a resolver: origin, size limit, idempotency, log line, headers. Tests call it with their own adapters."""
    problem.install(app)
    needs_key = _outside(keyless)

    def handle(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
        started = time.perf_counter()
        is_head = event["requestContext"]["http"]["method"] == "HEAD"
        if is_head:
            event = _as_get(event)
        origin = origin_of(event, ids)
        route = event.get("routeKey") or event["requestContext"]["http"]["method"]
        logger.append_keys(correlation_id=origin.correlation_id, causation_id=origin.causation_id, route=route)
        with context.scope(origin) as scope:
            answer = _guarded(app, event, lambda_context, idempotency, needs_key=needs_key, bodiless=bodiless)
        _finish(answer, origin, rate_limits.headers(scope.allowances.values()))
        if is_head:
            answer["body"] = ""
        status = int(answer["statusCode"])
        milliseconds = (time.perf_counter() - started) * 1000
        record(route, milliseconds, failed=status >= 500, status=status, account=origin.actor.account_id)  # noqa: PLR2004  the class of server errors
        return answer

    return handle


def _as_get(event: dict[str, Any]) -> dict[str, Any]:
    """Return the request as if it asked for the content too: HEAD is answered as GET, without it (RFC 9110, 9.3.2)."""
    context_part = event["requestContext"]
    return {**event, "requestContext": {**context_part, "http": {**context_part["http"], "method": "GET"}}}


def _guarded(
    app: APIGatewayHttpResolver,
    event: dict[str, Any],
    lambda_context: Any,
    idempotency: Idempotency,
    *,
    needs_key: Callable[[str], bool],
    bodiless: frozenset[str],
) -> dict[str, Any]:
    http_part = event["requestContext"]["http"]
    try:
        _check_path(http_part["path"])
        _check_body(event, is_read=http_part["path"] not in bodiless)
        if http_part["method"] == "GET":
            return app.resolve(event, lambda_context)
        if http_part["method"] != "POST" or not needs_key(http_part["path"]):
            return _decide(app, event, lambda_context)
        return idempotency.once(event, lambda: _decide(app, event, lambda_context), lambda_context)
    except Problem as refused:
        return _plain(problem.answer(refused))


def _decide(app: APIGatewayHttpResolver, event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
    """Let the route answer; where somebody was faster than a caller who named no version, read afresh and try again.

    Such a caller could but send the same request once more. Nothing was written: the transaction was refused.
    """
    if "if-match" in (event.get("headers") or {}):
        return app.resolve(event, lambda_context)
    for _ in range(AT_ONCE - 1):
        answer = app.resolve(event, lambda_context)
        if not problem.is_stale(answer):
            return answer
    return app.resolve(event, lambda_context)


def _outside(paths: frozenset[str]) -> Callable[[str], bool]:
    """Return what tells whether a path is none of these."""
    shapes = [re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)) for path in sorted(paths)]
    shape = re.compile("|".join(shapes) or "(?!)")
    return lambda path: shape.fullmatch(path) is None


def _check_path(path: str) -> None:
    if any(len(part) > LONGEST_ID for part in path.split("/")):
        raise NotFound


def _check_body(event: dict[str, Any], *, is_read: bool) -> None:
    body = event.get("body") or ""
    if len(body) > MOST_BODY_BYTES:
        whole = Fault("", f"more than {MOST_BODY_BYTES} bytes", "too_large")
        raise TooLarge(f"send at most {MOST_BODY_BYTES} bytes; upload files by their own form", faults=(whole,))
    kind = (event.get("headers") or {}).get("content-type", "application/json")
    if is_read and body and kind.partition(";")[0].strip().lower() != "application/json":
        raise problem.not_json()
    if is_read and event.get("isBase64Encoded"):
        # The gateway's way to hand over what may not be text; JSON has to be (RFC 8259 section 8.1).
        try:
            event["body"], event["isBase64Encoded"] = base64.b64decode(body).decode(), False
        except ValueError as error:
            raise problem.malformed() from error


def _plain(answer: Response[str]) -> dict[str, Any]:
    return {
        "statusCode": answer.status_code,
        "headers": dict(answer.headers),
        "body": answer.body,
        "isBase64Encoded": False,
        "cookies": [],
    }


def _finish(answer: dict[str, Any], origin: Origin, limits: dict[str, str]) -> None:
    if answer.get("body") is None:
        # Powertools leaves the body of a 204 out as null, which not every gateway takes.
        answer["body"] = ""
    headers = answer.setdefault("headers", {})
    headers.update(limits)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers["X-Correlation-Id"] = origin.correlation_id


def origin_of(event: dict[str, Any], ids: Ids) -> Origin:
    """Return who is asking (the authorizer's claims) and the chain of causes.

    A caller may send its own X-Correlation-Id; anything but a short plain token is replaced.
    """
    request_id = ids.new("req")
    sent = (event.get("headers") or {}).get("x-correlation-id", "")
    correlation_id = sent if CORRELATION_ID.match(sent) else request_id
    return Origin(actor_of(event), correlation_id, request_id)


def actor_of(event: dict[str, Any]) -> Actor:
    """Return the actor of an authorizer's claims, the gateway's own or our function's; ANONYMOUS without authorizer.

    A person's `username` is their account id. A partner's program has no username: it is `cli_<client_id>`.
    """
    authorizer = event["requestContext"].get("authorizer", {})
    claims = authorizer.get("jwt", {}).get("claims") or authorizer.get("lambda")
    if not claims:
        return ANONYMOUS
    scopes = frozenset(str(claims.get("scope", "")).split())
    if "username" not in claims:
        return Actor(f"cli_{claims['client_id']}", frozenset({"partner"}), scopes)
    groups = claims.get("cognito:groups", [])
    # API Gateway flattens a list claim to the text "[client expert]".
    names = groups.strip("[]").replace(",", " ").split() if isinstance(groups, str) else groups
    if not claims["username"].startswith("acc_"):
        # Identity makes no such users; somebody who found a way to must not pass for `system`.
        return ANONYMOUS
    return Actor(claims["username"], frozenset(names), scopes)


def etag(version: int) -> str:
    """Return the strong entity tag of a version."""
    return f'"{version}"'


def if_match(header: str | None) -> int:
    """Return the version that an If-Match header names. Raises PreconditionRequired, Invalid."""
    if header is None:
        raise PreconditionRequired(faults=(Fault("#header/If-Match", "the ETag that you read", "missing"),))
    text = header.strip().removeprefix("W/").strip('"')
    if not text.isdecimal():
        raise Invalid("If-Match names no version of ours", faults=(Fault("#header/If-Match", "not an ETag", "etag"),))
    return int(text)


def ok(body: M, *, version: int | None = None) -> Response[M]:
    """Return 200 with the ETag of the version."""
    return Response(200, "application/json", body, headers={} if version is None else {"ETag": etag(version)})


def created(body: M, location: str, *, version: int | None = None) -> Response[M]:
    """Return 201 with the address of what was created, and its ETag."""
    headers: dict[str, str | list[str]] = {"Location": location}
    if version is not None:
        headers["ETag"] = etag(version)
    return Response(201, "application/json", body, headers=headers)

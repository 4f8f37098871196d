"""Problems as RFC 9457 answers: the four handlers of every resolver, and the body's shape."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
)

from guildhall.kernel.errors import Fault, Invalid, Malformed, NotFound, Problem, StaleVersion, Unsupported
from guildhall.kernel.money import CurrencyUnknown, TooManyDecimals
from guildhall.platform import context
from guildhall.platform.observe import logger
from guildhall.platform.tracing import trace_id

TYPE_BASE = "https://guildhall.example/problems/"
CONTENT_TYPE = "application/problem+json"

VALUE_PROBLEMS: dict[str, type[Invalid]] = {kind.slug: kind for kind in (CurrencyUnknown, TooManyDecimals)}
"""What a field type of kernel/types.py refuses under a name of its own."""


class Bug(Problem):
    """Our mistake; the detail stays in the log."""

    slug = "internal-error"
    title = "Something went wrong on our side"
    status = 500


class Contended(StaleVersion):
    """Others kept changing the thing while a request that named no version was carried out."""

    status = 409


def body_of(problem: Problem) -> dict[str, Any]:
    """Return the RFC 9457 object, with `errors` pointing at fields where the problem knows them."""
    body: dict[str, Any] = {
        "type": TYPE_BASE + problem.slug,
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": f"urn:request:{context.current().origin.causation_id}",
        "trace_id": trace_id(),
    }
    if problem.faults:
        body["errors"] = [{"pointer": f.pointer, "detail": f.detail, "code": f.code} for f in problem.faults]
    return body | problem.members


def answer(problem: Problem) -> Response[str]:
    """Return the HTTP answer to a problem."""
    headers: dict[str, str | list[str]] = {}
    if problem.retry_after_seconds is not None:
        headers["Retry-After"] = str(problem.retry_after_seconds)
    return Response(problem.status, CONTENT_TYPE, json.dumps(body_of(problem)), headers=headers)


def install(app: APIGatewayHttpResolver) -> None:
    """Give a resolver the four handlers: ours, validation, unknown route, bug."""

    @app.exception_handler(Problem)
    def _ours(problem: Problem) -> Response[str]:
        if isinstance(problem, StaleVersion):
            # The inside compares versions and knows no headers.
            if "if-match" not in app.current_event.headers:
                return answer(Contended(problem.detail))
            problem.faults = (Fault("#header/If-Match", "not the present version", "stale"),)
        return answer(problem)

    @app.exception_handler(RequestValidationError)
    def _validation(error: RequestValidationError) -> Response[str]:
        return answer(of_validation(error.errors()))

    @app.exception_handler(RequestUnsupportedContentType)
    def _content_type(_: RequestUnsupportedContentType) -> Response[str]:
        return answer(not_json())

    @app.not_found
    def _unknown_route(_: NotFoundError) -> Response[str]:
        return answer(NotFound("no such route"))

    # The one place where a bug becomes an answer (style.md section 5).
    @app.exception_handler(Exception)
    def _bug(error: Exception) -> Response[str]:
        logger.exception("bug", exc_info=error)
        return answer(Bug())


def is_stale(answered: Mapping[str, Any]) -> bool:
    """Tell whether a resolver's answer says that somebody was faster than a caller who named no version."""
    if answered["statusCode"] != HTTPStatus.CONFLICT:
        return False
    return bool(json.loads(answered["body"])["type"] == TYPE_BASE + StaleVersion.slug)


def not_json() -> Unsupported:
    """Return the problem of a body in another form than JSON."""
    fault = Fault("#header/Content-Type", "not application/json", "media_type")
    return Unsupported("send application/json", faults=(fault,))


def malformed() -> Malformed:
    """Return the problem of a body that says it is JSON and is not."""
    return Malformed("the body is not JSON", faults=(Fault("", "not JSON", "json"),))


def of_validation(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """Turn pydantic's errors into one problem with JSON Pointers."""
    if any(error["type"] == "json_invalid" for error in errors):
        return malformed()
    faults = tuple(Fault(_pointer(error["loc"]), error.get("msg", error["type"]), error["type"]) for error in errors)
    codes = {fault.code for fault in faults}
    kind = VALUE_PROBLEMS.get(codes.pop(), Invalid) if len(codes) == 1 else Invalid
    return kind("; ".join(f"{fault.pointer or 'the body'}: {fault.detail}" for fault in faults[:3]), faults=faults)


def _pointer(loc: Sequence[Any]) -> str:
    place, *path = loc or ("body",)
    escaped = [str(part).replace("~", "~0").replace("/", "~1") for part in path]
    if place == "body":
        return "".join(f"/{part}" for part in escaped)
    return f"#{place}/" + "/".join(escaped)

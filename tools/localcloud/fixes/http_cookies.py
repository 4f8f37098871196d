"""Functions behind an HTTP API find the request's cookies where API Gateway puts them.

AWS: payload format 2.0 lists cookies in `cookies` and leaves the `cookie` header out.
MiniStack: leaves the header in and has no `cookies` (services/apigateway.py:1671).
Can go when MiniStack's event has `cookies`.
"""

from __future__ import annotations

from typing import Any

from ministack.services import apigateway, lambda_svc

from tools.localcloud.replace import expect, replace


def apply() -> None:
    """Move the cookies of HTTP API events on their way to the function."""
    expect(apigateway._invoke_lambda_proxy, "fbe5024fcd36", "apigateway._invoke_lambda_proxy")
    stock = lambda_svc._execute_function_with_config_scope

    def execute(function: dict[str, Any], event: Any) -> Any:
        return stock(function, _with_cookies(event) if _is_http_request(event) else event)

    replace(lambda_svc, "_execute_function_with_config_scope", "26a9d5f64e17", execute)


def _is_http_request(event: Any) -> bool:
    return isinstance(event, dict) and event.get("version") == "2.0" and "http" in event.get("requestContext", {})


def _with_cookies(event: dict[str, Any]) -> dict[str, Any]:
    headers = {name: value for name, value in event["headers"].items() if name != "cookie"}
    sent = event["headers"].get("cookie", "")
    cookies = [cookie.strip() for cookie in sent.split(";") if cookie.strip()]
    return {**event, "headers": headers, **({"cookies": cookies} if cookies else {})}

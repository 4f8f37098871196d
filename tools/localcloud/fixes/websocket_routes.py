"""WebSocket routes invoke their functions like everybody else: side by side, with logs, and without leaking.

AWS: each message is an invocation of its own, logged like any other. What the handler returns reaches the client only
through a route response; when it fails, the client gets `Internal server error` with connection and request id.
`$default` takes messages only, never `$connect` or `$disconnect`.
MiniStack: all messages of a function wait for one process, nothing is logged, and the client receives the returned
body or the exception's text; `$default` also takes connects (services/apigateway.py:2889, 2983-3075).
Can go when MiniStack sends WebSocket routes through its dispatcher and honours route responses.
"""

from __future__ import annotations

import json
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import apigateway, lambda_svc

from tools.localcloud.replace import expect, replace


def apply() -> None:
    """Hand the WebSocket code an object that looks like a worker and dispatches each message on its own."""
    expect(apigateway._invoke_ws_lambda, "a80872394b0b", "apigateway._invoke_ws_lambda")
    expect(apigateway.handle_websocket, "6d609b2db6a0", "apigateway.handle_websocket")
    stock_match = apigateway._match_ws_route

    def match(api_id: str, route_key: str) -> Any:
        route = stock_match(api_id, route_key)
        if route_key in {"$connect", "$disconnect"} and route and route.get("routeKey") != route_key:
            return None
        return route

    replace(apigateway, "_match_ws_route", "6383e2dc14cd", match)
    replace(lambda_runtime, "get_or_create_worker", "e62a10a5f04e", _Dispatcher)


class _Dispatcher:
    """Stands in for the single worker of a function behind WebSocket routes."""

    def __init__(self, func_name: str, config: dict[str, Any], code_zip: bytes, **_qualifier: str) -> None:
        record = lambda_svc._functions.get(func_name) or {"code_zip": code_zip}
        self._function = lambda_svc._execution_record_for_config(record, config)

    def invoke(self, event: dict[str, Any], request_id: str) -> dict[str, Any]:
        """Run one route's integration and return what the WebSocket code may do with it."""
        result = lambda_svc._execute_function(self._function, event)
        context = event["requestContext"]
        is_message = context.get("eventType") == "MESSAGE"
        if result.get("error") or result.get("throttle"):
            notice = {
                "message": "Internal server error",
                "connectionId": context["connectionId"],
                "requestId": request_id,
            }
            answer = {"statusCode": 500, "body": json.dumps(notice) if is_message else ""}
        else:
            returned = result.get("body")
            answer = dict(returned) if isinstance(returned, dict) else {}
            if is_message:
                answer.pop("body", None)
        return {"status": "ok", "result": answer}

"""An HTTP API tells its client that an integration failed, and nothing else.

AWS: a function that raises, exits or times out becomes 500 `{"message":"Internal Server Error"}`; a throttled one 503
`{"message":"Service Unavailable"}`.
MiniStack: 502 with the exception's text, and 429 (services/lambda_svc.py:5266).
Can go when MiniStack answers as AWS does.
"""

from __future__ import annotations

from typing import Any

from ministack.services import lambda_svc

from tools.localcloud.replace import replace

_JSON = {"Content-Type": "application/json"}


def apply() -> None:
    """Answer for failed and throttled functions; leave successful ones to MiniStack."""
    stock = lambda_svc.lambda_execute_result_to_api_proxy_response

    def to_response(result: dict[str, Any]) -> Any:
        if result.get("throttle"):
            return {"statusCode": 503, "headers": _JSON, "body": '{"message":"Service Unavailable"}'}, None
        if result.get("error"):
            return {"statusCode": 500, "headers": _JSON, "body": '{"message":"Internal Server Error"}'}, None
        return stock(result)

    replace(lambda_svc, "lambda_execute_result_to_api_proxy_response", "36f0ed215e85", to_response)

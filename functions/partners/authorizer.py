"""Authorizer of the routes that people and partners' programs share (decision 0006)."""

from collections.abc import Callable
from typing import Any

from guildhall.kernel.actor import SYSTEM, Origin
from guildhall.partners import wiring
from guildhall.partners.use_cases import AdmitCaller
from guildhall.platform import context
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.init import Lazily


def admit(admit_caller: AdmitCaller) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """Return the handler: a simple response, with the claims that the HTTP edge reads as context."""

    def handle(event: dict[str, Any], _: Any) -> dict[str, Any]:
        kind, _, token = (event.get("headers") or {}).get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            return {"isAuthorized": False}
        request_id = event["requestContext"]["requestId"]
        with context.scope(Origin(SYSTEM, request_id, request_id)):
            claims = admit_caller(token.strip())
        return {"isAuthorized": False} if claims is None else {"isAuthorized": True, "context": claims}

    return handle


handler = Lazily(lambda: admit(wiring.wire_admission(Platform.from_env())))

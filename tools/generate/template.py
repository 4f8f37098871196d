"""What the generators and the architecture tests read out of template.yaml and infra/bus.yaml."""

from __future__ import annotations

import re
from typing import Any

from tests.support.template import APP, BUS, resources


def functions() -> dict[str, dict[str, Any]]:
    """Return the properties of every Lambda function by logical id."""
    return {
        name: resource["Properties"]
        for name, resource in resources(APP).items()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def http_routes() -> list[tuple[str, str, str, bool]]:
    """Return (logical id, method, path, is public) of every route of the HTTP API."""
    routes = []
    for name, properties in functions().items():
        for event in properties.get("Events", {}).values():
            if event["Type"] == "HttpApi":
                own = event["Properties"]
                is_public = own.get("Auth", {}).get("Authorizer") == "NONE"
                routes.append((name, own["Method"], own["Path"], is_public))
    return routes


def is_public(path: str) -> bool:
    """Tell whether a path needs no sign-in. The catch-all does not count: it answers for paths that nobody serves."""
    return any(
        is_open and route != "/{proxy+}" and re.fullmatch(_pattern(route), path)
        for _, _, route, is_open in http_routes()
    )


def _pattern(route: str) -> str:
    text = re.escape(route).replace(re.escape("{proxy+}"), ".+")
    return re.sub(r"\\\{\w+\\\}", "[^/]+", text)


def subscriptions() -> dict[str, set[str]]:
    """Return, for each event type, the capabilities whose rules let it in (the logical id's first word)."""
    found: dict[str, set[str]] = {}
    for name, resource in resources(BUS).items():
        if resource["Type"] == "AWS::Events::Rule":
            for detail_type in (resource["Properties"].get("EventPattern") or {}).get("detail-type", []):
                found.setdefault(detail_type, set()).add(_first_word(name))
    return found


def _first_word(logical_id: str) -> str:
    end = next((i for i, letter in enumerate(logical_id[1:], 1) if letter.isupper()), len(logical_id))
    return logical_id[:end].lower()

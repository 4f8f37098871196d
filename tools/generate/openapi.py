"""Merges the OpenAPI of every HTTP edge into one document, with what the edge adds to each operation."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

from tools.generate.template import is_public

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "docs/api/openapi.json"
METHODS = {"get", "put", "post", "patch", "delete"}

INFO = {
    "title": "Guildhall",
    "version": "1",
    "description": (
        "One back end for marketplaces of verified professionals. Errors are RFC 9457 problems; lists page by opaque "
        "cursors; what two people can edit carries an ETag and wants If-Match; a POST wants an Idempotency-Key."
    ),
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}

PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem. `type` is stable; `errors` points at fields.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "trace_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail", "code"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON Pointer into the body, or `#query/name` …"},
                    "detail": {"type": "string"},
                    "code": {"type": "string"},
                },
            },
        },
    },
}

GATEWAY_REFUSAL = {
    "type": "object",
    "description": "The gateway's own answer, before any code of ours runs.",
    "required": ["message"],
    "properties": {"message": {"type": ["string", "null"]}},
}

IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "New for each thing you do, the same for its retries (24 hours).",
    "schema": {"type": "string", "minLength": 8, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"},
}
_PROBLEM_CONTENT = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
RESPONSES = {
    "Problem": {"description": "A problem", "content": _PROBLEM_CONTENT},
    "Unauthorized": {
        "description": "No valid access token",
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/GatewayRefusal"}},
            **_PROBLEM_CONTENT,
        },
    },
}


def edges() -> list[ModuleType]:
    """Import every module of functions/ that has routes, in the order of their names."""
    names = sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "functions").rglob("*.py")
        if "def create_app(" in path.read_text(encoding="utf-8")
    )
    return [importlib.import_module(name) for name in names]


def document() -> dict[str, Any]:
    """Return the merged OpenAPI 3.1 document. Raises ValueError if two edges claim one operation or schema name."""
    paths: dict[str, dict[str, Any]] = {}
    schemas: dict[str, Any] = {"Problem": PROBLEM, "GatewayRefusal": GATEWAY_REFUSAL}
    for module in edges():
        # Routes close over the wired capability and touch it only when they are called.
        part = json.loads(module.create_app(None).get_openapi_json_schema(title="part", version="1"))
        keyless: frozenset[str] = getattr(module, "KEYLESS", frozenset())
        for path, operations in part["paths"].items():
            target = paths.setdefault(path, {})
            for method, operation in operations.items():
                if method in target:
                    raise ValueError(f"two edges serve {method} {path}")
                target[method] = _completed(method, path, operation, keyless, is_open=is_public(path))
        for name, schema in part.get("components", {}).get("schemas", {}).items():
            if name in {"HTTPValidationError", "ValidationError"}:
                continue
            if schemas.get(name, schema) != schema:
                raise ValueError(f"two edges mean different things by the schema {name}")
            schemas[name] = schema
    return {
        "openapi": "3.1.0",
        "info": INFO,
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "parameters": {"IdempotencyKey": IDEMPOTENCY_KEY},
            "responses": RESPONSES,
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _completed(
    method: str, path: str, operation: dict[str, Any], keyless: frozenset[str], *, is_open: bool
) -> dict[str, Any]:
    done = dict(operation)
    done["operationId"] = _operation_id(method, path)
    responses = {code: answer for code, answer in done.get("responses", {}).items() if code != "422"}
    responses["default"] = {"$ref": "#/components/responses/Problem"}
    if "204" in responses:
        responses["204"] = {"description": "Done; there is nothing to say"}
    if is_open:
        done["security"] = []
    else:
        responses["401"] = {"$ref": "#/components/responses/Unauthorized"}
    done["responses"] = dict(sorted(responses.items()))
    if method == "post" and path not in keyless:
        done["parameters"] = [
            *done.get("parameters", []),
            {"$ref": "#/components/parameters/IdempotencyKey"},
        ]
    return done


def _operation_id(method: str, path: str) -> str:
    words = re.sub(r"[{}]", "", path.removeprefix("/v1/")).replace("-", "_").replace("/", "_")
    return f"{method}_{words}"


def text() -> str:
    """Return the document as it is committed."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"

"""Requests and answers as they cross the wire: forms with brackets (v1), JSON (v2)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from tools.stripe_server.errors import invalid


@dataclass(frozen=True, slots=True)
class Request:
    """One request. headers: lower-case names."""

    method: str
    path: str
    query: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def is_v2(self) -> bool:
        """Say whether the request speaks JSON."""
        return self.path.startswith("/v2/")

    def data(self) -> dict[str, Any]:
        """Decode the parameters, still as text when they came as a form. Raises ApiError on a malformed body."""
        try:
            text = self.body.decode()
            if self.is_v2 and text:
                data = json.loads(text)
                if not isinstance(data, dict):
                    raise invalid("The request body must be a JSON object.", code="invalid_fields")
                return data
        except ValueError as error:
            raise invalid("The request body could not be parsed.") from error
        pairs = parse_qsl(self.query, keep_blank_values=True) + parse_qsl(text, keep_blank_values=True)
        return unflatten(pairs)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. body: JSON-ready, or text with a content type of its own; is_dropped: hang up instead."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    is_dropped: bool = False


def unflatten(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Turn `a[b][0]=x` into nested maps; `a[]=x` numbers itself. Only the catalogue knows which maps are lists."""
    root: dict[str, Any] = {}
    for name, value in pairs:
        head, *rest = name.replace("]", "").split("[")
        node = root
        path = [head, *rest]
        for step in path[:-1]:
            child = node.setdefault(step, {})
            if not isinstance(child, dict):
                raise invalid(f"Invalid parameter name: {name}", param=name)
            node = child
        node[path[-1] or str(len(node))] = value
    return root

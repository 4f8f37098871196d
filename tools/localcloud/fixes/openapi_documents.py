"""An OpenAPI document is written into where it stands, not copied twice for each route.

AWS: the time that a transform takes is not the caller's.
SAM's translator, which MiniStack calls: for each route of an HTTP API it copies the whole document that it has so far,
adds the route and copies the result, which is half of all that a deploy of our API takes
(samtranslator/open_api/open_api.py:63, 539). Whoever makes such an editor writes its result back to where the document
came from, or reads only, so that nobody misses the copy; tests/localcloud/test_openapi_documents.py compares both ways.
Ours: no copy.
Can go when SAM's translator keeps one editor an API.
"""

from __future__ import annotations

import inspect
from typing import Any

from ministack.services.cloudformation import engine

from tools.localcloud.replace import expect, replace


def apply() -> None:
    """Stop the copies before the first transform: who deploys nothing does not import the translator."""
    stock = engine._apply_transforms

    def transforms(*arguments: Any, **options: Any) -> dict[str, Any]:
        write_in_place()
        result: dict[str, Any] = stock(*arguments, **options)
        return result

    replace(engine, "_apply_transforms", "d3f0e05e08db", transforms)


def write_in_place() -> None:
    """Let the translator's editors work on the documents that they are given. Raises TargetMoved."""
    from samtranslator.open_api import open_api

    if open_api._deepcopy is not _itself:
        expect(inspect.getsource(open_api.OpenApiEditor.__init__), "ff8ac0b6e838", "OpenApiEditor.__init__")
        expect(inspect.getsource(open_api.OpenApiEditor.openapi.fget), "4f7d40a98ddb", "OpenApiEditor.openapi")
        open_api._deepcopy = _itself


def _itself(document: Any) -> Any:
    return document

"""The inbound edges: what turns a Lambda event into one call of a use case.

Its names are loaded on first use: a worker that reads a queue must not load the HTTP resolver, a third of a start.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from guildhall.platform.edge.http import IfMatch, created, etag, http, if_match, ok
    from guildhall.platform.edge.messages import Delivery, on, queue
    from guildhall.platform.edge.tasks import tasks

# ruff: noqa: TC004 - `__all__` names what `_Edges` loads; these imports tell its types
__all__ = ["Delivery", "IfMatch", "created", "etag", "http", "if_match", "ok", "on", "queue", "tasks"]

_HOMES = {"Delivery": "messages", "on": "messages", "queue": "messages", "tasks": "tasks"}


class _Edges(ModuleType):
    """This package. Python hangs a loaded submodule on it by name; `http` and `tasks` are to stay the functions."""

    def __getattr__(self, name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"{__name__} has no {name}")
        return getattr(importlib.import_module(f"{__name__}.{_HOMES.get(name, 'http')}"), name)

    def __setattr__(self, name: str, value: Any) -> None:
        hides = isinstance(value, ModuleType) and name in __all__
        super().__setattr__(name, getattr(value, name) if hides else value)


sys.modules[__name__].__class__ = _Edges

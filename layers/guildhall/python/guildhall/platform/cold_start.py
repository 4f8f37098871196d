"""What a function does before it imports anything: every request that finds no warm process waits for these imports.

Measured on the administration API against stock `boto3.client('dynamodb')` (CPU ratio, bench/start.py): 1.07 without
this module, 0.98 without collections, 0.86 with the modules left out as well; peak memory 1.24 and 1.14.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Self

_RESOLVERS = "aws_lambda_powertools.event_handler."
NOT_LOADED = (
    # Powertools imports the resolvers of every event source, and asyncio with them; we answer HTTP APIs only.
    _RESOLVERS + "appsync",
    _RESOLVERS + "bedrock_agent",
    _RESOLVERS + "bedrock_agent_function",
    _RESOLVERS + "events_appsync.appsync_events",
    _RESOLVERS + "http_resolver",
    _RESOLVERS + "lambda_function_url",
    _RESOLVERS + "vpc_lattice",
    # Its own idempotency store imports boto3 and s3transfer; ours speaks through dynamo_transport.
    "aws_lambda_powertools.utilities.idempotency.persistence.dynamodb",
    # Cedar's syntax tree as dataclasses; we ask for decisions, not for trees.
    "cedarpy.pst",
)
"""Modules that packages import for others. A name leaves this list when its package imports it lazily, or we use it."""


class NotLoaded(RuntimeError):
    """A function uses something of NOT_LOADED; take the module off that list."""


class _Empty(ModuleType):
    """Stands in for a module: its names can be imported, and say what is wrong when they are used."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (_Unusable,), {"__module__": self.__name__})


class _Unusable:
    def __init__(self, *_: Any, **__: Any) -> None:
        kind = type(self)
        raise NotLoaded(f"{kind.__module__}.{kind.__name__} is not loaded in functions: see {__name__}.NOT_LOADED")


class _NoText(str):
    """The documentation of a client's method, which nobody reads in a function."""

    __slots__ = ()

    def __new__(cls, *_: Any, **__: Any) -> Self:
        return super().__new__(cls)


def prepare() -> None:
    """Make the imports that follow cheaper, inside Lambda; elsewhere do nothing.

    Garbage is not collected until `edge.init.Lazily` has built the handler: imports make objects that stay, and looking
    for garbage among them every 700 costs a tenth of the start. A test holds every function to that class.
    """
    if "AWS_LAMBDA_FUNCTION_NAME" not in os.environ:
        return
    gc.disable()
    for name in NOT_LOADED:
        sys.modules.setdefault(name, _Empty(name))
    _leave_out_documentation()


def _leave_out_documentation() -> None:
    """Keep botocore from loading its generator of reference pages: a tenth of a worker's start."""
    botocore = find_spec("botocore")
    if botocore is None or "botocore" in sys.modules:
        return
    package, docstring = ModuleType("botocore.docs"), ModuleType("botocore.docs.docstring")
    # Its other modules stay where they are: handlers.py imports some of them.
    package.__path__ = [f"{folder}/docs" for folder in botocore.submodule_search_locations or ()]
    for name in ("ClientMethodDocstring", "PaginatorDocstring", "WaiterDocstring"):
        setattr(docstring, name, _NoText)
    sys.modules |= {module.__name__: module for module in (package, docstring)}

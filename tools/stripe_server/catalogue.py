"""Every request that the pinned stripe-python can make: method, path, parameters, response class.

The service modules of the SDK are generated from Stripe's API specification, so their syntax trees tell what the
specification says. Reading them replaces a mock that would have to be downloaded and kept in step.
"""

import ast
import functools
import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import stripe

from tools.stripe_server import parameters, shapes

PACKAGE = Path(stripe.__file__).parent


@dataclass(frozen=True, slots=True)
class Reference:
    """A class of the SDK, named but not yet imported: importing all of them takes seconds."""

    module: str
    name: str

    def load(self) -> type:
        """Import the class."""
        found: type = getattr(importlib.import_module(self.module), self.name)
        return found


@dataclass(frozen=True, slots=True)
class Route:
    """One request of the SDK.

    method: upper case. template: such as /v1/transfers/{id}/reversals.
    operation: namespace, class and method of the SDK's service, such as issuing.CardService.create.
    params: None when the request takes none. is_list: whether the answer is a page of `response` objects.
    """

    method: str
    template: str
    operation: str
    params: Reference | None
    response: Reference | None
    is_list: bool

    @property
    def is_v2(self) -> bool:
        """Say whether the route speaks JSON and thin events instead of forms and snapshots."""
        return self.template.startswith("/v2/")


class Catalogue:
    """Look requests up, and check them and their answers against the SDK."""

    def __init__(self) -> None:
        self.routes = _routes()
        self._patterns = _patterns()

    def match(self, method: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
        """Find the route of a request and the ids in its path; None when the SDK has no such request."""
        for route, pattern in self._patterns:
            if route.method == method.upper() and (found := pattern.fullmatch(path)):
                return route, found.groups()
        return None

    def read(self, route: Route, data: Mapping[str, Any]) -> parameters.Reading:
        """Turn a request's data into typed values, with every unknown, missing or mistyped parameter named."""
        if route.params is None:
            return parameters.nothing_expected(data)
        return parameters.read(route.params.load(), data)

    def problems(self, method: str, path: str, data: Mapping[str, Any]) -> list[str]:
        """Say in sentences what is wrong with a planned call; empty when the SDK knows all of it.

        data: as handed to the SDK, or as decoded from a form. For call sheets: list every call, expect no problems.
        """
        found = self.match(method, path)
        if found is None:
            return [f"{method} {path}: the SDK has no such request"]
        return [str(problem) for problem in self.read(found[0], data).problems]

    def response_problems(self, route: Route, body: Mapping[str, Any]) -> list[str]:
        """Say which fields of an answer the SDK's class does not have, and which of its fields the answer lacks."""
        if route.response is None:
            return []
        items = body["data"] if route.is_list else [body]
        response = route.response.load()
        return [
            problem
            for item in items
            for problem in shapes.problems(shapes.class_of(item) if "object" in item else response, item)
        ]


@functools.cache
def _routes() -> tuple[Route, ...]:
    """Read the SDK once per process: 648 routes in a quarter of a second."""
    return tuple(route for path in sorted(PACKAGE.rglob("_*_service.py")) for route in _routes_of(path))


@functools.cache
def _patterns() -> tuple[tuple[Route, re.Pattern[str]], ...]:
    """Compile the templates, literal segments before wildcards, so that /search wins over /{id}."""
    ordered = sorted(_routes(), key=lambda route: route.template.count("{"))
    return tuple((route, re.compile(re.sub(r"\{\w+\}", "([^/]+)", route.template))) for route in ordered)


def _routes_of(path: Path) -> Iterator[Route]:
    tree = ast.parse(path.read_text())
    # Two namespaces may use one class name: issuing.DisputeService and DisputeService.
    prefix = "".join(f"{part}." for part in path.parent.relative_to(PACKAGE).parts)
    modules = {
        alias.asname or alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    for service in tree.body:
        if isinstance(service, ast.ClassDef):
            for method in service.body:
                if isinstance(method, ast.FunctionDef):
                    yield from _routes_of_method(prefix + service.name, method, modules)


def _routes_of_method(service: str, method: ast.FunctionDef, modules: Mapping[str, str]) -> Iterator[Route]:
    for call in ast.walk(method):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "_request":
            verb, target = call.args[:2]
            template = target.func.value if isinstance(target, ast.Call) else target  # type: ignore[attr-defined]
            returns = ast.unparse(method.returns).strip("'\"") if method.returns else ""
            yield Route(
                method=ast.literal_eval(verb).upper(),
                template=ast.literal_eval(template),
                operation=f"{service}.{method.name}",
                params=_params(method, modules),
                response=_response(returns, modules),
                is_list="[" in returns,
            )


def _params(method: ast.FunctionDef, modules: Mapping[str, str]) -> Reference | None:
    for argument in method.args.args:
        if argument.arg == "params" and argument.annotation is not None:
            found = re.search(r"\w+Params", ast.unparse(argument.annotation))
            if found and found.group() in modules:
                return Reference(modules[found.group()], found.group())
    return None


def _response(returns: str, modules: Mapping[str, str]) -> Reference | None:
    """Name the class of an answer: `Transfer`, `ListObject[Transfer]`, `SearchResultObject[Charge]`."""
    found = re.fullmatch(r"(?:\w+\[)?(\w+)\]?", returns)
    if found is None or found.group(1) not in modules:
        return None
    return Reference(modules[found.group(1)], found.group(1))

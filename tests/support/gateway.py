"""The HTTP API's routing and authorizers as template.yaml declares them, for a platform that runs in one process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

from tools.generate.template import functions

DEFAULT_AUTHORIZER = "Jwt"


@dataclass(frozen=True)
class Route:
    """One route. module: of the function that serves it. authorizer: `Jwt`, `Partner` or `NONE`."""

    method: str
    path: str
    module: str
    authorizer: str

    def serves(self, method: str, path: str) -> bool:
        """Tell whether the gateway would choose this route, or a more exact one, for a request."""
        return self.method in {"ANY", method} and self._pattern.fullmatch(path) is not None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        text = re.escape(self.path).replace(re.escape("{proxy+}"), ".+")
        return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", text), re.DOTALL)

    @property
    def is_exact(self) -> tuple[bool, int]:
        """What makes a route win over another: no greedy part, then the longer text."""
        return "{proxy+}" not in self.path, len(self.path)


@cache
def routes() -> tuple[Route, ...]:
    """Return every route of the template."""
    return tuple(
        Route(
            event["Properties"]["Method"],
            event["Properties"]["Path"],
            properties["CodeUri"].strip("/").replace("/", ".") + "." + properties["Handler"].rpartition(".")[0],
            event["Properties"].get("Auth", {}).get("Authorizer", DEFAULT_AUTHORIZER),
        )
        for properties in functions().values()
        for event in properties.get("Events", {}).values()
        if event["Type"] == "HttpApi"
    )


def route_of(method: str, path: str) -> Route:
    """Return the route that the gateway chooses."""
    return max((route for route in routes() if route.serves(method, path)), key=lambda route: route.is_exact)

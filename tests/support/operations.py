"""One way to call an operation of the API, with things of the world (world.py); examples.py has one for each.

A word after `$` is the id of a thing. `ends`: problems by which somebody who may do it learns of the present state.
`denies`: problems that mean "not you" although their status is not 403 or 404.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.http import Answer
from tests.support.world import World

OWN = "own account"
"""The version of the account of whoever asks."""


@dataclass(frozen=True)
class Example:
    """One way to call an operation.

    operation: method and path as in docs/api/openapi.json. case: which thing, where an operation has several examples.
    names: the thing of each path parameter. version: whose version If-Match names.
    is_signed_in: whether the operation reads the access token itself.
    """

    operation: str
    names: Mapping[str, str] = field(default_factory=dict)
    case: str = ""
    body: Any = None
    query: Mapping[str, str] = field(default_factory=dict)
    version: str | None = None
    ends: frozenset[str] = frozenset()
    denies: frozenset[str] = frozenset()
    headers: Mapping[str, str] = field(default_factory=dict)
    is_signed_in: bool = False

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.operation.partition(" ")[0]

    @property
    def template(self) -> str:
        """The path with the names of its parameters."""
        return self.operation.partition(" ")[2]

    @property
    def is_safe(self) -> bool:
        """Whether it only reads."""
        return self.method == "GET"

    @property
    def name(self) -> str:
        """What the table and the tests call it."""
        return f"{self.operation} ({self.case})" if self.case else self.operation

    def path(self, world: World, instead: Mapping[str, str] | None = None) -> str:
        """Return the path with ids. instead: ids by parameter that replace the example's own."""
        own = {name: filled(world, thing) for name, thing in self.names.items()}
        return self.template.format(**{**own, **(instead or {})})

    def send(self, world: World, who: str, **changes: Any) -> Answer:
        """Send it as somebody. changes: of the arguments of Client, such as `body`."""
        request: dict[str, Any] = {"body": filled(world, self.body), "query": filled(world, dict(self.query))}
        headers = {**self.headers, **changes.pop("headers", {})}
        if self.version is not None:
            version = f"{self.version} of {who}" if self.version == OWN else self.version
            headers = {"If-Match": f'"{world.versions.get(version, 0)}"'} | headers
        if self.is_signed_in and who in world.emails:
            headers |= world.bearer(who)
        path = changes.pop("path", None) or self.path(world)
        actor = world.actors[who] if who != "nobody" else None
        return world.whole.call(self.method, path, by=actor, headers=headers, **{**request, **changes})


def filled(world: World, part: Any) -> Any:
    """Return a part of a request with ids instead of the names of things."""
    if isinstance(part, str) and part.startswith("$"):
        return world.ids[part[1:]]
    if isinstance(part, dict):
        return {name: filled(world, value) for name, value in part.items()}
    return [filled(world, value) for value in part] if isinstance(part, list) else part


def example(operation: str, /, case: str = "", **given: Any) -> Example:
    """Return an example, shortly. given: what stands in the path."""
    known = {"body", "query", "version", "headers", "is_signed_in"}
    options: dict[str, Any] = {name: given.pop(name) for name in known & set(given)}
    options |= {name: frozenset(given.pop(name)) for name in ("ends", "denies") if name in given}
    return Example(operation, given, case, **options)

"""The requests that warm benches repeat, on data made through the public interfaces.

A capability joins by adding its requests here; until it exists its lines read "not built yet".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.world import World
from guildhall.kernel.actor import Actor

ADMIN = Actor("acc_admin", frozenset({"administrator"}))
COMMISSION = "/v1/settings/commission_basis_points"


@dataclass(frozen=True, slots=True)
class Request:
    """One request that can be sent again and again: a POST gets a new Idempotency-Key each time.

    capability: whose HTTP function answers it. prepare: makes the data it needs, and returns the event.
    """

    name: str
    capability: str
    prepare: Callable[[World], dict[str, Any]]


def _settings(world: World) -> dict[str, Any]:
    listed = world.call("administration", world.event("GET", "/v1/settings", ADMIN))
    version = next(s["version"] for s in listed["items"] if s["name"] == "commission_basis_points")
    change = world.event("PUT", COMMISSION, ADMIN, {"value": 1250}, if_match=f'"{version}"')
    world.call("administration", change)
    return world.event("GET", "/v1/settings", ADMIN)


WARM: dict[str, Request | None] = {
    "get": Request("get", "administration", _settings),
    "post": None,
    "list20": None,
}
"""The three requests of performance.md section 2: one aggregate, one new aggregate, a page of twenty."""


def _change(world: World) -> dict[str, Any]:
    listed = world.call("administration", world.event("GET", "/v1/settings", ADMIN))
    version = next(s["version"] for s in listed["items"] if s["name"] == "commission_basis_points")
    return world.event("PUT", COMMISSION, ADMIN, {"value": 1100}, if_match=f'"{version}"')


OPERATIONS = [
    Request("list_settings", "administration", _settings),
    Request("change_setting", "administration", _change),
]
"""What capacity and round trips are measured for, in an order in which each finds what it needs."""

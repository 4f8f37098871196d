"""Extending MiniStack's CloudFormation provisioners: something more to do after a resource was created or updated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services.cloudformation import provisioners

from tools.localcloud.replace import expect

Act = Callable[[str, dict[str, Any]], None]
"""Gets the physical id and the resolved properties of a resource."""


def also(resource_type: str, act: Act, *, create: str, update: str) -> None:
    """Run `act` after each creation and each update of a resource of this type.

    create, update: fingerprints of the provisioners that were found to leave the work undone. Raises TargetMoved.
    """
    handlers = provisioners._RESOURCE_HANDLERS[resource_type]
    stock_create, stock_update = handlers["create"], handlers["update"]
    expect(stock_create, create, f"the provisioner that creates {resource_type}")
    expect(stock_update, update, f"the provisioner that updates {resource_type}")

    def created(logical_id: str, props: dict[str, Any], stack_name: str) -> Any:
        result = stock_create(logical_id, props, stack_name)
        act(result[0], props)
        return result

    def updated(physical_id: str, old: dict[str, Any], new: dict[str, Any], *rest: Any, **named: Any) -> Any:
        result = stock_update(physical_id, old, new, *rest, **named)
        act(result[0], new)
        return result

    handlers["create"], handlers["update"] = created, updated

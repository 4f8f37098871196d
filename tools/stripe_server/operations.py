"""The requests that this server carries out, by the name that the SDK gives them."""

from collections.abc import Callable
from typing import Any

from tools.stripe_server.store import Body

Params = dict[str, Any]
Operation = Callable[..., Body]
OPERATIONS: dict[str, Operation] = {}


def operation(*names: str) -> Callable[[Operation], Operation]:
    """Register a function `(world, params, *ids) -> object` under names such as TransferService.create."""

    def register(function: Operation) -> Operation:
        for name in names:
            OPERATIONS[name] = function
        return function

    return register

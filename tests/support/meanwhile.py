"""Lets something happen between two steps of somebody else's work, and lets a replica lag behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from guildhall.platform.dynamo_transport import LeanTransport
from tests.support.waits import question

Carry = Callable[[LeanTransport, str, Mapping[str, Any]], dict[str, Any]]


@contextmanager
def just_before(asked: str, happens: Callable[[], object]) -> Iterator[None]:
    """Let something happen once, when the first question of the block that begins so is on its way to the database.

    asked: as `tests.support.waits.question` names it, such as `GetItem CONVERSATION` or `TransactWriteItems`. Fails if
    it was never asked.
    """
    stock, lock, left = LeanTransport.call, threading.Lock(), [happens]

    def carry(self: LeanTransport, operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        with lock:
            due = [left.pop()] if left and question(operation, arguments).startswith(asked) else []
        for one in due:
            one()
        return stock(self, operation, arguments)

    with _carried_by(carry):
        yield
    assert not left, f"never asked: {asked}"


@contextmanager
def behind() -> Iterator[None]:
    """Let what reads a table without asking for consistency find nothing: its replica has heard of nothing yet."""
    stock = LeanTransport.call

    def carry(self: LeanTransport, operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        if operation == "BatchGetItem":
            asked = arguments["RequestItems"].values()
            return stock(self, operation, arguments) if all(map(_is_consistent, asked)) else {"Responses": {}}
        if operation in {"GetItem", "Query"} and "IndexName" not in arguments and not _is_consistent(arguments):
            return {} if operation == "GetItem" else {"Items": [], "Count": 0, "ScannedCount": 0}
        return stock(self, operation, arguments)

    with _carried_by(carry):
        yield


@contextmanager
def _carried_by(carry: Carry) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("call", "_make_api_call"):
            patch.setattr(LeanTransport, name, carry)
        yield


def _is_consistent(arguments: Mapping[str, Any]) -> bool:
    return arguments.get("ConsistentRead") is True

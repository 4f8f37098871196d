"""What changed in a store is noticed, and brings another store to the same state."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tools.localcloud.tracked import Queues

Change = Callable[[dict[str, Any]], None]


def message(number: int) -> dict[str, Any]:
    return {
        "id": f"m{number}",
        "body": f"{number}" * 1000,
        "visible_at": 0.0,
        "receive_count": 0,
        "receipt_handle": None,
    }


def queue(count: int) -> dict[str, Any]:
    return {"name": "q", "messages": [message(number) for number in range(count)], "attributes": {"DelaySeconds": "0"}}


def received(queues: dict[str, Any]) -> None:
    queues["q"]["messages"][1].update(visible_at=30.0, receive_count=1, receipt_handle="r")


def deleted(queues: dict[str, Any]) -> None:
    queues["q"]["messages"] = [one for one in queues["q"]["messages"] if one["id"] != "m0"]


def sent(queues: dict[str, Any]) -> None:
    waiting = queues["q"]["messages"]
    waiting.append(message(7 + len(waiting)))


def purged(queues: dict[str, Any]) -> None:
    queues["q"]["messages"].clear()


def set_up(queues: dict[str, Any]) -> None:
    queues["q"]["attributes"]["DelaySeconds"] = "5"


def made_anew(queues: dict[str, Any]) -> None:
    queues["q"] = queue(1)


def removed(queues: dict[str, Any]) -> None:
    del queues["q"]


def added(queues: dict[str, Any]) -> None:
    queues["r"] = queue(2)


CHANGES: list[Change] = [received, deleted, sent, purged, set_up, made_anew, removed, added]


def stores() -> tuple[dict[str, Any], Queues, dict[str, Any], Queues]:
    """Two stores of queues in the same state, of which the first knows what was written down of it."""
    made: list[Any] = []
    for _ in range(2):
        queues = {"q": queue(3)}
        made += [queues, Queues(SimpleNamespace(__name__="sqs", _queues=queues), "_queues")]
    list(made[1].changes())
    return made[0], made[1], made[2], made[3]


@pytest.mark.parametrize("second", CHANGES)
@pytest.mark.parametrize("first", [received, deleted, sent, set_up, added])
def test_queues_come_back_as_they_were_after_each_change(first: Change, second: Change) -> None:
    queues, store, copies, copy = stores()

    for change in (first, second):
        change(queues)
        for key, content in store.changes():
            copy.restore(key, content)

        assert copies == queues


def test_what_did_not_change_is_not_written_again() -> None:
    queues, store, _, _ = stores()

    assert list(store.changes()) == []
    received(queues)
    ((_, content),) = store.changes()
    assert content is not None
    assert len(content) < 2 * 1000

"""How an operation on a collection slows down when the collection is a hundred times as large.

What a user waits for may grow with the logarithm of the size, not faster: the target is log(100 n) / log(n).
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.report import Result
from bench.scenarios import ADA, CLEO, CONVERSATION_PATH, open_conversation, open_project
from bench.world import World, world
from guildhall.kernel.clock import SystemClock
from guildhall.kernel.ids import UlidIds
from guildhall.messaging.models import Message
from guildhall.messaging.store.messages import DynamoMessages
from guildhall.platform.table import Database

SMALL = 10
LARGE = 100 * SMALL
TARGET = math.log(LARGE) / math.log(SMALL)
SAMPLES = 60
WARM_UP = 10
_clock = SystemClock()
_ids = UlidIds(_clock)


@dataclass(frozen=True, slots=True)
class Collection:
    """name: of the operation. grow: adds one more member. read: returns the event that reads the collection."""

    name: str
    capability: str
    grow: Callable[[World], Any]
    read: Callable[[World], dict[str, Any]]


def _keep_message(made: World) -> None:
    # Through the store: one person may send only sixty a minute.
    message = Message(
        made.ids["conversation"], _ids.new("msg"), CLEO.account_id, "The list is ready. " * 8, _clock.now()
    )
    DynamoMessages(Database(_clock, _ids)).put(message)


COLLECTIONS = [
    Collection("list_open_projects", "projects", open_project, lambda made: made.event("GET", "/v1/projects", ADA)),
    Collection(
        "list_own_projects",
        "projects",
        open_project,
        lambda made: made.event("GET", "/v1/projects", CLEO, query={"is_mine": "true"}),
    ),
    Collection(
        "last_20_messages",
        "messaging",
        _keep_message,
        lambda made: made.event("GET", CONVERSATION_PATH.format(**made.ids), ADA, query={"limit": "20"}),
    ),
]


def measure() -> list[Result]:
    """Measure each collection small, let it grow, and measure it again."""
    return [_measured(collection) for collection in COLLECTIONS]


def _measured(collection: Collection) -> Result:
    name = f"growth_{collection.name}"
    with world() as made:
        if not made.has(collection.capability):
            return Result(name, None, TARGET)
        if collection.capability == "messaging":
            open_conversation(made)
        small = _grown(made, collection, SMALL)
        large = _grown(made, collection, LARGE - SMALL)
    return Result(name, large / small, TARGET, note=f"{small:.2f} ms with {SMALL}, {large:.2f} ms with {LARGE}")


def _grown(made: World, collection: Collection, count: int) -> float:
    """Add members, then return the median time of a reading, milliseconds."""
    for _ in range(count):
        collection.grow(made)
    event = collection.read(made)
    taken = []
    for _ in range(WARM_UP + SAMPLES):
        began = time.perf_counter()
        made.call(collection.capability, event)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken[WARM_UP:])

"""What operations consume, against the least they could; and how often a user waits for DynamoDB in turn."""

from __future__ import annotations

from bench.report import Result
from bench.scenarios import OPERATIONS
from bench.world import world

MOST_RATIO = 1.05
MOST_ROUND_TRIPS = 3
"""Two reads and one transaction."""
ANSWER_SECONDS = 0.05
"""An engine in the same machine answers one question before a thread has asked the next; DynamoDB does not."""


def measure() -> list[Result]:
    """Run every operation once, in the order of the list: later ones build on what earlier ones made."""
    results = []
    with world() as made:
        for operation in OPERATIONS:
            if not made.has(operation.capability):
                results.append(Result(f"capacity_ratio_{operation.name}", None, MOST_RATIO))
                results.append(Result(f"round_trips_{operation.name}", None, MOST_ROUND_TRIPS, "calls"))
                continue
            event = operation.prepare(made)
            with made.recorder.recording(ANSWER_SECONDS) as seen:
                made.call(operation.capability, event)
            ratio, note = seen.units / seen.floor.units, f"{seen.units:g} units, floor {seen.floor.units:g}"
            results.append(Result(f"capacity_ratio_{operation.name}", ratio, MOST_RATIO, note=note))
            results.append(
                Result(f"round_trips_{operation.name}", seen.round_trips, MOST_ROUND_TRIPS, "calls", seen.told())
            )
    return results

"""Timers of messaging: calls that somebody waits in, what was written to be sent by now, what goes, and looks."""

from typing import Any

from guildhall.messaging.wiring import writing as wiring
from guildhall.platform.edge import tasks
from guildhall.platform.edge.tasks import every_part


def choose(timers: wiring.Timers) -> dict[str, Any]:
    """Return the tasks by name."""

    def look_at_clock(_: Any) -> dict[str, int]:
        return every_part(
            {
                # First what people wait for.
                "calls": timers.check_calls,
                "handed_over": timers.hand_over_due,
                "erased": timers.erase_remains,
                "swept": timers.sweep_files,
                "looks": timers.hand_over_looks,
            }
        )

    def name_talks(asked: dict[str, Any]) -> dict[str, Any]:
        named, position = timers.name_talks(asked.get("position"))
        return {"named": named, "position": position}

    def gather_blocks(asked: dict[str, Any]) -> dict[str, Any]:
        gathered, position = timers.gather_blocks(asked.get("position"))
        return {"gathered": gathered, "position": position}

    return {"look_at_clock": look_at_clock, "name_talks": name_talks, "gather_blocks": gather_blocks}


handler = tasks(choose, wiring.wire_timers)

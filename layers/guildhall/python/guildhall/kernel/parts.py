"""Tasks of operators over everything there is, in parts: each run ends soon, and says where the next one goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

P = TypeVar("P")

STEPS = 10
"""Steps of one run that find nothing to do: some seconds."""
ENOUGH = 100
"""Things that one run has done when it ends, whatever is left: some seconds, too."""


def go_on(step: Callable[[P | None], tuple[int, P | None]], position: P | None) -> tuple[int, P | None]:
    """Take some steps from a position, None for the beginning; return how much was done, and where to go on, or None.

    step: returns how much it did and where the next one begins, None at the end. It may be taken again from the same
    position at any time: whoever dies in it gives no answer, and is asked again.
    """
    done = 0
    for _ in range(STEPS):
        more, position = step(position)
        done += more
        if position is None or done >= ENOUGH:
            break
    return done, position

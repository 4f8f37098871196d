"""Runs inside a measured process: repeats one call and reports what a call costs. Standard library only.

Reported per call: cpu_us, user plus system microseconds of this process; calls, how many Python functions were
entered, which is exactly repeatable and therefore what CI compares.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

WARM_UP = 60
REPEATS = 400


def report(call: Callable[[], Any], repeats: int = REPEATS) -> None:
    """Print one JSON line: cpu_us and calls of one call, after warming up."""
    for _ in range(WARM_UP):
        call()
    calls = count_calls(call)
    began = time.process_time_ns()
    for _ in range(repeats):
        call()
    cpu_us = (time.process_time_ns() - began) / 1000 / repeats
    # The real standard output: a handler under test writes its log lines to the one in place.
    print(json.dumps({"cpu_us": cpu_us, "calls": calls}), file=sys.__stdout__)


def count_calls(call: Callable[[], Any]) -> int:
    """Return how many Python functions one call enters."""
    entered = 0

    def profile(_: FrameType, event: str, __: Any) -> None:
        nonlocal entered
        entered += event == "call"

    sys.setprofile(profile)
    try:
        call()
    finally:
        sys.setprofile(None)
    return entered

"""The whole platform on this machine: how fast a message arrives, and whether a hundred people get answers.

One local cloud is started for both, with everything deployed; loopback only. GUILDHALL_LOAD_SECONDS shortens the load.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench import chat, load
from bench.report import Result
from tools.journeys.stage import fresh_stage


def measure() -> list[Result]:
    """Measure the chat, then the load."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, fresh_stage(Path(folder)) as stage:
        return [*chat.measure(stage, Path(folder)), *load.measure(stage)]

"""Runs the journeys of tools/journeys as a person would: as programs of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def journey(module: str, *arguments: str, **environ: str) -> str:
    """Run a journey as its own program; return what it printed. Fails with its output unless it ends well."""
    run = subprocess.run(
        [sys.executable, "-m", f"tools.journeys.{module}", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'layers/guildhall/python'}", **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-3000:]
    return run.stdout


def every_step(last_line: str) -> bool:
    """Tell whether the last line of a journey counts as many steps as it planned."""
    done, _, planned = last_line.rpartition(": ")[2].removesuffix(" steps").partition("/")
    return done == planned != "0"

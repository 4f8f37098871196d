"""The customer's promises, kept through public interfaces only. `make demo CHAOS=1` and `make fuzz` go further."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.mark.timeout(900)
@pytest.mark.feature("IAM-07", "PRF-02")
def test_the_main_job_runs_from_sign_up_to_the_second_milestone() -> None:
    last = journey("main_job").splitlines()[-1]

    done, _, planned = last.removeprefix("main job: ").removesuffix(" steps").partition("/")
    assert done == planned != "0"

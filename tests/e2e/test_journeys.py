"""The customer's promises: the main job, also under chaos, and an API that answers nothing outside its contract."""

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


@pytest.mark.timeout(1200)
def test_the_main_job_survives_a_cloud_that_is_killed_at_random_moments() -> None:
    assert "every invariant of the books holds" in journey("chaos", CHAOS_SEED="7")


@pytest.mark.timeout(1200)
def test_made_up_requests_find_nothing_outside_the_contract() -> None:
    assert "fuzz: 2/2 steps" in journey("fuzz", "--examples", "3")

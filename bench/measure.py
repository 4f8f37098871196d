"""Runs cases side by side in fresh processes and compares them: ratios survive a busy machine, times do not.

CPU is user plus system time of the child, from the kernel. Cases take turns, so that whatever else runs on the
machine meets all of them alike; the median is what is reported.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RUNTIME = ROOT / ".local/runtime/bin/python"
LONGEST_SECONDS = 120

PEAK = """
with open('/proc/self/status') as status:
    print(next(line.split()[1] for line in status if line.startswith('VmHWM:')))
"""
"""Prints the child's own peak memory in KiB. What the parent sees includes its own memory at the fork."""


class CaseFailed(Exception):
    """A case ended with an error; the message holds what it wrote."""


@dataclass(frozen=True, slots=True)
class Case:
    """A program to measure.

    code: Python source; the last line it prints is its report. path: folders for PYTHONPATH, in order.
    python: interpreter; the functions' own by default.
    """

    name: str
    code: str
    path: Sequence[Path] = ()
    environ: Mapping[str, str] = field(default_factory=dict)
    options: Sequence[str] = ()
    python: Path = RUNTIME


@dataclass(frozen=True, slots=True)
class Sample:
    """One run. cpu_ms: user plus system time of the whole process. report: the last line it printed."""

    cpu_ms: float
    report: str
    errors: str


def run(case: Case) -> Sample:
    """Run a case once. Raises CaseFailed."""
    environ = {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": os.pathsep.join(str(folder) for folder in case.path),
        # As in Lambda, where code is read-only: what is not compiled beforehand is compiled each time.
        "PYTHONDONTWRITEBYTECODE": "1",
        **case.environ,
    }
    child = subprocess.Popen(
        [str(case.python), *case.options, "-c", case.code],
        env=environ,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        out, errors = child.communicate(timeout=LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        raise CaseFailed(f"{case.name} took more than {LONGEST_SECONDS} s") from None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if child.returncode:
        told = "\n".join(line for line in errors.splitlines() if not line.startswith(("#", "import ")))
        raise CaseFailed(f"{case.name} ended with {child.returncode}:\n{told[-4000:]}")
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Sample(seconds * 1000, out.strip().rpartition("\n")[2], errors)


def interleave(cases: Sequence[Case], rounds: int) -> dict[str, list[Sample]]:
    """Run all cases in turn, `rounds` times, after one round that only warms the file cache."""
    for case in cases:
        run(case)
    samples: dict[str, list[Sample]] = {case.name: [] for case in cases}
    for _ in range(rounds):
        for case in cases:
            samples[case.name].append(run(case))
    return samples


def cpu(samples: Sequence[Sample]) -> float:
    """Return the median CPU time, milliseconds."""
    return statistics.median(sample.cpu_ms for sample in samples)


def ratio(samples: Mapping[str, Sequence[Sample]], name: str, base: str) -> float:
    """Return the median, over the rounds, of a case's CPU against the base's in the same round."""
    pairs = zip(samples[name], samples[base], strict=True)
    return statistics.median(ours.cpu_ms / stock.cpu_ms for ours, stock in pairs)


def reports(samples: Sequence[Sample]) -> list[dict[str, Any]]:
    """Return what the samples reported as JSON objects."""
    return [json.loads(sample.report) for sample in samples]


def machine() -> str:
    """Describe the machine as far as it explains a number."""
    model, memory = "unknown processor", 0
    if sys.platform == "linux":
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    version = subprocess.run([str(RUNTIME), "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return f"{model}, {os.cpu_count()} cores, {memory} GiB, {sys.platform}, {version}; shared with other programs"

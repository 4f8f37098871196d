"""Runs the mutants: `python -m tools.mutants [--machines] [words of a name …]`.

Each is put into a copy of the tree, never into the tree itself. The plain tests of its capability run first; with
--machines, or when no plain test noticed, its state machine too.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.mutants.catalogue import MUTANTS, PACKAGE, Mutant

ROOT = Path(__file__).parents[2]
COPIED = (
    "layers/guildhall",
    "functions",
    "tests",
    "tools",
    "infra",
    "events",
    "docs",
    "template.yaml",
    "pyproject.toml",
)
SKIPPED = shutil.ignore_patterns("__pycache__", "node_modules", ".hypothesis")
PATIENCE_SECONDS = 900
"""For one run of tests. Who runs longer was not judged: a busy machine is no proof."""
STEPS = "400"
FAILED = re.compile(r"^FAILED \S+::(\w+)", re.MULTILINE)


@contextmanager
def tree() -> Iterator[Path]:
    """Copy what the tests need into a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=SKIPPED)
            else:
                shutil.copy(source, copy / name)
        (copy / ".local").symlink_to(ROOT / ".local")
        (copy / "tools/node/node_modules").symlink_to((ROOT / "tools/node/node_modules").resolve())
        yield copy


def noticed(copy: Path, tests: tuple[str, ...], **environ: str) -> str | None:
    """Return the test that failed, or None. Raises RuntimeError when the tests could not run."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        ran = subprocess.run(
            command, cwd=copy, env={**os.environ, **environ}, capture_output=True, text=True, check=False,
            timeout=PATIENCE_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"undecided after {PATIENCE_SECONDS} seconds") from None
    if ran.returncode == 0:
        return None
    found = FAILED.search(ran.stdout)
    if found:
        return found.group(1)
    if "error" in ran.stdout.lower():
        return "an import or a fixture"
    raise RuntimeError(ran.stdout[-2000:] + ran.stderr[-2000:])


def judge(copy: Path, mutant: Mutant, *, with_machine: bool) -> str:
    """Return what noticed a mutant, in words."""
    module = copy / PACKAGE / mutant.path
    whole = module.read_text(encoding="utf-8")
    try:
        module.write_text(mutant.broken(whole), encoding="utf-8")
        test = noticed(copy, mutant.tests)
        words = [test] if test else []
        if with_machine or not test:
            machine = noticed(copy, (mutant.machine,), GUILDHALL_STEPS=STEPS)
            words += [f"P {machine}"] if machine else []
    finally:
        module.write_text(whole, encoding="utf-8")
    return "; ".join(words)


def main() -> int:
    """Run the mutants that were asked for; return how many nobody noticed."""
    parser = argparse.ArgumentParser(prog="tools.mutants", description=__doc__)
    parser.add_argument("--machines", action="store_true", help="let the state machines judge each mutant too")
    parser.add_argument("words", nargs="*", help="words that the name of a mutant has to contain")
    asked = parser.parse_args()
    chosen = [mutant for mutant in MUTANTS if all(word in mutant.name for word in asked.words)]
    survivors = 0
    with tree() as copy:
        for mutant in chosen:
            began = time.monotonic()
            killer = judge(copy, mutant, with_machine=asked.machines)
            survivors += not killer
            seconds = time.monotonic() - began
            sys.stdout.write(f"{'killed' if killer else 'SURVIVED':9}{mutant.name:48}{killer} ({seconds:.0f} s)\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(chosen) - survivors} of {len(chosen)} mutants killed\n")
    return survivors


if __name__ == "__main__":
    sys.exit(main())

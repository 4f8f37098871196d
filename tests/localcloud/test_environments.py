"""Installing says in one sentence what a machine lacks, and touches nothing that is up to date or not its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.localcloud.cloud import ROOT


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with what the script reads: itself and the lock files."""
    for name in ("tools/environments.py", "tools/node/package-lock.json", "tools/locks/runtime.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text((ROOT / name).read_text())
    return tmp_path


def run(clone: Path, *names: str, path: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(path or clone / "nowhere"), **variables}
    command = [sys.executable, "tools/environments.py", *names]
    return subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, check=False)


def program(folder: Path, name: str, says: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\necho {says}\n")
    (folder / name).chmod(0o755)


def test_a_missing_node_is_named(clone: Path) -> None:
    done = run(clone, "node")

    assert done.returncode == 1
    assert done.stderr.startswith("Node is missing: install Node 20 or later")


def test_an_old_node_is_named_with_its_version(clone: Path) -> None:
    for name in ("node", "npm"):
        program(clone / "bin", name, "v18.19.0")

    done = run(clone, "node", path=clone / "bin")

    assert done.returncode == 1
    assert done.stderr.startswith("Node v18.19.0 is too old")


def test_an_old_python_is_refused(clone: Path) -> None:
    program(clone / "bin", "ancient", "False")

    done = run(clone, "runtime", path=clone / "bin", GUILDHALL_PYTHON="ancient")

    assert done.returncode == 1
    assert done.stderr.startswith("no usable Python 3.11 or later")


def test_an_unknown_name_is_refused(clone: Path) -> None:
    assert run(clone, "elsewhere").stdout == "no such environment: elsewhere\n"


def test_a_linked_environment_is_somebody_elses_and_left_alone(clone: Path) -> None:
    other = clone / "other"
    other.mkdir()
    (clone / ".local").mkdir()
    (clone / ".local" / "runtime").symlink_to(other)

    done = run(clone, "runtime")

    assert (done.returncode, done.stdout) == (0, "")
    assert not list(other.iterdir())

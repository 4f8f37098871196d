"""Finds uv, the installer that resolves and fills every environment and layer of this repository."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class UvMissing(Exception):
    """uv is not installed; the message says how to get it."""


def program() -> str:
    """Return the path of uv: $UV, the clone's own, or the one on PATH. Raises UvMissing."""
    candidates = [os.environ.get("UV"), str(ROOT / ".local/uv/bin/uv"), shutil.which("uv")]
    for candidate in candidates:
        if candidate and Path(candidate).exists():
            return candidate
    raise UvMissing(
        "uv is not installed: run `make env`, or set UV to its path; tools/locks/uv.txt pins the version we use"
    )


def run(arguments: Sequence[str]) -> None:
    """Run uv at the top of the clone, quietly. Raises CalledProcessError with what it said."""
    # Wheels that happen to lie on this machine must not get into a lock or a layer.
    environment = {name: text for name, text in os.environ.items() if name not in {"PIP_FIND_LINKS", "UV_FIND_LINKS"}}
    done = subprocess.run(
        [program(), *arguments, "--quiet"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, done.args, done.stdout, done.stderr.strip())

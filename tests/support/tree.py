"""Where things lie in the repository, for tests that read sources."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "layers/guildhall/python/guildhall"
CAPABILITIES = {path.name for path in PACKAGE.iterdir() if path.is_dir()} - {
    "assets", "kernel", "platform", "policies", "__pycache__",
}  # fmt: skip


def sources() -> Iterator[tuple[Path, str]]:
    """Yield each module that is deployed, with its text."""
    for top in (PACKAGE, ROOT / "functions"):
        for path in sorted(top.rglob("*.py")):
            yield path, path.read_text(encoding="utf-8")


@cache
def tracked() -> dict[str, str]:
    """Return every text file that git tracks, by path; bytes that are no text are left out."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = {}
    for name in listed.split("\0")[:-1]:
        try:
            found[name] = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # a font, a picture; or deleted and not committed yet
    return found

"""Builds web/ into .local/web when its sources have changed; what is up to date costs a tenth of a second."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

from tools.localcloud.cloud import ROOT

SOURCES = ROOT / "web"
DIST = ROOT / ".local" / "web"
STAMP = ".stamp"
# What a build reads. Tests and installed packages are left out; the lock stands for the latter.
PARTS = ("index.html", "package-lock.json", "vite.config.ts", "tsconfig.json", "src/**/*", "public/**/*", "tools/*")


class WebNotBuilt(Exception):
    """The build failed; the message holds the end of what it said."""


def build(sources: Path = SOURCES, dist: Path = DIST) -> bool:
    """Bring the built web app up to date; tell whether anything had to be done. Raises WebNotBuilt."""
    stamp = dist / STAMP
    wanted = digest(sources)
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    command = ["npx", "--no-install", "vite", "build", "--outDir", str(dist), "--emptyOutDir"]
    done = subprocess.run(command, cwd=sources, capture_output=True, text=True, check=False)
    if done.returncode:
        raise WebNotBuilt(
            "\n".join(["the web app could not be built:", *(done.stdout + done.stderr).splitlines()[-20:]])
        )
    stamp.write_text(wanted)
    return True


def release_of(dist: Path) -> str:
    """Return the app release that was built there, as browsers tell it; `unknown` for files of another origin."""
    stamp = dist / STAMP
    return stamp.read_text()[:12] if stamp.exists() else "unknown"


def digest(sources: Path) -> str:
    """Return what a build is made from, in short."""
    found = hashlib.sha256()
    for file in sorted(_files(sources)):
        found.update(str(file.relative_to(sources)).encode())
        found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def _files(sources: Path) -> set[Path]:
    # Types generated from the API's document do not reach the build.
    return {file for part in PARTS for file in sources.glob(part) if file.is_file() and file.suffixes != [".d", ".ts"]}

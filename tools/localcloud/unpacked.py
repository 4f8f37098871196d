"""Archives unpacked once per content: every environment of every function reads the same folder.

A layer of 60 MB is unpacked and compiled once, not once per process, so a cold start costs its imports only.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import os
import shutil
import subprocess
import tempfile
import threading
import time
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

_KEEP_SECONDS = 7 * 24 * 3600  # folders that nothing used for a week belong to sources that have changed since
_locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


@functools.lru_cache(maxsize=256)
def digest(archive: bytes) -> str:
    """Return the SHA-256 of an archive; a repeated question about the same object is answered from memory."""
    return hashlib.sha256(archive).hexdigest()


def unpacked(archive: bytes, shelf: Path, python: str) -> Path:
    """Return the folder that holds an archive's files, unpacking it if this is its first use.

    shelf: where the folders stand, one per content.
    python: the interpreter for which the modules are compiled.
    Raises zipfile.BadZipFile; ValueError when an entry would leave the folder.
    """
    name = digest(archive)
    folder = shelf / name
    with _locks[name]:
        if not folder.exists():
            _unpack(archive, folder, python)
    os.utime(folder)
    return folder


def sweep(shelf: Path) -> None:
    """Remove folders that nothing used for a week."""
    if not shelf.exists():
        return
    for folder in shelf.iterdir():
        # Another local cloud renames its workspace here, or sweeps too: what is gone needs no sweeping.
        with contextlib.suppress(FileNotFoundError):
            if folder.stat().st_mtime < time.time() - _KEEP_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def _unpack(archive: bytes, folder: Path, python: str) -> None:
    with _workspace(folder.parent) as workspace:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            for entry in opened.namelist():
                if not (workspace / entry).resolve().is_relative_to(workspace.resolve()):
                    raise ValueError(f"the archive's entry {entry!r} leaves its folder")
            opened.extractall(workspace)
        _compile(workspace, python)
        # Another local cloud may have finished the same archive in the meantime; its folder is as good.
        with contextlib.suppress(OSError):
            workspace.rename(folder)


def _compile(folder: Path, python: str) -> None:
    # "unchecked": the content never changes, so no import needs to look at the source's date. A source that does not
    # compile is not our business: importing it says so.
    command = [python, "-I", "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash", str(folder)]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextlib.contextmanager
def _workspace(shelf: Path) -> Iterator[Path]:
    shelf.mkdir(parents=True, exist_ok=True)
    workspace = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=shelf))
    try:
        yield workspace
    finally:
        if workspace.exists():
            shutil.rmtree(workspace, ignore_errors=True)

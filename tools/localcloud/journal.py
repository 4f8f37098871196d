"""Files from which a killed process gets its state back: complete snapshots, and what was written since.

A folder holds `snapshot-<n>/`, made complete by renaming, and `journal-<n>`, the entries written after snapshot n was
taken. Entries reach the operating system with one `write` before the caller is told, so that they survive the death of
the process. Only a power cut could lose them, which is no reason to pay an `fsync` on a developer's machine.
"""

from __future__ import annotations

import os
import pickle
import shutil
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_HEAD = struct.Struct(">II")  # length and CRC-32 of the entry that follows


class Journal:
    """The current state of a folder of snapshots and journals. Not thread-safe: the caller holds a lock."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._file = -1
        # Never continue the last process's journal: it may end in the middle of an entry.
        self._number = 1 + max([0, *_numbers(folder, "journal-"), *_numbers(folder, "snapshot-")])

    @property
    def snapshot(self) -> Path | None:
        """The newest complete snapshot."""
        complete = _numbers(self._folder, "snapshot-")
        return self._folder / f"snapshot-{max(complete):08}" if complete else None

    def entries(self) -> Iterator[Any]:
        """Read what was written since the newest snapshot, oldest first; an entry that was cut off ends its journal."""
        begin = max([0, *_numbers(self._folder, "snapshot-")])
        for number in sorted(_numbers(self._folder, "journal-")):
            if number >= begin:
                yield from _read(self._path(number))

    def append(self, entry: Any) -> None:
        """Write one entry; when this returns it survives the death of the process."""
        if self._file < 0:
            self._file = os.open(self._path(self._number), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        body = pickle.dumps(entry, pickle.HIGHEST_PROTOCOL)
        rest = memoryview(_HEAD.pack(len(body), zlib.crc32(body)) + body)
        while rest:
            rest = rest[os.write(self._file, rest) :]

    def turn(self) -> int:
        """Begin a new journal; return the number of the snapshot that has to hold all that came before it."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        self._number += 1
        return self._number

    def workspace(self, number: int) -> Path:
        """Return an empty folder in which snapshot `number` can be prepared."""
        folder = self._folder / f"unfinished-{number:08}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder

    def complete(self, number: int) -> None:
        """Declare the prepared snapshot complete and remove everything that it replaces."""
        (self._folder / f"unfinished-{number:08}").rename(self._folder / f"snapshot-{number:08}")
        for older in (n for n in _numbers(self._folder, "snapshot-") if n < number):
            shutil.rmtree(self._folder / f"snapshot-{older:08}", ignore_errors=True)
        for older in (n for n in _numbers(self._folder, "journal-") if n < number):
            self._path(older).unlink(missing_ok=True)
        # A newer one may be in the making: the process ends while the copy that made this one was still writing.
        for older in (n for n in _numbers(self._folder, "unfinished-") if n < number):
            shutil.rmtree(self._folder / f"unfinished-{older:08}", ignore_errors=True)

    def _path(self, number: int) -> Path:
        return self._folder / f"journal-{number:08}"


def _numbers(folder: Path, prefix: str) -> list[int]:
    return [int(path.name.removeprefix(prefix)) for path in folder.glob(f"{prefix}*")]


def _read(path: Path) -> Iterator[Any]:
    content = path.read_bytes()
    at = 0
    while at + _HEAD.size <= len(content):
        length, check = _HEAD.unpack_from(content, at)
        body = content[at + _HEAD.size : at + _HEAD.size + length]
        if len(body) < length or zlib.crc32(body) != check:
            return
        yield pickle.loads(body)  # noqa: S301  # our own file, readable by this user only
        at += _HEAD.size + length

"""Programs that outlive the command that started them: remembered by a pid file, ended by pid, never by name."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_END_SECONDS = 60.0
_POLL_SECONDS = 0.02


@dataclass
class Program:
    """A program in a session of its own.

    name: names its pid file and its log inside `home`.
    """

    name: str
    home: Path
    _child: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def log_file(self) -> Path:
        """Where the program writes what it says."""
        return self.home / f"{self.name}.log"

    @property
    def pid(self) -> int | None:
        """The id of the running process; None if it does not run, whoever has that id now."""
        if self._child is not None:
            return self._child.pid if self._child.poll() is None else None
        try:
            known = json.loads(self._pid_file.read_text())
        except (OSError, ValueError):
            return None
        pid: int = known["pid"]
        return pid if _birth(pid) == known["birth"] else None

    def start(self, command: Sequence[str], environ: Mapping[str, str], folder: Path) -> None:
        """Start the program in a folder, with exactly this environment."""
        self.home.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            self._child = subprocess.Popen(
                command,
                cwd=folder,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._pid_file.write_text(json.dumps({"pid": self._child.pid, "birth": _birth(self._child.pid)}))

    def end(self) -> None:
        """Ask the program to end, wait, and take what is left of its session by force. It may be over already."""
        self._signal(os.kill, signal.SIGTERM)
        self._await_end()
        self.kill()

    def kill(self) -> None:
        """End the program and all it has started like a power cut."""
        self._signal(os.killpg, signal.SIGKILL)
        self._await_end()
        self._child = None
        self._pid_file.unlink(missing_ok=True)

    def children(self, command: str) -> list[int]:
        """List the processes that the program has started, that run now and whose command line contains a text."""
        search = ["pgrep", "-P", str(self.pid), "-f", command]
        return [int(line) for line in subprocess.run(search, capture_output=True, check=False).stdout.split()]

    def last_words(self, lines: int = 15) -> str:
        """Return the end of its log."""
        if not self.log_file.exists():
            return ""
        return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-lines:])

    @property
    def _pid_file(self) -> Path:
        return self.home / f"{self.name}.pid"

    def _signal(self, send: Callable[[int, int], None], number: int) -> None:
        # A leader that has ended may leave processes of its session behind, so its id is asked for without checking.
        pid = self._child.pid if self._child is not None else self.pid
        if pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                send(pid, number)

    def _await_end(self) -> None:
        deadline = time.monotonic() + _END_SECONDS
        while self.pid is not None and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)


def _birth(pid: int) -> str:
    """Return what tells a process from a later one with the same id; an empty text when there is none."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.exists():
        state, *rest = stat.read_text().rpartition(") ")[2].split()
        return "" if state == "Z" else rest[18]  # field 22: the time of its start
    if Path("/proc/self").exists():
        return ""
    said = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return said.stdout.strip()

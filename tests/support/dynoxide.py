"""Starts dynoxide, the DynamoDB engine of the tests: in memory, on loopback, ready in about 5 ms."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(__file__).parents[2] / "tools/node/node_modules/@dynoxide/linux-x64/dynoxide"
READY_SECONDS = 10.0
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    # No look at the metadata service of a machine that is not in a cloud: it would wait for its timeout.
    "AWS_EC2_METADATA_DISABLED": "true",
}
"""What a process needs in its environment to talk to a local engine."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A running engine."""

    endpoint_url: str
    pid: int

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point AWS libraries at this engine."""
        return {**ENVIRONMENT, "AWS_ENDPOINT_URL_DYNAMODB": self.endpoint_url}


@contextmanager
def dynoxide(file: Path | None = None) -> Iterator[Engine]:
    """Run an engine of one's own for the length of the block.

    file: keep the tables in this SQLite file; without it they live in memory.
    Raises RuntimeError if the engine is not ready within READY_SECONDS.
    """
    process, port = _start(file)
    try:
        yield Engine(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def _start(file: Path | None) -> tuple[subprocess.Popen[bytes], int]:
    """Start the program on a free port; another program may take the port first, so try again."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        port = _free_port()
        arguments = [str(PROGRAM), "serve", "--port", str(port), *(["--db-path", str(file)] if file else [])]
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if _says_listening(process, deadline):
            return process, port
        process.kill()
        process.wait()
    raise RuntimeError(f"{PROGRAM.name} was not ready within {READY_SECONDS} s")


def _says_listening(process: subprocess.Popen[bytes], deadline: float) -> bool:
    """Wait until the program announces its address; False if it ended or the deadline passed."""
    if process.stdout is None:
        return False
    said = b""
    while time.monotonic() < deadline:
        readable, _, _ = select.select([process.stdout], [], [], deadline - time.monotonic())
        chunk = os.read(process.stdout.fileno(), 4096) if readable else b""
        if not chunk:
            return False
        said += chunk
        if b"listening" in said:
            return True
    return False


def _free_port() -> int:
    """Ask the system for a port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

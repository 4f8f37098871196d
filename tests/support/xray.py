"""Listens as the X-Ray daemon beside a function does."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

TRACE_ID = "1-6745f0aa-0123456789abcdef01234567"
HEADER = f"Root={TRACE_ID};Parent=53995c3f42cd8ad8;Sampled=1"


class Daemon:
    """A port for datagrams. address: `host:port`."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(2)
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"

    def heard(self) -> dict[str, Any]:
        """Return the next document. Raises TimeoutError."""
        preface, _, document = self._socket.recv(65_536).partition(b"\n")
        assert json.loads(preface) == {"format": "json", "version": 1}
        read: dict[str, Any] = json.loads(document)
        return read

    def has_heard_nothing(self) -> bool:
        self._socket.settimeout(0)
        try:
            self._socket.recv(1)
        except BlockingIOError:
            return True
        return False

    def close(self) -> None:
        self._socket.close()


@contextmanager
def listening() -> Iterator[Daemon]:
    """Trace the calls of this process, in the trace HEADER, to a daemon of one's own."""
    daemon = Daemon()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_XRAY_DAEMON_ADDRESS", daemon.address)
        environment.setenv("_X_AMZN_TRACE_ID", HEADER)
        environment.setenv("GUILDHALL_TRACE_CALLS", "true")
        yield daemon
    daemon.close()

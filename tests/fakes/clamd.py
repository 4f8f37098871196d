"""ClamAV's daemon as its protocol is documented (clamd(8), INSTREAM), with the ways in which it can fail."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

SIGNATURE = b"EICAR"


@dataclass
class Daemon:
    """What it received. says: instead of its verdict, ended by `end`; None closes without a word."""

    address: tuple[str, int] = ("", 0)
    received: list[bytes] = field(default_factory=list)
    says: bytes | None = b"verdict"
    end: bytes = b"\0"
    most_bytes: int = 1024 * 1024

    def verdict(self, content: bytes) -> bytes | None:
        """Return the answer for a file."""
        if len(content) > self.most_bytes:
            return b"INSTREAM size limit exceeded. ERROR"
        if self.says != b"verdict":
            return self.says
        return b"stream: Eicar-Test-Signature FOUND" if SIGNATURE in content else b"stream: OK"


@contextmanager
def running(daemon: Daemon) -> Iterator[Daemon]:
    """Serve on a free port of loopback."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            assert self.rfile.read(10) == b"zINSTREAM\0"
            content = b""
            while length := struct.unpack(">I", self.rfile.read(4))[0]:
                content += self.rfile.read(length)
            daemon.received.append(content)
            answer = daemon.verdict(content)
            if answer is not None:
                self.wfile.write(answer + daemon.end)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        daemon.address = ("127.0.0.1", server.server_address[1])
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield daemon
        server.shutdown()

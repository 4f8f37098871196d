"""Answers that end too early: what came of them is what we have."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from guildhall.platform import outbound
from guildhall.platform.addresses import Target

AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: closing resets the connection."""
LENGTH = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\npart"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n10\r\n"


@contextmanager
def saying(said: bytes, *, is_reset: bool) -> Iterator[Target]:
    """Serve one connection: take the request, say that much, and end or reset the connection."""

    def serve() -> None:
        connected, _ = server.accept()
        with connected:
            while not connected.recv(4_096).endswith(b"\r\n\r\n"):
                continue
            connected.sendall(said)
            if is_reset:
                connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve)
        thread.start()
        yield Target("http", "partner.test", "127.0.0.1", server.getsockname()[1], "/")
        thread.join()


@pytest.mark.parametrize("is_reset", [False, True], ids=["ended", "reset"])
@pytest.mark.parametrize("said", [LENGTH, CHUNKED], ids=["length", "chunked"])
def test_a_body_that_breaks_off_leaves_the_status_and_what_came(said: bytes, *, is_reset: bool) -> None:
    with saying(said, is_reset=is_reset) as target:
        answer = outbound.send(target, {}, method="GET", whole_seconds=10, longest=500)

    assert (answer.status, answer.body) == (200, b"part")


def test_no_more_is_read_than_was_asked_for() -> None:
    with saying(LENGTH, is_reset=False) as target:
        answer = outbound.send(target, {}, method="GET", whole_seconds=10, longest=3)

    assert answer.body == b"par"


@pytest.mark.parametrize("is_reset", [False, True], ids=["ended", "reset"])
def test_without_a_status_there_is_no_answer(*, is_reset: bool) -> None:
    with saying(b"", is_reset=is_reset) as target, pytest.raises(ConnectionError):
        outbound.send(target, {}, method="GET", whole_seconds=10, longest=3)

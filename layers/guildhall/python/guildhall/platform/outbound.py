"""Requests to other people's servers: to a checked address only, within a deadline, never following a redirect."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from guildhall.platform.addresses import Target

CONNECT_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Answer:
    """headers: names in lower case; of a repeated header the last. body: at most as long as was asked for."""

    status: int
    headers: dict[str, str]
    body: bytes


def send(
    target: Target,
    headers: Mapping[str, str],
    body: bytes = b"",
    *,
    method: str = "POST",
    whole_seconds: float,
    longest: int,
    trust: ssl.SSLContext | None = None,
) -> Answer:
    """Send one request to the very address that was checked, under the name of its URL.

    whole_seconds: for everything after the connection stands. longest: bytes of the body that are read; fewer if it
    breaks off. trust: whom to believe who they are; by default whom this machine believes.
    Raises ssl.SSLError, OSError (of which TimeoutError) and http.client.HTTPException.
    """
    connected = socket.create_connection((target.address, target.port), timeout=CONNECT_SECONDS)
    # A socket's timeout starts anew with every byte; only this ends a server that drips.
    is_over = threading.Event()
    deadline = threading.Timer(whole_seconds, _cut, [connected, is_over])
    deadline.daemon = True
    deadline.start()
    try:
        connected.settimeout(whole_seconds)
        if target.scheme == "https":
            trusted = trust or ssl.create_default_context()
            connected = trusted.wrap_socket(connected, server_hostname=target.host)
            deadline.args = [connected, is_over]
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.sock = connected
        connection.request(method, target.path, body, dict(headers))
        with connection.getresponse() as answer:
            if is_over.is_set():
                # http.client takes a head that was cut off in the middle for a whole one.
                raise TimeoutError
            named = {name.lower(): text for name, text in answer.getheaders()}
            return Answer(answer.status, named, _body(answer, longest))
    finally:
        deadline.cancel()
        connected.close()


def _body(answer: http.client.HTTPResponse, longest: int) -> bytes:
    """Return what comes of a body. One that is cut off may end or, as more of it arrives, break: its status stands."""
    came = bytearray()
    with suppress(OSError, http.client.HTTPException):
        while part := answer.read1(longest - len(came)):
            came += part
    return bytes(came)


def _cut(connected: socket.socket, is_over: threading.Event) -> None:
    is_over.set()
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)

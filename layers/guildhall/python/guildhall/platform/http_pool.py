"""Kept-alive HTTP/1.1 connections to one address: one send, one receive, no header objects.

urllib3 and http.client spend 250 us of CPU on an exchange whose system calls cost 15: that is more than everything
else a small DynamoDB request needs. This knows only what such an exchange uses: POST, a body of known length, no
redirects, no proxy, no compression.
"""

from __future__ import annotations

import os
import select
import socket
import ssl
import threading
import time
import weakref
from collections import deque
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlsplit

from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
    SSLError,
)
from botocore.httpsession import get_cert_path

CONNECT_TIMEOUT_SECONDS = 1.0
READ_TIMEOUT_SECONDS = 3.0
MOST_IDLE = 10
LONGEST_IDLE_SECONDS = 45
"""DynamoDB hangs up after about a minute; a frozen function wakes with connections that died unnoticed."""
RECEIVE_BYTES = 65_536
MOST_HEAD_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """headers: names in lower case; of a repeated header the last."""

    status: int
    headers: dict[str, str]
    content: bytes


class Pool:
    """Connections to one endpoint, for many threads. endpoint_url: scheme, host and port, without a path."""

    def __init__(self, endpoint_url: str) -> None:
        parts = urlsplit(endpoint_url)
        self.host = parts.netloc
        self._url = endpoint_url
        self._is_secure = parts.scheme == "https"
        self._address = parts.hostname or "", parts.port or (443 if self._is_secure else 80)
        self._idle: deque[tuple[socket.socket, float]] = deque()
        self._context: ssl.SSLContext | None = None
        self._lock = threading.Lock()
        # Not __del__: of a pool in a cycle, the collector may come to the connections first, and complain of each.
        weakref.finalize(self, _hang_up, self._idle)

    def post(self, headers: dict[str, str], body: bytes, path: str = "/") -> Answer:
        """Send a request and return the answer, whatever its status.

        headers: without Content-Length. path: encoded already. Raises botocore's ConnectTimeoutError,
        EndpointConnectionError, SSLError, ReadTimeoutError and ConnectionClosedError.
        """
        lines = "".join([f"{name}: {text}\r\n" for name, text in headers.items()])
        head = f"POST {path} HTTP/1.1\r\n{lines}content-length: {len(body)}\r\n\r\n"
        connection = self._take()
        try:
            connection.sendall(head.encode("latin-1") + body)
            answer = _receive(connection)
        except TimeoutError as error:
            connection.close()
            raise ReadTimeoutError(endpoint_url=self._url, error=error) from error
        except (OSError, ValueError) as error:
            connection.close()
            raise ConnectionClosedError(endpoint_url=self._url, error=error) from error
        if answer.headers.get("connection", "").lower() == "close" or len(self._idle) >= MOST_IDLE:
            connection.close()
        else:
            self._idle.append((connection, time.time()))
        return answer

    def _take(self) -> socket.socket:
        """Return an idle connection that still lives, or a new one."""
        while True:
            try:
                connection, since = self._idle.pop()
            except IndexError:
                return self._connect()
            # Wall-clock time: the monotonic clock may stand still while a function is frozen.
            if time.time() - since < LONGEST_IDLE_SECONDS and not _is_readable(connection):
                return connection
            connection.close()

    def _connect(self) -> socket.socket:
        try:
            connection = socket.create_connection(self._address, CONNECT_TIMEOUT_SECONDS)
        except TimeoutError as error:
            raise ConnectTimeoutError(endpoint_url=self._url, error=error) from error
        except OSError as error:
            raise EndpointConnectionError(endpoint_url=self._url, error=error) from error
        connection.settimeout(READ_TIMEOUT_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if not self._is_secure:
            return connection
        try:
            return self._trust().wrap_socket(connection, server_hostname=self._address[0])
        except OSError as error:
            connection.close()
            raise SSLError(endpoint_url=self._url, error=error) from error

    def _trust(self) -> ssl.SSLContext:
        """Return whom we trust: $AWS_CA_BUNDLE, $REQUESTS_CA_BUNDLE or botocore's own bundle."""
        with self._lock:
            if self._context is None:
                own = os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE")
                self._context = ssl.create_default_context(cafile=own or get_cert_path(verify=True))
            return self._context


def _hang_up(idle: deque[tuple[socket.socket, float]]) -> None:
    while idle:
        idle.pop()[0].close()


def _is_readable(connection: socket.socket) -> bool:
    """Tell whether an idle connection has something to say: the other side has hung up."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))


def _receive(connection: socket.socket) -> Answer:
    """Read one answer. Raises OSError and ValueError if it does not come whole."""
    data = bytearray(_some(connection))
    while (end := data.find(b"\r\n\r\n")) < 0:
        if len(data) > MOST_HEAD_BYTES:
            raise ValueError("the head of the answer does not end")
        data += _some(connection)
    first, *lines = data[:end].decode("latin-1").split("\r\n")
    protocol, _, rest = first.partition(" ")
    if not protocol.startswith("HTTP/1."):
        raise ValueError(f"not an HTTP/1.1 answer: {first[:80]!r}")
    headers = {name.lower(): text.strip() for name, _, text in (line.partition(":") for line in lines)}
    del data[: end + 4]
    if headers.get("transfer-encoding", "").lower() == "chunked":
        content = _chunks(connection, data)
    else:
        length = int(headers["content-length"]) if "content-length" in headers else _no_length()
        while len(data) < length:
            data += _some(connection)
        content = bytes(data[:length])
    return Answer(int(rest[:3]), headers, content)


def _chunks(connection: socket.socket, data: bytearray) -> bytes:
    """Read a body that comes in chunks (RFC 9112 section 7.1). DynamoDB sends none, servers that play it may."""
    content = bytearray()
    while True:
        while (end := data.find(b"\r\n")) < 0:
            data += _some(connection)
        size = int(data[:end].partition(b";")[0], 16)
        whole = end + 2 + size + 2
        while len(data) < whole:
            data += _some(connection)
        content += data[end + 2 : end + 2 + size]
        del data[:whole]
        if size == 0:
            return bytes(content)


def _some(connection: socket.socket) -> bytes:
    """Receive something. Raises ConnectionError at the end."""
    received = connection.recv(RECEIVE_BYTES)
    if not received:
        raise ConnectionError("the other side hung up before the answer was whole")
    return received


def _no_length() -> NoReturn:
    raise ValueError("an answer without a length")

"""Our own HTTP connections: kept alive, checked before use, read whole whatever way the answer comes."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError, SSLError

from guildhall.platform import http_pool
from guildhall.platform.http_pool import Pool

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"


class Server:
    """Answers each request with the next scripted parts; counts connections."""

    def __init__(self, script: list[list[bytes]], context: ssl.SSLContext | None = None) -> None:
        self.script = script
        self.connections = 0
        self.requests: list[bytes] = []
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        scheme = "https" if context else "http"
        self.url = f"{scheme}://localhost:{self._listener.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            wrapped = self._context.wrap_socket(connection, server_side=True) if self._context else connection
        except OSError:
            connection.close()
            return
        with wrapped:
            while self.script and (request := wrapped.recv(65536)):
                self.requests.append(request)
                parts = self.script.pop(0)
                for part in parts:
                    wrapped.sendall(part)
                if parts == HANG_UP or b"close" in b"".join(parts):
                    return

    def join_connections(self) -> None:
        for thread in self._threads[1:]:
            thread.join(5)

    def stop(self) -> None:
        # Closing alone does not wake a thread that waits in accept().
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


HANG_UP: list[bytes] = []


@contextmanager
def serving(*script: list[bytes], context: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(list(script), context)
    try:
        yield server
    finally:
        server.stop()


@pytest.mark.parametrize(
    "parts",
    [
        [OK],
        [OK[:10], OK[10:40], OK[40:-2], OK[-2:]],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n5\r", b"\nhel", b"lo\r\n0\r", b"\n\r\n"],
    ],
)
def test_an_answer_is_read_whole_whatever_way_it_comes(parts: list[bytes]) -> None:
    with serving(parts, [OK]) as server:
        pool = Pool(server.url)

        first, second = pool.post({"a": "b"}, b"body"), pool.post({}, b"")

        assert (first.status, first.content) == (200, b"hello")
        assert second.headers == {"content-type": "text/plain", "content-length": "5"}
        assert server.connections == 1
        assert server.requests[0] == b"POST / HTTP/1.1\r\na: b\r\ncontent-length: 4\r\n\r\nbody"


def test_a_large_answer_is_read_whole() -> None:
    body = b"x" * 3_000_000
    with serving([b"HTTP/1.1 200 OK\r\ncontent-length: 3000000\r\n\r\n", body]) as server:
        assert Pool(server.url).post({}, b"").content == body


@pytest.mark.parametrize(
    "parts",
    [
        HANG_UP,
        [OK[:-1], b""],
        [b"HTTP/1.1 200 OK\r\n\r\nclose"],
        [b"SSH-2.0-close\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\nclose"],
    ],
)
def test_a_broken_answer_is_an_error_and_its_connection_is_not_used_again(
    parts: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_pool, "READ_TIMEOUT_SECONDS", 0.2)
    with serving(parts, [OK]) as server:
        pool = Pool(server.url)

        with pytest.raises((ConnectionClosedError, ReadTimeoutError)):
            pool.post({}, b"")

        assert pool.post({}, b"").content == b"hello"
        assert server.connections == 2


def test_a_connection_that_the_server_closes_is_replaced_before_use() -> None:
    closing = OK.replace(b"\r\nContent-L", b"\r\nConnection: close\r\nContent-L")
    with serving([closing], [OK]) as server:
        pool = Pool(server.url)

        pool.post({}, b"")
        pool.post({}, b"")

        assert server.connections == 2


def test_a_connection_that_was_closed_while_idle_is_noticed() -> None:
    with serving([OK.replace(b"hello", b"close")], [OK]) as server:
        pool = Pool(server.url)
        pool.post({}, b"")
        server.join_connections()

        assert pool.post({}, b"").content == b"hello"
        assert server.connections == 2


def test_a_connection_that_was_idle_for_long_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving([OK], [OK]) as server:
        pool = Pool(server.url)
        pool.post({}, b"")
        monkeypatch.setattr(http_pool, "LONGEST_IDLE_SECONDS", 0)

        pool.post({}, b"")

        assert server.connections == 2


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed")
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    request = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    subprocess.run(
        [program, *request.split(), "-keyout", file.with_suffix(".key"), "-out", file], check=True, capture_output=True
    )
    return file


@pytest.fixture
def secure(certificate: Path) -> Callable[[], ssl.SSLContext]:
    def make() -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, certificate.with_suffix(".key"))
        return context

    return make


def test_a_trusted_certificate_is_accepted(
    secure: Callable[[], ssl.SSLContext], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    with serving([OK], [OK], context=secure()) as server:
        pool = Pool(server.url)

        assert [pool.post({}, b"").content for _ in range(2)] == [b"hello", b"hello"]
        assert server.connections == 1


def test_an_untrusted_certificate_is_refused_before_anything_is_sent(
    secure: Callable[[], ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    with serving([OK], context=secure()) as server:
        with pytest.raises(SSLError, match="certificate verify failed"):
            Pool(server.url).post({}, b"secret")

        assert server.requests == []


def test_a_certificate_of_another_name_is_refused(
    secure: Callable[[], ssl.SSLContext], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    with serving([OK], context=secure()) as server, pytest.raises(SSLError):
        Pool(server.url.replace("localhost", "127.0.0.1")).post({}, b"secret")

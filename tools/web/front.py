"""The front door on one machine: the web app, /v1 and /config.json on one origin, as the distribution serves them.

`python -m tools.web.front PORT OPTIONS`: OPTIONS is JSON with the fields of `Door`. The payment console's API is
reached through it too, under /payment-console: the content security policy lets pages talk to their own origin only.
"""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import mimetypes
import re
import sys
from dataclasses import dataclass
from functools import cached_property, partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from guildhall.platform.heads import LOCALES
from tools.web.build import DIST, release_of
from tools.web.headers import asset_headers, security_headers
from tools.web.heads import headed, headed_name

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
CONTACT = "hello@guildhall.example"
# Hop by hop, or set by the server itself.
_OWN = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server", "host"})
_CONSOLE = "/payment-console"
# What the distribution packs of the API's answers: where it may keep them, of these types and sizes.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
_PACKED_PATHS = ("/venues/", "/v1/public/")
_PACKED_TYPES = frozenset({"text/html", "application/json"})
_PACKED_BYTES = range(1_000, 10_000_001)
_SLUG = re.compile(r"[a-z0-9-]{1,100}")
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("font/woff2", ".woff2")


def headed_path(path: str) -> str:
    """Return where the API has a headed page of a venue, as the distribution's function VenuePages names it."""
    parts = path.removesuffix("/").split("/")
    page = (parts[3] if len(parts) > 3 else "") or "home"  # noqa: PLR2004  after "", "venues" and the venue
    if len(parts) > (5 if page == "book" else 4):
        page = "-"
    slug = parts[2] if len(parts) > 2 and _SLUG.fullmatch(parts[2]) else "-"  # noqa: PLR2004
    return f"/v1/public/venues/{slug}/site/headed/{page}"


def headed_query(query: str, languages: str) -> str:
    """Return the query that a headed page is asked for with, as VenuePages writes it.

    languages: as the browser says them, in Accept-Language.
    """
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "reads"]
    if dict(kept).get("hl") not in LOCALES:
        tags = [tag.strip()[:2] for tag in languages.split(",")]
        kept.append(("reads", next((tag for tag in tags if tag in LOCALES), "en")))
    return urlencode(kept)


@dataclass(frozen=True)
class Door:
    """Where everything behind the door is.

    api_url: base of the HTTP API. socket_url: of the WebSocket API. files_url: origin of uploads and downloads.
    stripe_url: of the local Stripe server. web_url: of the door itself. dist: the built web app.
    """

    api_url: str
    socket_url: str
    files_url: str
    stripe_url: str
    web_url: str
    dist: str = str(DIST)

    @cached_property
    def headers(self) -> dict[str, str]:
        """The headers of every answer but assets and those for everybody."""
        socket = urlsplit(self.socket_url)
        return security_headers({"Socket": f"{socket.scheme}://{socket.netloc}", "Files": self.files_url})

    @cached_property
    def asset_headers(self) -> dict[str, str]:
        """The headers of scripts, styles and fonts."""
        return asset_headers()

    @cached_property
    def headed(self) -> dict[str, bytes]:
        """The pages that have a head of their own, by name."""
        return dict(headed(Path(self.dist), self.web_url))

    @cached_property
    def config(self) -> bytes:
        """What the app reads first."""
        release = release_of(Path(self.dist))
        given = {"websocket_url": self.socket_url, "payments": "local", "release": release, "contact": CONTACT}
        return json.dumps(given).encode()


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: object, door: Door) -> None:
        self._door = door
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Find a file, or pass the request on."""
        raw, _, query = self.path.partition("?")
        path, name = unquote(raw), headed_name(raw, query)
        if path.startswith(("/v1/", _CONSOLE + "/")):
            self._pass_on()
        elif path == "/config.json":
            self._send(HTTPStatus.OK, "application/json", self._door.config, REVALIDATE)
        elif path.startswith("/venues/"):
            asked = headed_query(query, self.headers.get("Accept-Language", ""))
            self._pass_on(headed_path(raw) + (asked and f"?{asked}"))
        elif name in self._door.headed:
            self._send(HTTPStatus.OK, "text/html; charset=utf-8", self._door.headed[name], REVALIDATE)
        else:
            self._file(path)

    do_HEAD = do_GET  # noqa: N815  # the server's name for it

    def do_POST(self) -> None:
        """Pass the request on; nothing of ours takes anything but reading."""
        if self.path.startswith(("/v1/", _CONSOLE + "/")):
            self._pass_on()
        else:
            self._send(HTTPStatus.METHOD_NOT_ALLOWED, "text/plain", b"", REVALIDATE)

    do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_POST  # noqa: N815

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet: the functions have logs of their own."""

    @property
    def _headers(self) -> dict[str, str]:
        # As the distribution: answers for everybody bring headers of their own, so that sites can frame the widget.
        if self.path.startswith("/v1/public/"):
            return {}
        return self._door.asset_headers if self.path.startswith("/assets/") else self._door.headers

    def _file(self, path: str) -> None:
        """Send a file; any other path is a page of the app."""
        root = Path(self._door.dist).resolve()
        file = (root / path.lstrip("/")).resolve()
        if not file.is_relative_to(root) or not file.is_file() or file.name.startswith("."):
            if Path(path).suffix:
                self._send(HTTPStatus.NOT_FOUND, "text/plain", b"there is no such file", REVALIDATE)
                return
            file = root / "index.html"
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        kind += "; charset=utf-8" if kind.startswith("text/") or kind.endswith(("javascript", "json")) else ""
        keep = IMMUTABLE if path.startswith("/assets/") else REVALIDATE
        packed = file.with_name(file.name + ".br")
        if packed.exists() and "br" in self.headers.get("Accept-Encoding", ""):
            self._send(HTTPStatus.OK, kind, packed.read_bytes(), keep, {"Content-Encoding": "br"})
        else:
            self._send(HTTPStatus.OK, kind, file.read_bytes(), keep)

    def _pass_on(self, path: str = "") -> None:
        """Ask what is behind the door. path: what to ask for instead of what was asked, with the query."""
        is_console = self.path.startswith(_CONSOLE + "/")
        base = urlsplit(self._door.stripe_url if is_console else self._door.api_url)
        target = base.path + (path or self.path.removeprefix(_CONSOLE if is_console else ""))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        sent = {name: value for name, value in self.headers.items() if name.lower() not in _OWN}
        connection = http.client.HTTPConnection(base.hostname or "", base.port or 80, timeout=60)
        try:
            connection.request(self.command, target, body or None, sent)
            answer = connection.getresponse()
            content = answer.read()
        except OSError:
            self._send(HTTPStatus.BAD_GATEWAY, "text/plain", b"what is behind the door does not answer", REVALIDATE)
            return
        finally:
            connection.close()
        own = _OWN | {name.lower() for name in self._headers}
        headers = [(name, value) for name, value in answer.headers.items() if name.lower() not in own]
        if self._is_packed(answer, content):
            content = gzip.compress(content)
            headers = [(name, _weak(value) if name.lower() == "etag" else value) for name, value in headers]
            headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
        self.send_response(answer.status)
        for name, value in headers:
            self.send_header(name, value)
        self._finish(content)

    def _is_packed(self, answer: http.client.HTTPResponse, content: bytes) -> bool:
        return (
            self.path.startswith(_PACKED_PATHS)
            and "gzip" in self.headers.get("Accept-Encoding", "")
            and "Content-Encoding" not in answer.headers
            and answer.headers.get_content_type() in _PACKED_TYPES
            and len(content) in _PACKED_BYTES
        )

    def _send(
        self, status: HTTPStatus, kind: str, content: bytes, keep: str, more: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Cache-Control": keep,
            "Vary": "Accept-Encoding",
            **(more or {}),
        }.items():
            self.send_header(name, value)
        self._finish(content)

    def _finish(self, content: bytes) -> None:
        for name, value in self._headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            # A browser that left the page no longer listens; there is nobody to tell.
            with contextlib.suppress(ConnectionError):
                self.wfile.write(content)


def _weak(tag: str) -> str:
    """Return the entity tag of the same content in other bytes (RFC 9110, 8.8.1)."""
    return tag if tag.startswith("W/") else f"W/{tag}"


class FrontDoor(ThreadingHTTPServer):
    """Serves one `Door` on loopback."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, door: Door) -> None:
        super().__init__(("127.0.0.1", port), partial(Handler, door=door))


def main() -> None:
    """Serve until the process is ended."""
    FrontDoor(int(sys.argv[1]), Door(**json.loads(sys.argv[2]))).serve_forever()


if __name__ == "__main__":
    main()

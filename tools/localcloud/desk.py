"""A page on loopback for people: the mails and text messages that were sent, the API's reference, the sandbox's payer.

`python -m tools.localcloud.desk PORT HOME`: PORT is the local cloud's; the page is served two ports above it.
"""

from __future__ import annotations

import html
import mimetypes
import sys
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from tools.localcloud import sandbox_page
from tools.localcloud.cloud import ROOT, LocalCloud

_SWAGGER = ROOT / "tools" / "node" / "node_modules" / "swagger-ui-dist"
_OPENAPI = ROOT / "docs" / "api" / "openapi.json"
_MOST_BYTES = 10_000
_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#1c2733}
article{border:1px solid #ccd3da;border-radius:.5rem;padding:1rem;margin:1rem 0}pre{white-space:pre-wrap;margin:0}
dt{float:left;width:6rem;color:#55606b}dd{margin:0 0 0 6rem}nav a{margin-right:1rem}"""
_DOCS = """<link rel="stylesheet" href="/docs/swagger-ui.css"><div id="reference"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({url: "/docs/openapi.json", dom_id: "#reference"})</script>"""


class Desk(BaseHTTPRequestHandler):
    """Answers GET for `/`, `/outbox`, `/docs` and `/sandbox`, where a person plays the payer and answers by POST."""

    def __init__(self, *arguments: Any, cloud: LocalCloud) -> None:
        self._cloud = cloud
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Find the page or file and send it."""
        path = self.path.partition("?")[0].rstrip("/")
        if path in {"", "/outbox"}:
            self._page("Outbox", outbox_page(self._cloud.mails(), self._cloud.texts()))
        elif path == "/docs":
            self._page("API reference", _DOCS)
        elif path == "/sandbox":
            self._page("Sandbox payment", sandbox_page.page(dict(parse_qsl(self.path.partition("?")[2]))))
        elif path == "/docs/openapi.json":
            self._file(_OPENAPI)
        elif path.startswith("/docs/"):
            self._file(_SWAGGER / Path(path).name)
        else:
            self._page("Nothing here", "<p>There is no such page.</p>", HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Take the payer's answer, from our own page only: another site must not answer for a person."""
        is_own = self.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        length = int(self.headers.get("Content-Length") or 0)
        if self.path != "/sandbox" or not is_own or length > _MOST_BYTES:
            self._page("Nothing here", "<p>There is no such page.</p>", HTTPStatus.NOT_FOUND)
            return
        try:
            said = sandbox_page.send(dict(parse_qsl(self.rfile.read(length).decode())))
        except (sandbox_page.NotHere, KeyError, ValueError, OSError):
            self._page("Sandbox payment", "<p>This is not a payment of the sandbox here.</p>", HTTPStatus.BAD_REQUEST)
            return
        self._page("Sandbox payment", f"<p>{html.escape(said)}</p>")

    def log_message(self, *_arguments: Any) -> None:
        """Keep quiet: nobody needs a log of reading mails."""

    def _page(self, title: str, body: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        links = '<nav><a href="/outbox">Outbox</a><a href="/docs">API reference</a></nav>'
        self._send(status, "text/html; charset=utf-8", f"{head}{links}<h1>{title}</h1>{body}</html>".encode())

    def _file(self, path: Path) -> None:
        if not path.is_file():
            self._page("Nothing here", f"<p>{html.escape(path.name)} is missing.</p>", HTTPStatus.NOT_FOUND)
            return
        self._send(HTTPStatus.OK, mimetypes.guess_type(path.name)[0] or "application/octet-stream", path.read_bytes())

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def outbox_page(mails: list[dict[str, Any]], texts: list[dict[str, Any]]) -> str:
    """Return the list of mails and text messages as HTML, the newest first; nothing in them is trusted."""
    parts = [
        _message({"From": m["Source"], "To": ", ".join(m["To"]), "Subject": m["Subject"]}, _body(m)) for m in mails
    ]
    parts += [_message({"Phone": text.get("PhoneNumber", "?")}, text.get("Message", "")) for text in texts]
    return "".join(reversed(parts)) or "<p>Nothing was sent yet.</p>"


def _body(mail: dict[str, Any]) -> str:
    text: str = mail.get("BodyText") or mail.get("BodyHtml") or ""
    return text


def _message(fields: dict[str, str], body: str) -> str:
    rows = "".join(f"<dt>{name}</dt><dd>{html.escape(value)}</dd>" for name, value in fields.items())
    return f"<article><dl>{rows}</dl><pre>{html.escape(body)}</pre></article>"


def main() -> None:
    """Serve until the process is ended."""
    port = int(sys.argv[1])
    cloud = LocalCloud(home=Path(sys.argv[2]), port=port)
    ThreadingHTTPServer(("127.0.0.1", port + 2), partial(Desk, cloud=cloud)).serve_forever()


if __name__ == "__main__":
    main()

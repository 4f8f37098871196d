"""The front door: one origin for the web app and the API, with the distribution's own headers."""

from __future__ import annotations

import gzip
import http.client
import json
import subprocess
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import zip_longest
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest

from tools.localcloud.cloud import ROOT
from tools.localcloud.package import load_template
from tools.web import build, publish
from tools.web.front import Door, FrontDoor, headed_path, headed_query
from tools.web.headers import security_headers
from tools.web.heads import FOLDER, headed, headed_name

PAGE = "<!doctype html><html><head><title>Guildhall</title></head>the page</html>"


class Echo(BaseHTTPRequestHandler):
    """Stands where the API is: says what it was asked, and sets two cookies."""

    def do_POST(self) -> None:
        """Answer with the request."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._say(201, body)

    def do_GET(self) -> None:
        """Answer as a function does that brings its own headers."""
        self._say(404, "")

    do_HEAD = do_GET  # noqa: N815  # the server's name for it

    def _say(self, status: int, body: str) -> None:
        self.send_response(status)
        self.send_header("Content-Security-Policy", "default-src 'none'")
        self.send_header("Set-Cookie", "one=1")
        self.send_header("Set-Cookie", "two=2")
        self.send_header("Connection", "close")
        self.send_header("Content-Type", "application/json")
        self.send_header("ETag", '"1"')
        self.end_headers()
        said = {"path": self.path, "body": body, "key": self.headers["Idempotency-Key"]}
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""


@pytest.fixture
def door(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "assets" / "a-1.js").write_text("plain")
    (tmp_path / "assets" / "a-1.js.br").write_bytes(b"packed")
    (tmp_path / ".stamp").write_text("4f2a90c1b7de" + "0" * 52)
    echo = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    api = f"http://127.0.0.1:{echo.server_address[1]}/stage"
    front = FrontDoor(
        0, Door(api, "ws://localhost:1/live", "http://localhost:2", api, "https://web.example", str(tmp_path))
    )
    for server in (echo, front):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield front.server_address[1]
    for server in (echo, front):
        server.shutdown()
        server.server_close()


def ask(port: int, method: str, path: str, body: str | None = None, **headers: str) -> http.client.HTTPResponse:
    """Send a request and return the answer with its content read."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    answer.content = answer.read()  # type: ignore[attr-defined]
    connection.close()
    return answer


def content(answer: http.client.HTTPResponse) -> bytes:
    """Return what was read."""
    read: bytes = answer.content  # type: ignore[attr-defined]
    return read


@pytest.mark.parametrize("path", ["/venues", "/contracts/ctr_1?tab=2", "/a/b/c"])
def test_every_path_that_is_no_file_is_the_page_and_is_never_kept(door: int, path: str) -> None:
    answer = ask(door, "GET", path)

    assert (answer.status, content(answer)) == (200, PAGE.encode())
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "language", "title"),
    [
        ("/", "en", "Verified professionals, protected payments · Guildhall"),
        ("/?hl=xx", "en", "Verified professionals, protected payments · Guildhall"),
        ("/about?hl=fr", "fr", "À propos de Guildhall · Guildhall"),
        ("/contact?a=1&hl=ur", "ur", "رابطہ · Guildhall"),
    ],
)
def test_pages_of_the_platform_have_a_head_in_the_language_asked_for(
    door: int, path: str, language: str, title: str
) -> None:
    page = content(ask(door, "GET", path)).decode()

    assert f'<html lang="{language}"' in page
    assert f"<title>{title}</title>" in page
    assert '<meta property="og:image" content="https://web.example/icon-512.png">' in page
    assert page.count("<title>") == 1
    assert ("?hl=xx" in page, page.count("hreflang")) == (False, 4)


def test_pages_of_venues_are_asked_of_the_api_with_status_and_the_headers_of_our_own_pages(door: int) -> None:
    answer = ask(door, "GET", "/venues/chez-nour/menu?hl=fr")

    assert answer.status == 404
    assert json.loads(content(answer))["path"] == "/stage/v1/public/venues/chez-nour/site/headed/menu?hl=fr"
    assert len(answer.headers.get_all("Content-Security-Policy") or []) == 1
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


ADDRESSES = [
    *("/", "/about", "/contact", "/about/", "/status", "/index.html", "/assets/a-1.js", "/%2e", "/headed"),
    *("/venues", "/venues/", "/venues/chez-nour", "/venues/chez-nour/", "/venues/chez-nour/menu", "/venues//menu"),
    *("/venues/chez-nour/menu/more", "/venues/chez-nour/book", "/venues/chez-nour/book/when", "/venues/a/book/b/c"),
    *("/venues/%2F..%2Fx", "/venues/chez-nour/a.json", "/venues/a/constructor", "/venues/caf%C3%A9"),
]
LANGUAGES = ["", "fr", "de", "FR", "en"]


def test_the_distribution_and_the_front_door_lead_every_address_to_the_same_place() -> None:
    asked = [(path, language) for path in ADDRESSES for language in LANGUAGES]

    led = rewritten([("VenuePages" if path.startswith("/venues/") else "Pages", path, hl) for path, hl in asked])

    for (path, language), (target, _) in zip(asked, led, strict=True):
        name = headed_name(path, language and f"hl={language}")
        if path.startswith("/venues/"):
            assert target == headed_path(path)
        elif name or target.startswith("/headed/"):
            assert target == f"/{FOLDER}/{name}"
        else:
            assert target in {path, "/index.html"}


SAID = ["", "fr", "fr-CH, fr;q=0.9, en;q=0.8", "de, ur-PK;q=0.5,en", "de,*", "URDU", " en-GB"]


def test_both_ask_for_the_language_that_the_app_will_speak_unless_the_address_names_it() -> None:
    asked = [(hl, said) for said in SAID for hl in LANGUAGES]

    led = rewritten([("VenuePages", "/venues/chez-nour", hl) for hl, _ in asked], [said for _, said in asked])

    for (hl, said), (_, query) in zip(asked, led, strict=True):
        assert query == dict(parse_qsl(headed_query(urlencode({"hl": hl}) if hl else "", said)))
    assert [query.get("reads") for _, query in led[:: len(LANGUAGES)]] == ["en", "fr", "fr", "ur", "en", "en", "en"]
    assert headed_query("hl=fr&reads=ur&a=1", "en") == "hl=fr&a=1"


def rewritten(requests: list[tuple[str, str, str]], said: Sequence[str] = ()) -> list[tuple[str, dict[str, str]]]:
    """Run the distribution's functions; return the path and the query that each request leads to.

    requests: which function, path, and value of `hl` or nothing. said: the Accept-Language of each.
    """
    found = load_template(ROOT / "infra" / "edge.yaml")["Resources"]
    code = {name: found[name]["Properties"]["FunctionCode"] for name in ("Pages", "VenuePages")}
    whole = [(*request, language) for request, language in zip_longest(requests, said, fillvalue="")]
    program = (
        f"const code = {json.dumps(code)}, asked = {json.dumps(whole)};"
        "const all = Object.fromEntries(Object.entries(code).map(([name, text]) =>"
        " [name, new Function(text + '; return handler')()]));"
        "const named = (name, value) => value ? {[name]: {value}} : {};"
        "console.log(JSON.stringify(asked.map(([name, uri, hl, said]) => {"
        " const headers = named('accept-language', said), querystring = named('hl', hl);"
        " const led = all[name]({request: {uri, querystring, headers}});"
        " return [led.uri, Object.fromEntries(Object.entries(led.querystring).map(([key, one]) => [key, one.value]))]"
        "})));"
    )
    done = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True)
    return [(uri, query) for uri, query in json.loads(done.stdout)]


@pytest.mark.parametrize("path", ["/assets/gone.js", "/../secret.txt", "/%2e%2e/x.txt", "/.stamp"])
def test_a_file_that_is_not_there_is_not_the_page(door: int, path: str) -> None:
    assert ask(door, "GET", path).status in {200, 404}
    assert b"hidden" not in content(ask(door, "GET", path))


def test_assets_are_kept_for_ever_and_sent_packed_to_whoever_can_unpack(door: int) -> None:
    packed = ask(door, "GET", "/assets/a-1.js", Accept_Encoding="gzip, br")

    assert (content(packed), packed.headers["Content-Encoding"]) == (b"packed", "br")
    assert "immutable" in packed.headers["Cache-Control"]
    assert content(ask(door, "GET", "/assets/a-1.js")) == b"plain"


def test_answers_that_the_distribution_may_keep_are_packed_where_it_is_worth_it(door: int) -> None:
    long = "/v1/public/venues?words=" + "x" * 1_000

    packed = ask(door, "GET", long, Accept_Encoding="gzip, br")
    others = [ask(door, "GET", long), ask(door, "GET", "/v1/public/venues", Accept_Encoding="gzip"),
              ask(door, "GET", long.replace("/public", ""), Accept_Encoding="gzip")]  # fmt: skip

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] == 'W/"1"'
    assert json.loads(gzip.decompress(content(packed)))["path"] == "/stage" + long
    assert len(content(packed)) == int(packed.headers["Content-Length"]) < len(long)
    assert [other.headers["Content-Encoding"] for other in others] == [None] * 3


def test_the_api_is_on_the_same_origin_with_every_cookie(door: int) -> None:
    answer = ask(door, "POST", "/v1/projects?x=1", "{}", Idempotency_Key="k1")

    assert answer.status == 201
    assert json.loads(content(answer)) == {"path": "/stage/v1/projects?x=1", "body": "{}", "key": "k1"}
    assert answer.headers.get_all("Set-Cookie") == ["one=1", "two=2"]


def test_the_config_names_the_socket_the_local_payment_port_what_was_built_and_whom_to_write_to(door: int) -> None:
    assert json.loads(content(ask(door, "GET", "/config.json"))) == {
        "websocket_url": "ws://localhost:1/live",
        "payments": "local",
        "release": "4f2a90c1b7de",
        "contact": "hello@guildhall.example",
    }


def test_answers_for_everybody_are_left_with_their_own_headers(door: int) -> None:
    assert ask(door, "GET", "/v1/public/venues").headers["X-Frame-Options"] is None
    assert ask(door, "GET", "/v1/venues").headers["X-Frame-Options"] == "DENY"


def test_assets_carry_no_policy_for_pages(door: int) -> None:
    found = ask(door, "GET", "/assets/a-1.js").headers

    assert (found["Content-Security-Policy"], found["Permissions-Policy"]) == (None, None)
    assert (found["X-Content-Type-Options"], found["Cross-Origin-Resource-Policy"]) == ("nosniff", "same-origin")
    assert found["Strict-Transport-Security"].startswith("max-age=63072000")


@pytest.mark.parametrize("path", ["/", "/boot.js", "/config.json"])
def test_every_other_answer_carries_the_headers_of_the_template(door: int, path: str) -> None:
    answer = ask(door, "GET", path)

    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "ws://localhost:1" in policy
    assert "default-src 'self'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert 'payment=(self "https://js.stripe.com")' in answer.headers["Permissions-Policy"]


def test_a_place_that_the_policy_does_not_name_is_refused() -> None:
    with pytest.raises(ValueError, match="Elsewhere"):
        security_headers({"Elsewhere": "x"})


def test_a_change_of_a_source_changes_the_digest_and_a_test_does_not(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "tests").mkdir()
    page = tmp_path / "src" / "App.vue"
    page.write_text("one")
    before = build.digest(tmp_path)
    (tmp_path / "tests" / "app.spec.ts").write_text("test")
    assert build.digest(tmp_path) == before

    page.write_text("two")

    assert build.digest(tmp_path) != before


def test_the_page_is_uploaded_after_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    for name in ("index.html", "assets/z.js", "assets/z.js.br", "config.json", ".stamp", "sw.js"):
        (tmp_path / name).write_text(name)

    keys = [key for key, *_ in publish.uploads(tmp_path, {"release": "dev"}, "https://web.example")]

    pages = [f"headed/{name}" for name, _ in headed(tmp_path, "https://web.example")]
    assert keys == ["assets/z.js", "sw.js", "index.html", *pages, "config.json"]
    assert "headed/home.ur.html" in pages

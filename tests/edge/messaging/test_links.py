"""Links show what their pages say of themselves, later than the message, and never from where we may not read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from functions.messaging.uploads import subscribe
from guildhall.messaging.gateways import pages
from guildhall.messaging.gateways.pages import WebPages
from guildhall.messaging.models.links import link_of
from guildhall.messaging.models.messages import LinkPreview, Message
from guildhall.platform.edge import Delivery
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, House
from tests.support.loopback import Loopback, answer
from tests.support.outbox import enqueued

LINK = "https://shop.example/chairs?sort=price"
HEAD = (
    "<html><head><title>Chairs | Shop</title><meta property='og:title' content='Chairs &amp; tables'>"
    "<meta name=description content='All of\n oak\u202e.'><meta property=og:site_name content=Shop></head>"
)
HTML = {"Content-Type": "text/html; charset=utf-8"}
PATHS: dict[str, tuple[int, bytes, dict[str, str]]] = {
    "to-private": (302, b"", {"Location": "http://10.0.0.1/secrets"}),
    "to-metadata": (302, b"", {"Location": "http://169.254.169.254/latest/meta-data"}),
    "to-file": (302, b"", {"Location": "file:///etc/passwd"}),
    "round": (301, b"", {"Location": "/round"}),
    "moved": (308, b"", {"Location": "page#part"}),
    "image": (200, b"\x89PNG\r\n\x1a\n" + bytes(100), HTML),
    "pdf": (200, HEAD.encode(), {"Content-Type": "application/pdf"}),
    "packed": (200, b"\x1f\x8b" + bytes(50), {**HTML, "Content-Encoding": "gzip"}),
    "missing": (404, HEAD.encode(), HTML),
    "huge": (200, bytes(pages.LONGEST_PAGE) + HEAD.encode(), HTML),
    "latin": (200, "<title>Café</title>".encode("latin-1"), {"Content-Type": "text/html; charset=latin1"}),
    "odd-charset": (200, "<title>Café</title>".encode(), {"Content-Type": "text/html; charset=nonsense"}),
    "broken": (200, b"<title>Half <b>a page<<<" + b"<meta" * 1000, HTML),
}
"""What a server answers by path; to any other, a page."""
FOUND = LinkPreview(LINK, "Chairs & tables", "All of oak .", "Shop")


class Site:
    """Somebody's server; a path is what it does."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.stopped = threading.Event()
        self.server = Loopback(self._take)

    def _take(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(request.path)
        name = request.path.strip("/")
        if name == "cut":
            request.wfile.write(b"HTTP/1.0 200")
        elif name == "slow":
            self._drip(request)
        else:
            answer(request, *PATHS.get(name, (200, HEAD.encode(), HTML)))

    def _drip(self, request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n")
        with suppress(OSError):
            while not self.stopped.wait(0.005):
                request.wfile.write(b"<")
                request.wfile.flush()


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    with site.server.running():
        yield site
        site.stopped.set()


def title_of(site: Site, name: str) -> str | None:
    found = WebPages(loopback_allowed=True)(f"{site.server.url}/{name}")
    return found.title if found else None


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("page", "Chairs & tables"),
        ("moved", "Chairs & tables"),
        ("latin", "Café"),
        ("odd-charset", "Café"),
        ("broken", "Half"),
        ("ünïcode?q=ä#x", "Chairs & tables"),
    ],
)
def test_a_page_is_read_as_it_says_it_is_written(site: Site, name: str, title: str) -> None:
    assert (title_of(site, name) or "")[: len(title)] == title


@pytest.mark.parametrize(
    "name", ["to-private", "to-metadata", "to-file", "image", "pdf", "packed", "missing", "huge", "cut"]
)
def test_what_lies_or_leads_astray_shows_nothing(site: Site, name: str) -> None:
    assert title_of(site, name) is None
    assert len(site.asked) == 1


def test_who_sends_us_round_is_followed_three_times(site: Site) -> None:
    assert title_of(site, "round") is None
    assert len(site.asked) == pages.MOST_REDIRECTS + 1


def test_a_page_that_drips_is_cut_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "WHOLE_SECONDS", 0.1)

    assert title_of(site, "slow") is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "https://127.0.0.1/", "https://[::1]/", "https://10.1.2.3/"])
def test_nothing_of_a_private_network_is_ever_asked(site: Site, url: str) -> None:
    assert WebPages()(url) is None
    assert WebPages()(f"{site.server.url}/page") is None
    assert WebPages(lookup=lambda *_: ["93.184.216.34", "10.0.0.1"])("https://two.example/") is None
    assert site.asked == []


def test_a_name_is_asked_once_for_each_step_and_the_connection_goes_to_that_answer(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = site.server.url.rpartition(":")[2]
    asked: list[str] = []

    def lookup(host: str, _: int) -> list[str]:
        asked.append(host)
        return {"shop.example": ["127.0.0.1"], "inside.example": ["127.0.0.1", "10.0.0.1"]}[host]

    monkeypatch.setitem(PATHS, "to-inside", (302, b"", {"Location": f"http://inside.example:{port}/page"}))
    read = WebPages(loopback_allowed=True, lookup=lookup)

    assert read(f"http://shop.example:{port}/moved") is not None
    assert (asked, site.asked) == (["shop.example"] * 2, ["/moved", "/page"])
    assert read(f"http://shop.example:{port}/to-inside") is None
    assert (asked[2:], site.asked[2:]) == (["shop.example", "inside.example"], ["/to-inside"])


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (f"See {LINK}.", LINK),
        (f"({LINK}) and https://other.example", LINK),
        (f"دیکھیں {LINK}\u06d4", LINK),
        (f"{LINK}#part", LINK),
        ("http://plain.example", None),
        ("no link", None),
        ("https://", None),
    ],
)
def test_the_first_link_of_a_text_is_found_without_what_ends_the_sentence(
    text: str, link: str | None, house: House
) -> None:
    assert link_of(Message("c", "m", "a", text, house.clock.now())) == link


def work(house: House, found: LinkPreview | None = FOUND) -> list[str]:
    """Let the stream pass and every errand be run once; return the links that were looked up."""
    asked: list[str] = []

    def look(url: str) -> LinkPreview | None:
        asked.append(url)
        return found

    house.stream()
    files = replace(house.files, preview=replace(house.files.preview, pages=look))
    for command in enqueued(house.platform.tables, "messaging-files"):
        if command["type"] == "preview_link":
            subscribe(files)["preview_link"](Delivery("1", "preview_link", command))
    return asked


def shown(house: House) -> list[Any]:
    return [item["preview"] for item in house.read(EXPERT).body["items"]]


def test_a_preview_comes_after_the_message_on_every_device_and_once(house: House) -> None:
    house.connect(EXPERT, "desk=")
    sent = house.send(CLIENT, f"Look: {LINK}")
    before = shown(house)

    asked = work(house) + work(house)

    assert (sent.body["preview"], before, asked) == (None, [None], [LINK])
    known = {"url": LINK, "title": "Chairs & tables", "description": "All of oak .", "site_name": "Shop"}
    assert shown(house) == [known]
    (told,) = house.gateway.events("desk=", "message_changed")
    assert (told["message"]["preview"], told["message"]["edited_at"]) == (known, None)
    message_id = sent.body["message_id"]
    assert house.on(CLIENT, "GET", message_id, "/versions").body["items"] == []


def test_who_wants_none_gets_none_and_code_is_code(house: House) -> None:
    house.send(CLIENT, LINK, without_preview=True)
    house.send(CLIENT, f"open('{LINK}')", code_language="python")

    assert (work(house), shown(house)) == ([], [None, None])


def test_what_is_edited_loses_its_preview_and_may_get_another(house: House) -> None:
    message_id = house.send(CLIENT, LINK).body["message_id"]
    work(house)
    other = "https://other.example/"
    edited = house.on(CLIENT, "PUT", message_id, body={"text": f"Rather {other}"})

    assert edited.body["preview"] is None
    assert work(house, replace(FOUND, url=other)) == [other]
    assert shown(house)[0]["url"] == other
    assert house.on(CLIENT, "DELETE", message_id).body["preview"] is None


def test_what_was_taken_back_while_its_page_was_read_stays_empty(house: House) -> None:
    message_id = house.send(CLIENT, LINK).body["message_id"]
    house.stream()

    def look(url: str) -> LinkPreview:
        house.on(CLIENT, "DELETE", message_id)
        return replace(FOUND, url=url)

    preview = replace(house.files.preview, pages=look)
    preview(CONVERSATION, message_id)

    assert shown(house) == [None]


def test_a_page_that_says_nothing_leaves_the_message_as_it_was(house: House) -> None:
    house.send(CLIENT, LINK)

    assert (work(house, None), shown(house)) == ([LINK], [None])
    assert house.read(EXPERT).body["items"][0]["version"] == 0

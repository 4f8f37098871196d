"""Pages of a venue as robots read them, which run no script: previews of links, search engines."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl

import pytest

from functions.bookings import storefront
from guildhall.bookings.wiring import storefront as wiring
from guildhall.platform import table
from guildhall.platform.assembly import Platform
from tests.edge.bookings.conftest import House
from tests.edge.bookings.test_images import Album, album, photo
from tests.edge.bookings.test_pages import HOME, write
from tests.support.http import Answer, Client
from tests.support.loopback import Loopback, answer
from tests.support.tree import ROOT
from tests.support.venues import BIRYANI, LAHORE, NOUR

__all__ = ["album"]
PAGE = """<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8" /><title>Guildhall</title>
<meta name="description" content="Verified professionals" /><script src="/boot.js"></script>
</head><body><div id="app"></div><script type="module" src="/assets/index-1.js"></script></body></html>"""


DATA = {"application/ld+json": "data", "application/json": "answers"}
"""What no browser runs, by its type."""


class Robot(HTMLParser):
    """What a robot takes of a page: its title, metas and links by name, data, and the scripts that would run."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.title = self.data = self.answers = self._inside = ""
        self.metas: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.root: dict[str, str | None] = {}
        self.scripts: list[str | None] = []
        self.preloads: list[dict[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        if tag == "html":
            self.root = named
        if tag == "meta" and (name := named.get("property") or named.get("name")):
            self.metas[name] = named["content"] or ""
        if tag == "link":
            self.links[f"{named['rel']} {named.get('hreflang') or ''}".strip()] = named.get("href") or ""
            self.preloads += [named] if named["rel"] == "preload" else []
        if tag == "script":
            self._inside = DATA.get(named.get("type") or "", "script")
            self.scripts += [named.get("src")] if self._inside == "script" else []
        if tag == "title":
            self._inside = "title"

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data
        if self._inside == "data":
            self.data += data
        if self._inside == "answers":
            self.answers += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""


class Front:
    """The site of a public venue, and the origin of the web app on loopback."""

    def __init__(self, album: Album, platform: Platform, web: Loopback) -> None:
        self.album, self.web_url = album, web.url
        environ = {**platform.environ, "GUILDHALL_WEB_URL": web.url}
        wired = wiring.wire(replace(platform, environ=environ), album.vault)
        self.call = Client(storefront.create_app, wired, platform)

    def answer(self, kind: str = "home", slug: str = "chez-nour", **query: str) -> Answer:
        return self.call("GET", f"/v1/public/venues/{slug}/site/headed/{kind}", query=query)

    def read(self, kind: str = "home", **query: str) -> Robot:
        found = self.answer(kind, **query)
        assert found.status == 200, found.body
        assert found.headers["Content-Type"] == "text/html; charset=utf-8"
        return Robot(found.body)


@pytest.fixture
def origin() -> dict[str, Any]:
    """What the web app's origin answers, and how often it was asked."""
    return {"status": 200, "page": PAGE, "asked": 0}


@pytest.fixture
def front(album: Album, platform: Platform, origin: dict[str, Any]) -> Any:
    def serve(request: BaseHTTPRequestHandler) -> None:
        assert request.path == "/index.html"
        origin["asked"] += 1
        answer(request, origin["status"], origin["page"].encode(), {"Content-Type": "text/html"})

    web = Loopback(serve)
    with web.running():
        yield Front(album, platform, web)


def in_order(body: dict[str, Any]) -> dict[str, Any]:
    """Return an answer with its descriptions by language: the database keeps no order of them."""
    return {**body, "descriptions": sorted(body.get("descriptions", []), key=str)}


def with_hero(front: Front, language: str) -> str:
    """Write a page with pictures, and say which one it begins with as the app shows it."""
    texts = [{"language": "en", "text": "The canal at night"}, {"language": "fr", "text": "Le canal, la nuit"}]
    image_id, other = front.album.uploaded(photo(), texts=texts), front.album.uploaded(photo())
    for each in (image_id, other):
        front.album.render(each)
    services, hero = {**HOME["sections"][1], "image_ids": [other]}, {**HOME["sections"][0]}
    sections = [services, {**hero, "image_ids": [image_id, other]}]
    assert write(front.album, f"home/{language}", {**HOME, "sections": sections}).status == 200
    return image_id


HOSTILE = """</script><script>alert(1)</script>"'><!-- & \\1"""


def test_a_preview_of_a_venue_has_its_name_words_picture_and_data(front: Front) -> None:
    image_id = front.album.uploaded(photo(), texts=[{"language": "en", "text": "The canal at night"}])
    front.album.render(image_id)

    robot = front.read()

    page = f"{front.web_url}/venues/chez-nour"
    assert (robot.title, robot.root) == ("Chez Nour · Lahore", {"lang": "en", "dir": "ltr"})
    assert robot.metas["og:title"] == "Chez Nour · Lahore"
    assert robot.metas["description"] == robot.metas["og:description"] != "Verified professionals"
    assert robot.links["canonical"] == robot.metas["og:url"] == page
    picture = f"{front.web_url}/v1/public/venues/chez-nour/images/{image_id}/800.webp"
    assert (robot.metas["og:image"], robot.metas["og:image:alt"]) == (picture, "The canal at night")
    data = json.loads(robot.data)
    assert (data["@type"], data["name"], data["priceRange"], data["image"]) == (
        "Restaurant", "Chez Nour", "$$", [picture],
    )  # fmt: skip
    assert data["openingHoursSpecification"]


def test_the_page_of_the_menu_has_the_menu_itself_and_others_lead_there(front: Front) -> None:
    before = front.read("menu")
    house, path = front.album.house, f"{front.album.path}/menu"
    names = [{"language": "en", "text": "From the oven"}, {"language": "fr", "text": "Du four"}]
    category = house.menu("POST", f"{path}/categories", by=NOUR, body={"names": names}).body["category_id"]
    house.menu("POST", f"{path}/dishes", by=NOUR, body={**BIRYANI, "category_id": category})

    robot = front.read("menu", hl="fr")

    page = f"{front.web_url}/venues/chez-nour"
    data = json.loads(robot.data)
    assert (before.data, robot.title, robot.metas["description"]) == ("", "Carte · Chez Nour", "Du four")
    assert (data["@context"], data["@type"], data["@id"]) == ("https://schema.org", "Menu", f"{page}/menu")
    assert data["provider"] == {"@type": "Restaurant", "@id": page, "name": "Chez Nour", "url": page}
    assert [part["name"] for part in data["hasMenuSection"]] == ["Du four"]
    assert json.loads(front.read().data)["hasMenu"] == f"{page}/menu"


def test_a_page_brings_what_the_app_asks_first_as_the_api_says_it(front: Front) -> None:
    hero = {**HOME["sections"][0], "image_ids": [with_hero(front, "en")]}
    write(front.album, "home/fr", {"title": "Une table", "sections": [hero]})

    home, menu, book = front.read(reads="fr"), front.read("menu", hl="ur", reads="fr"), front.read("book")

    base = "/v1/public/venues/chez-nour"
    brought = [json.loads(robot.answers) for robot in (home, menu, book)]
    page = f"{base}/site/pages/home?language=fr"
    assert [set(each) for each in brought] == [{base, page}, {base, f"{base}/menu?language=ur"}, {base}]
    for address, said in {**brought[0], **brought[1]}.items():
        path, _, query = address.partition("?")
        ask = front.call if "/site/" in path else front.album.visit
        assert in_order(said) == in_order(ask("GET", path, query=dict(parse_qsl(query))).body)
    assert (brought[0][page]["title"], home.root["lang"]) == ("Une table", "en")


def test_a_page_names_the_files_of_its_first_picture_as_the_app_shows_them(front: Front) -> None:
    before = front.read().preloads
    image_id = with_hero(front, "en")

    (named,) = front.read().preloads

    images = f"/v1/public/venues/chez-nour/images/{image_id}"
    assert (before, front.read("menu").preloads) == ([], [])
    assert (named["as"], named["type"], named["fetchpriority"]) == ("image", "image/avif", "high")
    assert named["imagesrcset"] == ", ".join(f"{images}/{width}.avif {width}w" for width in (320, 640, 800))
    assert f'sizes="{named["imagesizes"]}"' in (ROOT / "web/src/features/venues/pages/VenueHomePage.vue").read_text()


def test_a_former_address_brings_answers_for_that_address(front: Front) -> None:
    image_id = with_hero(front, "en")
    front.album.house.write(front.album.path, {**LAHORE, "slug": "chez-nour-lahore"}, 2)

    robot = front.read()

    base = "/v1/public/venues/chez-nour"
    brought, asked = json.loads(robot.answers), front.call("GET", f"{base}/site/pages/home").body
    images = brought[f"{base}/site/pages/home?language=en"]["images"]
    assert brought[base]["slug"] == "chez-nour-lahore"
    assert images == asked["images"] != []
    assert f"{base}-lahore/images/{image_id}/320.avif 320w" in (robot.preloads[0]["imagesrcset"] or "")


def test_an_answer_that_would_keep_the_page_waiting_is_left_to_the_app(front: Front) -> None:
    def about(language: str, word: str, many: int) -> set[str]:
        items = [{"title": str(number), "text": word * 399} for number in range(many)]
        body = {"title": "About", "sections": [{"kind": "history", "items": items}]}
        assert write(front.album, f"about/{language}", body).status == 200
        return set(json.loads(front.read("about", hl=language).answers))

    alone = {"/v1/public/venues/chez-nour"}
    assert about("en", "word ", 40) == alone
    assert about("fr", "mots ", 25) > alone
    assert about("ur", "لفظے ", 25) == alone, "as many letters take twice as many bytes"


def test_whatever_a_venue_is_called_stays_text(front: Front) -> None:
    house, path = front.album.house, front.album.path
    named = {**LAHORE, "slug": "chez-nour", "name": HOSTILE, "descriptions": [{"language": "en", "text": HOSTILE}]}
    house.write(path, named, 2)

    robot = front.read()

    assert (robot.title, robot.scripts) == (f"{HOSTILE} · Lahore", Robot(PAGE).scripts)
    assert robot.metas["og:description"] == HOSTILE
    assert json.loads(robot.data)["name"] == HOSTILE
    assert json.loads(robot.answers)["/v1/public/venues/chez-nour"]["name"] == HOSTILE


def test_the_app_still_starts_from_the_page(front: Front) -> None:
    found = front.answer().body

    assert Robot(found).scripts == Robot(PAGE).scripts
    assert '<div id="app"></div>' in found
    assert found.count("<title>") == found.count('name="description"') == 1


def test_the_page_is_in_the_language_that_its_address_asks_for(front: Front) -> None:
    french, urdu = front.read("contact", hl="fr"), front.read(hl="ur")
    other, longer = front.read(hl="de<"), front.read(hl="french", reads="ur")

    page = f"{front.web_url}/venues/chez-nour"
    assert (french.root["lang"], urdu.root, other.root["lang"]) == ("fr", {"lang": "ur", "dir": "rtl"}, "en")
    # The app takes no other word than these three for a language (boot.js): it would ask for what did not come.
    write(front.album, "home/ur", {**HOME, "title": "گھر"})
    brought = json.loads(front.read(hl="french", reads="ur").answers)
    assert (longer.root["lang"], longer.links["canonical"]) == ("en", page)
    assert "/v1/public/venues/chez-nour/site/pages/home?language=ur" in brought
    assert (french.links["canonical"], other.links["canonical"]) == (f"{page}/contact?hl=fr", page)
    assert urdu.metas["description"] == "پنجابی کھانا"
    assert {name: at for name, at in urdu.links.items() if name.startswith("alternate")} == {
        "alternate en": f"{page}?hl=en", "alternate fr": f"{page}?hl=fr", "alternate ur": f"{page}?hl=ur",
        "alternate x-default": page,
    }  # fmt: skip


def test_every_image_address_in_a_head_is_absolute(front: Front) -> None:
    assert front.read().metas["og:image"] == f"{front.web_url}/icon-512.png"


@pytest.mark.parametrize(("kind", "slug"), [("home", "no-such-place"), ("nothing", "chez-nour"), ("", "chez-nour")])
def test_what_is_not_there_is_the_apps_page_with_the_status_of_it(front: Front, kind: str, slug: str) -> None:
    found = front.answer(kind or "-", slug)

    assert found.status == 404
    robot = Robot(found.body)
    assert (robot.metas["robots"], robot.title) == ("noindex", "Page not found")
    assert robot.scripts == Robot(PAGE).scripts
    assert "canonical" not in robot.links


def test_a_venue_that_is_not_public_looks_as_if_it_were_not_there(front: Front, house: House) -> None:
    house.call("POST", f"{front.album.path}/hide", by=NOUR)

    hidden, unknown = front.answer(), front.answer(slug="no-such-place")

    assert (hidden.status, hidden.body) == (unknown.status, unknown.body)


def test_pages_may_be_kept_for_a_minute_by_anybody_and_that_there_is_none_for_less(front: Front) -> None:
    assert front.answer().headers["Cache-Control"].startswith("public, max-age=60")
    assert front.answer(slug="no-such-place").headers["Cache-Control"] == "public, max-age=10"


def test_the_apps_page_is_read_once_a_minute_and_kept_while_it_cannot_be_had(
    front: Front, origin: dict[str, Any], clock: Any
) -> None:
    front.read()
    front.read("about")
    asked = origin["asked"]
    clock.advance(timedelta(minutes=2))
    origin["page"] = PAGE.replace("index-1", "index-2")
    newer = front.read()
    clock.advance(timedelta(minutes=2))
    origin["status"] = 503

    assert (asked, newer.scripts[-1]) == (1, "/assets/index-2.js")
    assert front.read().scripts[-1] == "/assets/index-2.js"


@pytest.mark.parametrize("broken", [{"status": 500}, {"page": "no page"}, {"page": "x" * 300_000 + "</head>"}])
def test_without_the_apps_page_there_is_none_to_show(front: Front, origin: dict[str, Any], broken: Any) -> None:
    origin |= broken

    refused = front.answer()

    assert (refused.status, refused.problem) == (503, "unavailable")


def test_while_the_venue_cannot_be_read_people_get_the_app_which_asks_again(front: Front, platform: Platform) -> None:
    front.read()
    table.bind(replace(platform.tables, core_table="nowhere"))
    try:
        found = front.answer()
    finally:
        table.bind(platform.tables)

    assert (found.status, found.body, found.headers["Cache-Control"]) == (200, PAGE, "no-store")


def test_who_asks_only_for_the_head_gets_no_content(front: Front) -> None:
    path = "/v1/public/venues/chez-nour/site/headed/home"

    only, whole = front.call("HEAD", path), front.call("GET", path)

    assert (only.status, only.body) == (200, "")
    assert only.headers["Content-Type"] == whole.headers["Content-Type"]
    assert front.call("HEAD", path.replace("chez-nour", "nowhere")).status == 404

"""Images over HTTP, from the form to what browsers show."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from functions.bookings import images as queue
from functions.bookings import pages, public, storefront
from guildhall.bookings.wiring import images as wiring
from guildhall.bookings.wiring import pages as pages_wiring
from guildhall.bookings.wiring import shown
from guildhall.bookings.wiring import storefront as front_wiring
from guildhall.kernel.actor import Actor
from guildhall.platform.assembly import Platform
from tests.edge.bookings.conftest import House
from tests.support.http import Answer, Client
from tests.support.messages import Bus
from tests.support.outbox import enqueued
from tests.support.vault import MemoryVault
from tests.support.venues import BIRYANI, NOUR, OTHER_OWNER


def photo(kind: str = "JPEG", size: tuple[int, int] = (800, 600)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


class Album:
    """The images of a public venue."""

    def __init__(self, house: House, platform: Platform) -> None:
        self.vault = MemoryVault()
        self.house, self.path = house, house.open()
        self.call = Client(pages.create_app, pages_wiring.wire(platform, self.vault), platform)
        environ = {**platform.environ, "GUILDHALL_WEB_URL": "https://web.example"}
        self.site = Client(
            storefront.create_app, front_wiring.wire(replace(platform, environ=environ), self.vault), platform
        )
        self.visit = Client(public.create_app, shown.wire(platform, self.vault), platform)
        self.bus = Bus(queue.subscribe(wiring.wire_rendering(platform, self.vault)), platform.clock)

    def do(self, method: str, path: str = "", body: Any = None, by: Actor = NOUR, **options: Any) -> Answer:
        return self.call(method, f"{self.path}/site/images{path}", by=by, body=body, **options)

    def announce(self, content: bytes, content_type: str = "image/jpeg", **more: Any) -> Answer:
        return self.do("POST", "", {"content_type": content_type, "size_bytes": len(content), **more})

    def uploaded(self, content: bytes, content_type: str = "image/jpeg", **more: Any) -> str:
        awaited = self.announce(content, content_type, **more).body
        self.vault.post(awaited["upload"]["fields"], content)
        return str(awaited["image"]["image_id"])

    def key(self, image_id: str) -> str:
        return f"bookings/{self.path.rsplit('/', 1)[1]}/{image_id}"

    def render(self, image_id: str) -> None:
        data = {"type": "render_image", "key": self.key(image_id)}
        self.bus.deliver({"id": "msg_1", "meta": {"correlation_id": "cor_1"}, "data": data})

    def statuses(self) -> list[str]:
        return [item["status"] for item in self.do("GET").body["items"]]

    def shown(self, **query: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.visit("GET", "/v1/public/venues/chez-nour/images", query=query).body["items"]
        return items


@pytest.fixture
def album(house: House, platform: Platform) -> Album:
    return Album(house, platform)


@pytest.mark.feature("CAT-17")
def test_an_image_is_uploaded_checked_and_shown_in_widths_and_formats_that_browsers_choose_from(
    album: Album, platform: Platform
) -> None:
    texts = [{"language": "en", "text": "The canal at night"}, {"language": "fr", "text": "Le canal, la nuit"}]
    image_id = album.uploaded(photo(), texts=texts)
    before = album.shown()
    confirmed = album.do("POST", f"/{image_id}/confirm")
    album.render(image_id)
    (image,), (other,) = album.shown(language="fr"), album.shown(language="ur")

    assert (before, confirmed.body["status"], album.statuses()) == ([], "quarantined", ["ready"])
    assert enqueued(platform.tables, "bookings-images") == [{"type": "render_image", "key": album.key(image_id)}]
    assert (image["width"], image["height"], image["text"]) == (800, 600, texts[1])
    assert other["text"] == texts[0], "which has no words in that language"
    assert image["placeholder"].startswith("data:image/webp;base64,")
    assert [(each["type"], each["width"]) for each in image["sources"]] == [
        (f"image/{kind}", width) for kind in ("avif", "webp") for width in (320, 640, 800)
    ]
    for source in image["sources"]:
        answer = album.visit("GET", source["url"])
        shown = Image.open(io.BytesIO(base64.b64decode(answer.body)))
        assert (answer.status, shown.size) == (200, (source["width"], source["height"]))
        assert answer.headers["Content-Type"] == source["type"]
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (album.vault.quarantine, len(album.vault.kept)) == ({}, 6)


def test_rendering_may_overtake_the_confirmation_that_is_under_way_or_another_rendering(album: Album) -> None:
    confirmed, rendered = album.uploaded(photo()), album.uploaded(photo())

    album.vault.meanwhile = lambda: album.render(confirmed)
    answer = album.do("POST", f"/{confirmed}/confirm")
    album.vault.meanwhile = lambda: album.render(rendered)
    album.render(rendered)

    assert (answer.status, answer.body["status"], album.statuses()) == (200, "ready", ["ready", "ready"])
    assert (album.bus.failed, album.bus.dead) == (0, [])


def test_a_dish_shows_its_image_once_that_is_ready(album: Album, house: House) -> None:
    image_id = album.uploaded(photo())
    category = house.menu("POST", f"{album.path}/menu/categories", by=NOUR, body={"names": BIRYANI["names"]}).body
    body = {**BIRYANI, "category_id": category["category_id"], "image_id": image_id}
    house.menu("POST", f"{album.path}/menu/dishes", by=NOUR, body=body)

    def shown() -> Any:
        menu = album.visit("GET", "/v1/public/venues/chez-nour/menu").body
        return menu["categories"][0]["dishes"][0]["image"]

    early = shown()
    album.render(image_id)

    assert (early, shown()["image_id"]) == (None, image_id)
    album.do("DELETE", f"/{image_id}")
    assert shown() is None


@pytest.mark.feature("CAT-13")
def test_guests_see_a_menu_by_category_with_details_and_images_and_search_and_filter_it(
    album: Album, house: House
) -> None:
    image_id = album.uploaded(photo())
    album.render(image_id)
    for part, name, more in (("Mains", "Biryani", {"image_id": image_id}), ("Sweets", "Kheer", {"diets": []})):
        names = [[{"language": "en", "text": text}] for text in (part, name)]
        made = house.menu("POST", f"{album.path}/menu/categories", by=NOUR, body={"names": names[0]})
        body = {**BIRYANI, **more, "names": names[1], "category_id": made.body["category_id"]}
        assert house.menu("POST", f"{album.path}/menu/dishes", by=NOUR, body=body).status == 201

    def shown(**query: str) -> list[Any]:
        parts: list[Any] = album.visit("GET", "/v1/public/venues/chez-nour/menu", query=query).body["categories"]
        return parts

    mains, _ = whole = shown()
    (biryani,) = mains["dishes"]
    assert [part["name"]["text"] for part in whole] == ["Mains", "Sweets"]
    assert (biryani["prices"], biryani["contains"], biryani["diets"]) == (
        [{"amount_minor": 120_000, "label": ""}], ["milk", "nuts"], ["halal"],
    )  # fmt: skip
    assert {source["type"] for source in biryani["image"]["sources"]} == {"image/avif", "image/webp"}
    assert [part["name"]["text"] for part in shown(words="khee")] == ["Sweets"]
    assert [part["name"]["text"] for part in shown(diet="halal")] == ["Mains"]


@pytest.mark.parametrize(
    ("content", "content_type"),
    [(photo("PNG"), "image/jpeg"), (b"<script>alert(1)</script>", "image/png"), (photo()[:500], "image/jpeg")],
    ids=["lying type", "script", "damaged"],
)
def test_what_is_not_what_it_says_is_refused_and_forgotten(album: Album, content: bytes, content_type: str) -> None:
    image_id = album.uploaded(content, content_type)

    album.render(image_id)

    assert album.statuses() == ["refused"]
    assert (album.vault.quarantine, album.vault.kept, album.shown()) == ({}, {}, [])


def test_what_was_posted_as_something_else_than_announced_is_refused(album: Album) -> None:
    awaited = album.announce(photo()).body
    album.vault.post(awaited["upload"]["fields"], photo("PNG"), "image/png")

    album.render(awaited["image"]["image_id"])

    assert (album.statuses(), album.vault.kept) == (["refused"], {})


def test_the_same_news_of_an_upload_twice_renders_once(album: Album) -> None:
    image_id = album.uploaded(photo())
    album.render(image_id)
    version = album.do("GET").body["items"][0]["version"]

    album.render(image_id)
    late = album.do("POST", f"/{image_id}/confirm")

    assert (late.body["status"], late.body["version"]) == ("ready", version)


def test_news_of_an_image_that_was_removed_leaves_nothing_behind(album: Album) -> None:
    image_id = album.uploaded(photo())
    assert album.do("DELETE", f"/{image_id}").status == 204

    album.render(image_id)

    assert (album.vault.quarantine, album.vault.kept, album.statuses()) == ({}, {}, [])


def test_an_image_is_confirmed_after_its_upload(album: Album) -> None:
    awaited = album.announce(photo()).body

    answer = album.do("POST", f"/{awaited['image']['image_id']}/confirm")

    assert (answer.status, answer.problem) == (409, "bookings/image-not-uploaded")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"content_type": "image/svg+xml"}, "/content_type"),
        ({"content_type": "text/html"}, "/content_type"),
        ({"size_bytes": 15 * 1024 * 1024 + 1}, "/size_bytes"),
        ({"size_bytes": 0}, "/size_bytes"),
    ],
)
def test_what_is_not_taken_is_said_before_the_upload(album: Album, change: dict[str, Any], pointer: str) -> None:
    answer = album.do("POST", "", {"content_type": "image/png", "size_bytes": 9, **change})

    assert (answer.status, answer.problem) == (422, "bookings/image-refused")
    assert [error["pointer"] for error in answer.body["errors"]] == [pointer]


def test_an_image_is_described_by_its_owner_alone(album: Album) -> None:
    image_id = album.uploaded(photo())
    texts = {"texts": [{"language": "en", "text": "Dough"}]}

    done = album.do("PUT", f"/{image_id}", texts, headers={"If-Match": '"1"'})
    late = album.do("PUT", f"/{image_id}", texts, headers={"If-Match": '"1"'})
    stolen = album.do("PUT", f"/{image_id}", texts, by=OTHER_OWNER, headers={"If-Match": '"2"'})

    assert (done.body["texts"], late.status, stolen.problem) == (texts["texts"], 412, "bookings/venue-unknown")
    assert album.do("GET", by=OTHER_OWNER).status == 404


def test_only_variants_that_there_are_can_be_asked_for(album: Album) -> None:
    image_id = album.uploaded(photo())
    base = f"/v1/public/venues/chez-nour/images/{image_id}"
    early = album.visit("GET", f"{base}/320.webp")
    album.render(image_id)

    for name in ("321.webp", "320.png", "..", "original"):
        assert album.visit("GET", f"{base}/{name}").problem in {"bookings/image-unknown", "not-found"}
    assert (early.problem, album.visit("GET", f"{base}/320.webp").status) == ("bookings/image-unknown", 200)

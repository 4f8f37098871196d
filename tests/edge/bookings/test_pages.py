"""Pages of a venue over HTTP: what owners write and guests read in their language."""

from __future__ import annotations

from typing import Any

import pytest

from guildhall.kernel.actor import Actor
from tests.edge.bookings.test_images import Album, album, photo
from tests.support.http import Answer
from tests.support.venues import BIRYANI, NOUR, OTHER_OWNER, WAITER

__all__ = ["album"]

HOME: dict[str, Any] = {
    "title": "Chez Nour",
    "sections": [
        {"kind": "hero", "title": "Welcome", "text": "By the canal.", "target": "book", "label": "Book a table"},
        {"kind": "services", "items": [{"title": "Lunch", "text": "Until three."}, {"title": "Dinner"}]},
    ],
}
ABOUT: dict[str, Any] = {
    "title": "About us",
    "sections": [
        {"kind": "history", "items": [{"title": "The oven", "note": "1987", "text": "It still burns."}]},
        {"kind": "team", "items": [{"title": "Demo Person", "note": "Chef"}]},
        {"kind": "values", "items": [{"title": "Nothing is thrown away"}]},
    ],
}


def write(album: Album, page: str, body: Any, version: int = 0, by: Actor = NOUR) -> Answer:
    return album.call("PUT", f"{album.path}/site/pages/{page}", by=by, body=body, headers={"If-Match": f'"{version}"'})


def read(album: Album, kind: str, **query: str) -> Answer:
    return album.site("GET", f"/v1/public/venues/chez-nour/site/pages/{kind}", query=query)


@pytest.mark.feature("CAT-12")
def test_the_home_page_shows_a_hero_services_dishes_of_the_menu_and_a_call_to_action(album: Album) -> None:
    house = album.house
    category = house.menu("POST", f"{album.path}/menu/categories", by=NOUR, body={"names": BIRYANI["names"]}).body
    dish = house.menu(
        "POST", f"{album.path}/menu/dishes", by=NOUR, body={**BIRYANI, "category_id": category["category_id"]}
    ).body["dish_id"]
    image_id = album.uploaded(photo())
    album.render(image_id)
    hero = {**HOME["sections"][0], "image_ids": [image_id]}
    preview = {"kind": "menu_preview", "title": "From the menu", "dish_ids": [dish]}
    action = {"kind": "call_to_action", "target": "book", "label": "Book a table"}

    written = write(album, "home/en", {**HOME, "sections": [hero, HOME["sections"][1], preview, action]})
    shown = read(album, "home").body

    assert (written.status, written.headers["ETag"]) == (200, '"1"')
    assert [section["kind"] for section in shown["sections"]] == ["hero", "services", "menu_preview", "call_to_action"]
    assert (shown["sections"][2]["dish_ids"], shown["sections"][3]["target"]) == ([dish], "book")
    assert [(image["image_id"], image["width"]) for image in shown["images"]] == [(image_id, 800)]


@pytest.mark.feature("CAT-14")
def test_the_about_page_tells_history_team_and_values_and_shows_a_gallery(album: Album) -> None:
    images = [album.uploaded(photo()) for _ in range(2)]
    for image_id in images:
        album.render(image_id)
    gallery = {"kind": "gallery", "title": "The house", "image_ids": images}

    write(album, "about/en", {**ABOUT, "sections": [*ABOUT["sections"], gallery]})

    shown = read(album, "about").body
    items = {section["kind"]: [item["title"] for item in section["items"]] for section in shown["sections"]}
    assert items == {
        "history": ["The oven"], "team": ["Demo Person"], "values": ["Nothing is thrown away"], "gallery": [],
    }  # fmt: skip
    assert {image["image_id"] for image in shown["images"]} == set(images)


def test_a_page_comes_in_the_language_that_suits_or_the_venues_or_any(album: Album) -> None:
    write(album, "about/fr", {**ABOUT, "title": "À propos"})
    only = read(album, "about", language="ur").body["language"]
    write(album, "about/en", ABOUT)
    write(album, "about/ur", {**ABOUT, "title": "ہمارے بارے میں"})

    told = {asked: read(album, "about", language=asked).body["language"] for asked in ("ur-PK", "fr", "de")}

    assert (only, told) == ("fr", {"ur-PK": "ur", "fr": "fr", "de": "en"})
    assert read(album, "gallery").problem == "bookings/page-unknown"


def test_two_windows_do_not_overwrite_each_other_and_languages_are_apart(album: Album) -> None:
    write(album, "home/en", HOME)

    assert write(album, "home/en", HOME).status == 412
    assert write(album, "home/fr", HOME).status == 200
    assert album.call("PUT", f"{album.path}/site/pages/home/en", by=NOUR, body=HOME).status == 428
    listed = album.call("GET", f"{album.path}/site/pages", by=NOUR).body["items"]
    assert [(page["kind"], page["language"]) for page in listed] == [("home", "en"), ("home", "fr")]


def test_a_page_is_removed_in_one_language(album: Album) -> None:
    write(album, "home/en", HOME)
    write(album, "home/fr", HOME)
    path = f"{album.path}/site/pages/home/en"

    late = album.call("DELETE", path, by=NOUR, headers={"If-Match": '"7"'})
    gone = album.call("DELETE", path, by=NOUR, headers={"If-Match": '"1"'})

    assert (late.status, gone.status) == (412, 204)
    assert album.call("GET", path, by=NOUR).problem == "bookings/page-unknown"
    assert read(album, "home").body["language"] == "fr"


@pytest.mark.parametrize(
    ("page", "section", "pointer"),
    [
        ("home/en", {"kind": "team"}, "/sections/2/kind"),
        ("home/en", {"kind": "hero"}, "/sections/2/kind"),
        ("home/en", {"kind": "call_to_action", "image_ids": ["img_01KCX3V7Q8M2N4P6R8T0W2Y4AA"]},
         "/sections/2/image_ids"),
        ("home/en", {"kind": "menu_preview", "dish_ids": ["dsh_01KCX3V7Q8M2N4P6R8T0W2Y4AA"]}, "/sections/2/dish_ids"),
        ("home/en", {"kind": "menu_preview", "target": "book"}, "/sections/2/target"),
    ],
)  # fmt: skip
def test_a_section_that_does_not_fit_is_pointed_at(album: Album, page: str, section: Any, pointer: str) -> None:
    answer = write(album, page, {**HOME, "sections": [*HOME["sections"], section]})

    assert (answer.status, answer.problem) == (422, "bookings/page-contradictory")
    assert [error["pointer"] for error in answer.body["errors"]] == [pointer]


def test_only_the_owner_writes_pages(album: Album) -> None:
    album.house.call("PUT", f"{album.path}/staff/{WAITER.account_id}", by=NOUR)

    assert write(album, "home/en", HOME, by=WAITER).status == 403
    assert write(album, "home/en", HOME, by=OTHER_OWNER).problem == "bookings/venue-unknown"
    assert album.call("GET", f"{album.path}/site/pages", by=WAITER).status == 200

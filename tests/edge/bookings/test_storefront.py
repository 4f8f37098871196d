"""What search engines and the restaurant's own site read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pyld import jsonld

from guildhall.platform.heads import data_text
from tests.edge.bookings.test_images import Album, album, photo
from tests.support.http import Answer
from tests.support.venues import BIRYANI, LUNCH, NOUR, OTHER_OWNER, WEEK, day_service

__all__ = ["album"]
ORIGIN = "https://chez-nour.example"


def linked(album: Album, **query: str) -> dict[str, Any]:
    answer = album.site("GET", "/v1/public/venues/chez-nour/site/json-ld", query=query)
    assert answer.status == 200, answer.body
    assert answer.headers["Content-Type"] == "application/ld+json; charset=utf-8"
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    found: dict[str, Any] = answer.body
    return found


def allow(album: Album, *origins: str, version: int = 0) -> Answer:
    headers = {"If-Match": f'"{version}"'}
    return album.call("PUT", f"{album.path}/site/widget", by=NOUR, body={"origins": list(origins)}, headers=headers)


def test_search_engines_read_the_venue_in_the_words_of_schema_org(album: Album) -> None:
    image_id = album.uploaded(photo())
    album.render(image_id)

    document = linked(album)

    page = "https://web.example/venues/chez-nour"
    assert (document["@context"], document["@type"], document["url"]) == ("https://schema.org", "Restaurant", page)
    assert document["address"] == {
        "@type": "PostalAddress", "streetAddress": "12 Mall Road", "addressLocality": "Lahore", "addressCountry": "PK",
    }  # fmt: skip
    assert document["geo"] == {"@type": "GeoCoordinates", "latitude": "31.560000", "longitude": "74.330000"}
    assert (document["priceRange"], document["servesCuisine"]) == ("$$", ["punjabi"])
    assert document["acceptsReservations"] == f"{page}/book"
    assert document["image"] == [f"https://web.example/v1/public/venues/chez-nour/images/{image_id}/800.webp"]
    assert "hasMenu" not in document
    assert None not in document.values()
    assert linked(album, language="ur")["description"] == "پنجابی کھانا"


def test_a_processor_of_linked_data_reads_every_word_of_it_as_one_of_schema_org(album: Album) -> None:
    document = linked(album)

    def load(url: str, _: Any) -> dict[str, Any]:
        # What schema.org answers under its name says of nearly every term that it is in this vocabulary.
        assert url == "https://schema.org"
        context = {"@context": {"@vocab": "https://schema.org/", "url": {"@type": "@id"}}}
        return {"contextUrl": None, "documentUrl": url, "document": context}

    facts = jsonld.to_rdf(document, {"documentLoader": load})["@default"]
    terms = {fact["predicate"]["value"] for fact in facts}
    page = [fact for fact in facts if fact["subject"]["value"] == document["url"]]

    assert {term for term in terms if not term.startswith(("https://schema.org/", "http://www.w3.org/"))} == set()
    said = {fact["predicate"]["value"].rpartition("/")[2]: fact["object"]["value"] for fact in page}
    assert (said["name"], said["url"]) == ("Chez Nour", document["url"])
    assert {fact["object"]["value"] for fact in facts if fact["predicate"]["value"].endswith("#type")} >= {
        f"https://schema.org/{name}" for name in ("Restaurant", "PostalAddress", "GeoCoordinates")
    }


def test_opening_hours_are_written_by_weekday_and_what_differs_by_date(album: Album) -> None:
    festive = {"first_on": "2026-03-10", "last_on": "2026-03-10", "reason": "Fair", "services": [day_service(LUNCH)]}
    album.house.write(f"{album.path}/opening", {**WEEK, "exceptional": [festive]}, 1)

    hours = linked(album)["openingHoursSpecification"]

    weekly = [each for each in hours if "dayOfWeek" in each]
    assert [(each["opens"], each["closes"], len(each["dayOfWeek"])) for each in weekly] == [
        ("12:00", "15:00", 5), ("19:00", "01:00", 7),
    ]  # fmt: skip
    assert weekly[0]["dayOfWeek"][0] == "https://schema.org/Monday"
    special = {each["validFrom"]: (each["opens"], each["closes"]) for each in hours if "dayOfWeek" not in each}
    assert special["2026-03-10"] == ("12:00", "15:00")
    assert special["2026-03-23"] == ("00:00", "00:00")


def test_the_menu_has_sections_items_offers_and_diets(album: Album) -> None:
    house, path = album.house, f"{album.path}/menu"
    category = house.menu("POST", f"{path}/categories", by=NOUR, body={"names": BIRYANI["names"]}).body["category_id"]
    dish = {**BIRYANI, "category_id": category, "prices": [{"amount_minor": 120_050}]}
    dish_id = house.menu("POST", f"{path}/dishes", by=NOUR, body=dish).body["dish_id"]
    house.menu("PUT", f"{path}/dishes/{dish_id}/availability", by=NOUR, body={"is_available": False})

    menu = linked(album)["hasMenu"]

    (section,) = menu["hasMenuSection"]
    (item,) = section["hasMenuItem"]
    assert (menu["@type"], section["name"], item["name"]) == ("Menu", "Chicken biryani", "Chicken biryani")
    assert item["offers"] == [
        {
            "@type": "Offer", "price": "1200.50", "priceCurrency": "PKR",
            "availability": "https://schema.org/SoldOut",
        }
    ]  # fmt: skip
    assert item["suitableForDiet"] == ["https://schema.org/HalalDiet"]


def test_nothing_that_an_owner_writes_ends_the_script_that_holds_it(album: Album) -> None:
    venue = album.house.call("GET", album.path, by=NOUR).body
    names = ("slug", "address", "time_zone", "currency", "languages", "descriptions", "phone")
    body = {**{name: venue[name] for name in names}, "name": "</script><script>alert(1)//\u2028"}
    assert album.house.write(album.path, body, venue["version"]).status == 200

    document = linked(album)

    assert document["name"].startswith("</script>")
    assert {"<", "\u2028"} & set(data_text(document)) == set()
    assert json.loads(data_text(document)) == document


def test_only_sites_that_the_owner_named_may_read_the_widget_or_frame_it(album: Album) -> None:
    before = album.site("GET", "/v1/public/venues/chez-nour/site/widget/frame")
    done = allow(album, ORIGIN, ORIGIN, "https://www.chez-nour.example:8443")

    def card(origin: str | None) -> Answer:
        return album.site("GET", "/v1/public/venues/chez-nour/site/widget", headers={"Origin": origin})

    frame = album.site("GET", "/v1/public/venues/chez-nour/site/widget/frame")
    allowed, other, none = card(ORIGIN), card("https://evil.example"), card(None)

    assert before.headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    assert "default-src 'none'" in before.headers["Content-Security-Policy"]
    assert done.body["origins"] == [ORIGIN, "https://www.chez-nour.example:8443"]
    assert allowed.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Access-Control-Allow-Origin" not in {**other.headers, **none.headers}
    assert {answer.headers["Vary"] for answer in (allowed, other, none)} == {"Origin"}
    assert (
        f"frame-ancestors 'self' {ORIGIN} https://www.chez-nour.example:8443"
        in frame.headers["Content-Security-Policy"]
    )
    assert allowed.body["book_url"] == "https://web.example/venues/chez-nour/book"
    assert [service["name"] for service in allowed.body["today"]] == ["lunch", "dinner"]


def test_the_frame_is_a_page_without_scripts_in_the_readers_language(album: Album) -> None:
    english = album.site("GET", "/v1/public/venues/chez-nour/site/widget/frame", query={"language": "de"})
    urdu = album.site("GET", "/v1/public/venues/chez-nour/site/widget/frame", query={"language": "ur-PK"})

    assert english.headers["Content-Type"] == "text/html; charset=utf-8"
    assert 'lang="en" dir="ltr"' in english.body
    assert ("Book a table" in english.body, "Open today" in english.body) == (True, True)
    assert 'lang="ur" dir="rtl"' in urdu.body
    assert "<script" not in english.body
    assert english.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert english.headers["Cache-Control"].startswith("public, max-age=")


@pytest.mark.parametrize(
    "origin",
    [
        "http://chez-nour.example", "https://chez-nour.example/", "*", "https://*.example", "null",
        "https://a.example; script-src *", "https://chez-nour.example https://evil.example", "https://localhost",
        "https://A.example", "https://a.example:0",
    ],
)  # fmt: skip
def test_an_origin_is_one_site_as_browsers_send_it(album: Album, origin: str) -> None:
    answer = allow(album, origin)

    assert (answer.status, [error["pointer"] for error in answer.body["errors"]]) == (422, ["/origins/0"])


def test_the_list_of_sites_is_the_owners(album: Album) -> None:
    allow(album, ORIGIN)
    late = allow(album, version=0)
    headers = {"If-Match": '"1"'}
    stolen = album.call("PUT", f"{album.path}/site/widget", by=OTHER_OWNER, body={"origins": []}, headers=headers)

    assert (late.status, stolen.problem) == (412, "bookings/venue-unknown")
    assert album.call("GET", f"{album.path}/site/widget", by=NOUR).body["origins"] == [ORIGIN]


def test_a_venue_that_is_not_public_shows_none_of_it(album: Album) -> None:
    album.house.call("POST", f"{album.path}/hide", by=NOUR)

    for part in ("json-ld", "widget", "widget/frame", "pages/home"):
        assert album.site("GET", f"/v1/public/venues/chez-nour/site/{part}").problem == "bookings/venue-unknown"

"""Venues over HTTP: what owners, their staff and guests are promised."""

from __future__ import annotations

from typing import Any

import pytest

from guildhall.platform.assembly import Platform
from tests.edge.bookings.conftest import House
from tests.support.outbox import published
from tests.support.venues import GUEST, LAHORE, NOUR, OPERATOR, OTHER_OWNER, TERMS, WAITER, WEEK

STAFF = WAITER.account_id


def test_an_owner_makes_a_venue_and_guests_find_it_once_it_is_public(house: House, platform: Platform) -> None:
    made = house.create()
    path = made.headers["Location"]
    house.write(f"{path}/opening", WEEK, 0)
    early = house.visit("GET", "/v1/public/venues/chez-nour")
    done = house.call("POST", f"{path}/publish", by=NOUR)
    again = house.call("POST", f"{path}/publish", by=NOUR)
    found = house.visit("GET", "/v1/public/venues/chez-nour")

    assert (made.status, made.headers["ETag"], made.body["is_published"]) == (201, '"1"', False)
    assert (made.body["owner_id"], made.body["payee_id"]) == (NOUR.account_id, NOUR.account_id)
    assert (early.status, early.problem) == (404, "bookings/venue-unknown")
    assert (done.body["published_at"], again.body["version"]) == ("2026-03-02T12:00:00.000Z", done.body["version"])
    assert (found.status, found.body["name"], found.body["address"]["latitude_e6"]) == (200, "Chez Nour", 31_560_000)
    assert found.headers["Cache-Control"].startswith("public, max-age=")
    assert {"owner_id", "staff_ids", "payee_id"} & set(found.body) == set()
    (event,) = published(platform.tables, "VenuePublished.v1")
    assert (event["slug"], event["city"], event["time_zone"]) == ("chez-nour", "Lahore", "Asia/Karachi")


def test_publishing_names_what_guests_would_miss(house: House) -> None:
    path = house.create(descriptions=[{"language": "ur", "text": "پنجابی کھانا"}], phone="", email=None).headers[
        "Location"
    ]

    answer = house.call("POST", f"{path}/publish", by=NOUR)

    assert (answer.status, answer.problem) == (409, "bookings/venue-incomplete")
    assert [error["pointer"] for error in answer.body["errors"]] == ["/descriptions", "/phone", "/weekly"]


def test_a_public_venue_stays_complete_in_its_currency_and_time_zone(house: House) -> None:
    path = house.open()
    version = house.call("GET", path, by=NOUR).body["version"]

    bare = house.write(path, {**LAHORE, "descriptions": []}, version)
    moved = house.write(path, {**LAHORE, "currency": "EUR", "time_zone": "Europe/Paris"}, version)
    closed = house.write(f"{path}/opening", {}, 1)

    assert (bare.status, bare.problem) == (409, "bookings/venue-incomplete")
    assert (moved.status, moved.problem) == (409, "bookings/venue-public")
    assert [error["pointer"] for error in moved.body["errors"]] == ["/currency", "/time_zone"]
    assert (closed.status, closed.problem) == (409, "bookings/venue-incomplete")


def test_a_hidden_venue_is_gone_for_guests_and_may_change(house: House, platform: Platform) -> None:
    path = house.open()

    hidden = house.call("POST", f"{path}/hide", by=NOUR)
    changed = house.write(path, {**LAHORE, "currency": "EUR"}, hidden.body["version"])

    assert (hidden.status, hidden.body["published_at"]) == (200, None)
    assert house.visit("GET", "/v1/public/venues/chez-nour").status == 404
    assert changed.body["currency"] == "EUR"
    assert [event["owner_id"] for event in published(platform.tables, "VenueHidden.v1")] == [NOUR.account_id]


def test_an_address_is_one_venues_for_ever(house: House) -> None:
    path = house.open()
    version = house.call("GET", path, by=NOUR).body["version"]
    taken = house.create(OTHER_OWNER)
    moved = house.write(path, {**LAHORE, "slug": "nour-lahore"}, version)
    late = house.create(OTHER_OWNER)
    theirs = house.create(OTHER_OWNER, slug="other-house").headers["Location"]
    wanted = house.write(theirs, {**LAHORE, "slug": "nour-lahore"}, 1, OTHER_OWNER)
    back = house.write(path, LAHORE, moved.body["version"])

    assert (taken.status, taken.problem) == (409, "bookings/slug-taken")
    assert (late.problem, wanted.problem) == ("bookings/slug-taken", "bookings/slug-taken")
    assert (moved.status, back.status, back.body["slug"]) == (200, 200, "chez-nour")
    for slug in ("chez-nour", "nour-lahore"):
        assert house.visit("GET", f"/v1/public/venues/{slug}").body["slug"] == "chez-nour"


def test_two_windows_of_one_owner_do_not_overwrite_each_other(house: House) -> None:
    path = house.create().headers["Location"]
    house.write(path, {**LAHORE, "name": "First"}, 1)

    late = house.write(path, {**LAHORE, "name": "Second"}, 1)
    blind = house.call("PUT", path, by=NOUR, body=LAHORE)

    assert (late.status, blind.status) == (412, 428)
    assert house.call("GET", path, by=NOUR).body["name"] == "First"


def test_a_venue_is_its_owners_and_a_stranger_does_not_learn_of_it(house: House) -> None:
    path = house.open()

    for stranger in (OTHER_OWNER, WAITER, GUEST):
        assert house.call("GET", path, by=stranger).problem == "bookings/venue-unknown"
        assert house.write(path, LAHORE, 3, stranger).status == 404
        assert house.write(f"{path}/policy", TERMS, 0, stranger).status == 404
        assert house.call("POST", f"{path}/hide", by=stranger).status == 404
    assert house.call("GET", path, by=OPERATOR).status == 200
    assert house.call("POST", f"{path}/hide", by=OPERATOR).status == 403
    assert house.create(GUEST, slug="of-a-guest").status == 403


def test_staff_see_the_venue_that_they_work_at_and_change_nothing(house: House) -> None:
    path = house.create().headers["Location"]
    joined = house.call("PUT", f"{path}/staff/{STAFF}", by=NOUR)
    again = house.call("PUT", f"{path}/staff/{STAFF}", by=NOUR)

    assert (joined.status, joined.body["staff_ids"], again.body["version"]) == (200, [STAFF], joined.body["version"])
    assert house.call("GET", path, by=WAITER).status == 200
    assert [item["venue_id"] for item in house.call("GET", "/v1/venues", by=WAITER).body["items"]] == [
        joined.body["venue_id"]
    ]
    assert house.write(path, LAHORE, 2, WAITER).status == 403
    assert house.call("DELETE", f"{path}/staff/{STAFF}", by=WAITER).status == 403

    left = house.call("DELETE", f"{path}/staff/{STAFF}", by=NOUR)

    assert left.body["staff_ids"] == []
    assert house.call("GET", path, by=WAITER).status == 404
    assert house.call("GET", "/v1/venues", by=WAITER).body["items"] == []


def test_an_owner_pages_through_their_venues(house: House) -> None:
    made = [house.create(slug=f"house-{number}").body["venue_id"] for number in range(3)]
    house.create(OTHER_OWNER, slug="elsewhere")

    first = house.call("GET", "/v1/venues", by=NOUR, query={"limit": "2"}).body
    rest = house.call("GET", "/v1/venues", by=NOUR, query={"limit": "2", "cursor": first["next_cursor"]}).body

    assert sorted(item["venue_id"] for item in first["items"] + rest["items"]) == sorted(made)
    assert rest["next_cursor"] is None


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"slug": "Chez Nour"}, "/slug"),
        ({"time_zone": "Asia/Nowhere"}, "/time_zone"),
        ({"time_zone": "../../etc/passwd"}, "/time_zone"),
        ({"currency": "XXX"}, "/currency"),
        ({"languages": []}, "/languages"),
        ({"languages": ["english"]}, "/languages/0"),
        ({"phone": "0423"}, "/phone"),
        ({"email": "nour"}, "/email"),
        ({"website": "javascript:alert(1)"}, "/website"),
        ({"address": {"street": "1", "city": "Lahore", "country": "PK", "latitude_e6": 1}}, "/address"),
        ({"address": {"street": "1", "city": "Lahore", "country": "pk"}}, "/address/country"),
        ({"rating": 5}, "/rating"),
    ],
)
def test_what_is_not_valid_is_pointed_at(house: House, change: dict[str, Any], pointer: str) -> None:
    answer = house.create(**change)

    assert answer.status == 422
    assert [error["pointer"] for error in answer.body["errors"]] == [pointer]

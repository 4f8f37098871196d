"""Profiles over HTTP: what owners, the public and administrators are promised."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from functions.profiles.api import KEYLESS, create_app
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from guildhall.profiles import wiring
from guildhall.profiles.models import ResponseTime
from tests.support.http import Answer, Client
from tests.support.meanwhile import behind, just_before
from tests.support.outbox import published
from tests.support.waits import counted

EXPERT = Actor("acc_ada", frozenset({"expert"}))
OTHER = Actor("acc_bob", frozenset({"expert"}))
CLIENT = Actor("acc_cleo", frozenset({"client"}))
ADMIN = Actor("acc_admin", frozenset({"administrator"}))
PARTNER = Actor("cli_x", frozenset({"partner"}), frozenset({"profiles"}))
MINE = "/v1/profiles/acc_ada/expert"
FULL: dict[str, Any] = {
    "display_name": "Ada",
    "headline": "Compilers and engines",
    "about": "Twenty years of numerical work.",
    "skills": ["Python", "  python ", "Numerical  Analysis"],
    "languages": ["en", "fr-FR"],
    "hourly_rate": {"amount_minor": 9000, "currency": "EUR"},
}


@pytest.fixture
def call(platform: Platform) -> Client:
    return Client(create_app, wiring.wire(platform), platform, keyless=KEYLESS)


def publish(call: Client, by: Actor, **changes: Any) -> Answer:
    path = f"/v1/profiles/{by.account_id}/expert"
    call("PUT", path, by=by, body={**FULL, **changes}, headers={"If-Match": '"0"'})
    return call("POST", f"{path}/publish", by=by)


def verify(call: Client, account_id: str, version: int, *, by: Actor = ADMIN, is_verified: bool = True) -> Answer:
    path = f"/v1/profiles/{account_id}/expert/verification"
    return call("PUT", path, by=by, body={"is_verified": is_verified}, headers={"If-Match": f'"{version}"'})


def listed(call: Client, **query: str) -> list[str]:
    return [item["account_id"] for item in call("GET", "/v1/profiles", by=CLIENT, query=query).body["items"]]


@pytest.mark.feature("PRO-05")
def test_an_expert_publishes_skills_and_an_hourly_rate_and_others_see_them(call: Client, platform: Platform) -> None:
    answer = publish(call, EXPERT)

    seen = call("GET", MINE, by=CLIENT)
    assert (answer.status, seen.status) == (200, 200)
    assert seen.body["skills"] == ["python", "numerical analysis"]
    assert seen.body["hourly_rate"] == {"amount_minor": 9000, "currency": "EUR"}
    assert published(platform.tables, "ProfilePublished.v1") == [
        {
            "account_id": "acc_ada",
            "role": "expert",
            "display_name": "Ada",
            "headline": "Compilers and engines",
            "skills": ["python", "numerical analysis"],
            "hourly_rate_minor": 9000,
            "currency": "EUR",
        }
    ]


@pytest.mark.feature("PRO-03")
def test_completion_counts_up_and_names_what_is_missing_in_the_order_to_ask(call: Client) -> None:
    empty = call("PUT", MINE, by=EXPERT, body={}, headers={"If-Match": '"0"'})
    some = call("PUT", MINE, by=EXPERT, body={"display_name": "Ada", "skills": ["c"]}, headers={"If-Match": '"1"'})
    full = call("PUT", MINE, by=EXPERT, body=FULL, headers={"If-Match": '"2"'})

    assert empty.body["completion"] == {
        "percent": 0,
        "missing": ["display_name", "headline", "about", "skills", "hourly_rate", "languages"],
    }
    assert some.body["completion"] == {"percent": 33, "missing": ["headline", "about", "hourly_rate", "languages"]}
    assert full.body["completion"] == {"percent": 100, "missing": []}


def test_publishing_names_each_missing_piece_and_publishes_nothing(call: Client, platform: Platform) -> None:
    call("PUT", MINE, by=EXPERT, body={"display_name": "Ada", "about": "…"}, headers={"If-Match": '"0"'})

    answer = call("POST", f"{MINE}/publish", by=EXPERT)

    assert (answer.status, answer.problem) == (409, "profiles/profile-incomplete")
    assert [error["pointer"] for error in answer.body["errors"]] == ["/headline", "/skills", "/hourly_rate"]
    assert published(platform.tables, "ProfilePublished.v1") == []
    assert call("GET", MINE, by=CLIENT).status == 404


def test_a_public_profile_stays_complete_and_its_changes_are_announced(call: Client, platform: Platform) -> None:
    version = publish(call, EXPERT).body["version"]
    match = {"If-Match": f'"{version}"'}

    refused = call("PUT", MINE, by=EXPERT, body={**FULL, "skills": []}, headers=match)
    changed = call("PUT", MINE, by=EXPERT, body={**FULL, "headline": "Engines"}, headers=match)

    assert (refused.status, refused.problem) == (409, "profiles/profile-incomplete")
    assert (changed.status, changed.body["is_published"]) == (200, True)
    assert [event["headline"] for event in published(platform.tables, "ProfilePublished.v1")] == [
        "Compilers and engines",
        "Engines",
    ]


@pytest.mark.feature("PRO-15")
def test_verification_is_visible_and_filterable_and_can_be_taken_back(call: Client, platform: Platform) -> None:
    version = publish(call, EXPERT).body["version"]
    publish(call, OTHER)

    verified = verify(call, "acc_ada", version)

    assert verified.body["is_verified"]
    assert call("GET", MINE, by=CLIENT).body["is_verified"]
    assert listed(call, is_verified="true") == ["acc_ada"]
    assert listed(call, is_verified="false") == ["acc_bob"]
    assert published(platform.tables, "ExpertVerified.v1") == [{"account_id": "acc_ada", "is_verified": True}]
    assert verify(call, "acc_ada", verified.body["version"], is_verified=False).status == 200
    assert listed(call, is_verified="true") == []


def test_only_an_administrator_verifies_and_only_what_they_read(call: Client) -> None:
    version = publish(call, EXPERT).body["version"]

    assert verify(call, "acc_ada", version, by=EXPERT).status == 403
    assert verify(call, "acc_ada", version, by=CLIENT).status == 403
    assert verify(call, "acc_ada", version - 1).status == 412
    assert verify(call, "acc_nobody", 0).status == 404
    call("PUT", "/v1/profiles/acc_bob/expert", by=OTHER, body=FULL, headers={"If-Match": '"0"'})
    assert verify(call, "acc_bob", 1).problem == "profiles/nothing-to-verify"
    assert verify(call, "acc_bob", 1, by=CLIENT).status == 404


def test_experts_are_found_by_skill_in_any_spelling(call: Client) -> None:
    publish(call, EXPERT)
    publish(call, OTHER, skills=["Cobol"])

    assert listed(call, skill="COBOL") == ["acc_bob"]
    assert listed(call, skill="numerical analysis") == ["acc_ada"]
    assert listed(call, skill="fortran") == []


def test_the_list_is_newest_first_over_months_and_pages_without_gaps(call: Client, clock: SettableClock) -> None:
    people = [Actor(f"acc_{number:02d}", frozenset({"expert"})) for number in range(12)]
    for person in people:
        publish(call, person)
        clock.advance(timedelta(days=9))

    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": "5", **({"cursor": cursor} if cursor else {})}
        page = call("GET", "/v1/profiles", by=CLIENT, query=query).body
        seen += [item["account_id"] for item in page["items"]]
        cursor = page["next_cursor"]

    assert seen == [person.account_id for person in reversed(people)]


def test_a_cursor_of_another_filter_is_refused(call: Client) -> None:
    publish(call, EXPERT)
    cursor = call("GET", "/v1/profiles", by=CLIENT, query={"limit": "1"}).body["next_cursor"]

    answer = call("GET", "/v1/profiles", by=CLIENT, query={"skill": "python", "cursor": cursor})

    assert (answer.status, answer.problem) == (422, "cursor-invalid")


def test_a_draft_is_its_owners_alone(call: Client) -> None:
    call("PUT", MINE, by=EXPERT, body=FULL, headers={"If-Match": '"0"'})

    assert call("GET", MINE, by=EXPERT).status == 200
    assert call("GET", MINE, by=ADMIN).status == 200
    for stranger in (OTHER, CLIENT, PARTNER):
        assert call("GET", MINE, by=stranger).problem == "profiles/profile-unknown"
        assert call("GET", "/v1/profiles/acc_ada", by=stranger).body == {"items": []}
        assert call("PUT", MINE, by=stranger, body=FULL, headers={"If-Match": '"1"'}).status == 404
        assert call("POST", f"{MINE}/publish", by=stranger).status == 404


def test_others_may_read_a_public_profile_and_not_write_it(call: Client) -> None:
    version = publish(call, EXPERT).body["version"]

    for by in (OTHER, ADMIN):
        assert call("PUT", MINE, by=by, body=FULL, headers={"If-Match": f'"{version}"'}).status == 403
    assert call("GET", MINE, by=EXPERT).body["version"] == version


def test_an_account_shows_itself_only_in_a_role_that_it_has(call: Client) -> None:
    answer = call("PUT", "/v1/profiles/acc_ada/client", by=EXPERT, body={}, headers={"If-Match": '"0"'})

    assert (answer.status, answer.problem) == (403, "profiles/role-not-held")


def test_a_partner_program_sees_no_list(call: Client) -> None:
    assert call("GET", "/v1/profiles", by=PARTNER).status == 403


def test_a_stale_version_changes_nothing(call: Client) -> None:
    call("PUT", MINE, by=EXPERT, body=FULL, headers={"If-Match": '"0"'})

    late = call("PUT", MINE, by=EXPERT, body={}, headers={"If-Match": '"0"'})

    assert (late.status, late.problem) == (412, "stale-version")
    assert call("GET", MINE, by=EXPERT).body["headline"] == FULL["headline"]


def test_publishing_twice_is_one_publication(call: Client, platform: Platform) -> None:
    first = publish(call, EXPERT)

    again = call("POST", f"{MINE}/publish", by=EXPERT, headers={"Idempotency-Key": None})

    assert again.body == first.body
    assert len(published(platform.tables, "ProfilePublished.v1")) == 1


def test_two_that_publish_at_once_make_one_publication(call: Client, platform: Platform) -> None:
    call("PUT", MINE, by=EXPERT, body=FULL, headers={"If-Match": '"0"'})

    def again() -> Answer:
        return call("POST", f"{MINE}/publish", by=EXPERT, headers={"Idempotency-Key": None})

    first: list[Answer] = []
    with behind(), just_before("TransactWriteItems", lambda: first.append(again())):
        second = again()

    assert (second.status, second.body) == (200, first[0].body)
    assert len(published(platform.tables, "ProfilePublished.v1")) == 1


def test_what_is_read_beside_a_profile_tells_nobody_that_there_is_one(call: Client, platform: Platform) -> None:
    call("PUT", MINE, by=EXPERT, body=FULL, headers={"If-Match": '"0"'})
    for account_id in ("acc_ada", "acc_nobody"):
        wiring.wire(platform).keep_response_time(account_id, ResponseTime(platform.clock.now(), 3600))

    hidden, absent = (call("GET", f"/v1/profiles/{who}/expert", by=OTHER) for who in ("acc_ada", "acc_nobody"))

    assert (hidden.status, hidden.problem, hidden.body["detail"]) == (404, absent.problem, absent.body["detail"])
    assert hidden.headers.keys() == absent.headers.keys()


def test_an_experts_profile_is_shown_after_one_wait_and_published_after_two(call: Client) -> None:
    call("PUT", MINE, by=EXPERT, body=FULL, headers={"If-Match": '"0"'})

    with counted("GetItem expert", "GetItem RESPONSE_TIME") as published_after:
        assert call("POST", f"{MINE}/publish", by=EXPERT).status == 200
    with counted("GetItem expert", "GetItem RESPONSE_TIME") as shown_after:
        assert call("GET", MINE, by=CLIENT).status == 200

    assert (published_after.round_trips, published_after.units) == (2, published_after.floor.units)
    assert (shown_after.round_trips, shown_after.units) == (1, shown_after.floor.units)


RATE = "/hourly_rate/amount_minor"


@pytest.mark.parametrize(
    ("change", "slug", "pointer"),
    [
        ({"hourly_rate": {"amount_minor": 12.5, "currency": "EUR"}}, "money/too-many-decimals", RATE),
        ({"hourly_rate": {"amount_minor": 1, "currency": "XXX"}}, "money/currency-unknown", "/hourly_rate/currency"),
        ({"hourly_rate": {"amount_minor": -1, "currency": "EUR"}}, "invalid", RATE),
        ({"hourly_rate": {"amount_minor": 0, "currency": "EUR"}}, "invalid", RATE),
        ({"hourly_rate": {"amount_minor": "9000", "currency": "EUR"}}, "invalid", RATE),
        ({"hourly_rate": {"amount_minor": 10**13, "currency": "EUR"}}, "invalid", RATE),
        ({"skills": ["x" * 41]}, "invalid", "/skills/0"),
        ({"skills": "python"}, "invalid", "/skills"),
        ({"languages": ["English"]}, "invalid", "/languages/0"),
        ({"is_verified": True}, "invalid", "/is_verified"),
        ({"headline": None}, "invalid", "/headline"),
    ],
)
def test_bad_input_is_named_with_its_place_and_changes_nothing(
    call: Client, change: dict[str, Any], slug: str, pointer: str
) -> None:
    answer = call("PUT", MINE, by=EXPERT, body={**FULL, **change}, headers={"If-Match": '"0"'})

    assert (answer.status, answer.problem) == (422, slug)
    assert answer.body["errors"][0]["pointer"] == pointer
    assert call("GET", MINE, by=EXPERT).status == 404


def test_an_unknown_role_is_refused(call: Client) -> None:
    assert call("GET", "/v1/profiles/acc_ada/king", by=EXPERT).status == 422
    assert call("GET", "/v1/profiles", by=CLIENT, query={"role": "client"}).status == 422

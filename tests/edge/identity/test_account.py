"""One's own account over HTTP: what it shows, and what one may change."""

from __future__ import annotations

import pytest

from guildhall.kernel.actor import Actor
from guildhall.platform.assembly import Platform
from tests.edge.identity.people import People
from tests.support.http import Client
from tests.support.outbox import published


@pytest.mark.feature("IAM-17")
def test_a_person_changes_name_and_language(people: People, call: Client, platform: Platform) -> None:
    person = people.person(locale="en")
    before = call("GET", "/v1/me", by=person.actor)

    change = {"display_name": "Amina Weber", "locale": "fr"}
    after = call("PATCH", "/v1/me", by=person.actor, body=change, headers={"If-Match": before.headers["ETag"]})

    assert after.status == 200
    assert (after.body["display_name"], after.body["locale"]) == ("Amina Weber", "fr")
    assert after.headers["ETag"] != before.headers["ETag"]
    assert call("GET", "/v1/me", by=person.actor).body == after.body
    account_id = person.actor.account_id
    assert published(platform.tables, "AccountRenamed.v1") == [
        {"account_id": account_id, "display_name": "Amina Weber"}
    ]
    assert published(platform.tables, "LocaleChanged.v1") == [{"account_id": account_id, "locale": "fr"}]


def test_a_change_needs_the_version_that_was_read(people: People, call: Client) -> None:
    person = people.person()
    change = {"display_name": "Amina Weber"}

    blind = call("PATCH", "/v1/me", by=person.actor, body=change)
    stale = call("PATCH", "/v1/me", by=person.actor, body=change, headers={"If-Match": '"1"'})

    assert (blind.status, blind.problem) == (428, "precondition-required")
    assert (stale.status, stale.problem) == (412, "stale-version")


@pytest.mark.parametrize("change", [{}, {"email": "other@mail.example"}, {"roles": ["administrator"]}, {"locale": 7}])
def test_what_one_may_not_change_is_refused(people: People, call: Client, change: dict[str, object]) -> None:
    answer = call("PATCH", "/v1/me", by=people.person().actor, body=change, headers={"If-Match": '"3"'})

    assert answer.status == 422


def test_a_client_becomes_an_expert_too(people: People, call: Client, enter: Client, platform: Platform) -> None:
    person = people.person(roles=["client"])

    taken = call("POST", "/v1/me/roles", by=person.actor, body={"role": "expert"})
    again = call("POST", "/v1/me/roles", by=person.actor, body={"role": "expert"})
    fresh = people.session_of(person.email, enter("POST", "/v1/auth/refresh", headers=person.browser))

    assert (taken.status, again.status) == (200, 200)
    assert taken.body["roles"] == again.body["roles"] == ["client", "expert"]
    assert fresh.actor.roles == {"client", "expert"}
    assert published(platform.tables, "RoleGranted.v1") == [{"account_id": person.actor.account_id, "role": "expert"}]


def test_nobody_takes_a_staff_role(people: People, call: Client) -> None:
    answer = call("POST", "/v1/me/roles", by=people.person().actor, body={"role": "administrator"})

    assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, "/role")


@pytest.mark.parametrize("actor", [Actor("cli_shop", frozenset({"partner"})), None], ids=["a program", "nobody"])
def test_only_people_have_an_account_of_their_own(call: Client, actor: Actor | None) -> None:
    assert call("GET", "/v1/me", by=actor).status == 403
    assert call("DELETE", "/v1/me/sessions", by=actor).status == 403

"""Sessions over HTTP, against a real user pool: how they begin, go on and end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.identity import auth
from guildhall.identity.models import SIGN_IN_FAILURES, Account
from guildhall.identity.wiring import Identity
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.errors import Unavailable
from guildhall.platform.assembly import Platform
from tests.edge.identity.people import PASSWORD, People, claims
from tests.support.http import Client


@pytest.mark.feature("IAM-13")
def test_the_refresh_token_travels_in_a_cookie_that_only_the_auth_routes_of_our_own_pages_see(people: People) -> None:
    email = people.person().email

    answer = people.sign_in(email)

    (cookie,) = answer.cookies
    assert {part.strip() for part in cookie.split(";")[1:]} == {
        "Path=/v1/auth",
        "Max-Age=2592000",
        "HttpOnly",
        "Secure",
        "SameSite=Strict",
    }
    assert set(answer.body) == {"kind", "access_token", "token_type", "expires_in", "account"}
    assert answer.body["expires_in"] == 900
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.feature("IAM-05")
def test_a_session_goes_on_by_its_cookie_which_changes_each_time(people: People, enter: Client) -> None:
    person = people.person(roles=["expert"])

    fresh = people.session_of(person.email, enter("POST", "/v1/auth/refresh", headers=person.browser))
    fresher = people.session_of(person.email, enter("POST", "/v1/auth/refresh", headers=fresh.browser))

    assert person.actor == fresh.actor == fresher.actor
    assert len({person.cookie, fresh.cookie, fresher.cookie}) == 3
    assert len({claims(each.access_token)["jti"] for each in (person, fresh, fresher)}) == 3


def test_a_session_says_whose_it_is_at_its_beginning_and_each_time_it_goes_on(
    people: People, call: Client, enter: Client
) -> None:
    person = people.person(roles=["client"])
    call("POST", "/v1/me/roles", by=person.actor, body={"role": "expert"})

    begun = people.sign_in(person.email)
    gone_on = enter("POST", "/v1/auth/refresh", headers=person.browser)

    mine = call("GET", "/v1/me", by=person.actor).body
    assert mine["roles"] == ["client", "expert"]
    assert begun.body["account"] == gone_on.body["account"] == mine


def test_a_session_goes_on_while_accounts_cannot_be_read(
    people: People, identity: Identity, platform: Platform
) -> None:
    class Away:
        def get(self, account_id: str) -> Account | None:
            raise Unavailable

    person = people.person()
    away: Any = Away()
    view = replace(identity.view_session_account, accounts=away)
    enter = Client(auth.create_app, replace(identity, view_session_account=view), platform, keyless=auth.KEYLESS)

    answer = enter("POST", "/v1/auth/refresh", headers=person.browser)

    fresh = people.session_of(person.email, answer)
    assert answer.body["account"] is None
    assert people.session_of(person.email, enter("POST", "/v1/auth/refresh", headers=fresh.browser))


def test_signing_out_ends_the_tokens_that_came_before_the_last_one_too(people: People, enter: Client) -> None:
    person = people.person()
    fresh = people.session_of(person.email, enter("POST", "/v1/auth/refresh", headers=person.browser))

    enter("POST", "/v1/auth/sign-out", headers=fresh.browser)

    assert enter("POST", "/v1/auth/refresh", headers=person.browser).status == 401
    assert enter("POST", "/v1/auth/refresh", headers=fresh.browser).status == 401


@pytest.mark.feature("IAM-04", "IAM-12")
def test_signing_out_ends_the_session_on_the_server(people: People, enter: Client) -> None:
    person, other = people.person(), people.person()

    out = enter("POST", "/v1/auth/sign-out", headers=person.browser)
    again = enter("POST", "/v1/auth/sign-out", headers=person.browser)
    late = enter("POST", "/v1/auth/refresh", headers=person.browser)

    assert (out.status, out.body, again.status) == (204, "", 204)
    assert "Max-Age=0" in out.cookies[0]
    assert (late.status, late.problem) == (401, "identity/session-ended")
    assert enter("POST", "/v1/auth/refresh", headers=other.browser).status == 200


def test_signing_out_everywhere_ends_every_session_of_the_account(people: People, call: Client, enter: Client) -> None:
    person = people.person()
    elsewhere = people.session_of(person.email, people.sign_in(person.email))

    out = call("DELETE", "/v1/me/sessions", by=person.actor)

    assert out.status == 204
    for session in (person, elsewhere):
        assert enter("POST", "/v1/auth/refresh", headers=session.browser).status == 401


@pytest.mark.parametrize("cookie", ["", "guildhall_refresh=", "guildhall_refresh=made.up.token", "other=1"])
def test_no_session_goes_on_without_a_cookie_of_ours(people: People, enter: Client, cookie: str) -> None:
    answer = enter("POST", "/v1/auth/refresh", headers={"Cookie": cookie, "X-Requested-With": "guildhall"})

    assert (answer.status, answer.problem) == (401, "identity/session-ended")


@pytest.mark.parametrize("route", ["/v1/auth/refresh", "/v1/auth/sign-out"])
@pytest.mark.parametrize(
    "change", [{"X-Requested-With": ""}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_a_page_of_another_site_cannot_use_the_cookie(
    people: People, enter: Client, route: str, change: dict[str, str]
) -> None:
    person = people.person()

    answer = enter("POST", route, headers={**person.browser, **change})

    assert (answer.status, answer.problem, answer.cookies) == (403, "cross-site", [])
    assert enter("POST", "/v1/auth/refresh", headers={**person.browser, "Sec-Fetch-Site": "same-origin"}).status == 200


def test_a_page_of_another_site_cannot_sign_a_browser_in(people: People, enter: Client) -> None:
    body = {"email": people.person().email, "password": PASSWORD}

    answer = enter("POST", "/v1/auth/sign-in", body=body, headers={"Sec-Fetch-Site": "cross-site"})

    assert (answer.status, answer.problem) == (403, "cross-site")


def test_the_sixth_wrong_password_within_a_quarter_of_an_hour_has_to_wait(people: People, clock: SettableClock) -> None:
    email = people.person().email
    wrong = [people.sign_in(email, "Wrong-password-123") for _ in range(SIGN_IN_FAILURES.quota)]

    refused = people.sign_in(email)

    assert {answer.status for answer in wrong} == {401}
    assert wrong[1].headers["RateLimit-Policy"].startswith('"sign-in-failures";q=5;w=900')
    assert '"sign-in-failures";r=3;t=' in wrong[1].headers["RateLimit"]
    assert (refused.status, refused.problem) == (429, "too-many-requests")
    wait = int(refused.headers["Retry-After"])
    assert 0 < wait <= 900
    clock.advance(timedelta(seconds=wait))
    assert people.sign_in(email).status == 200


def test_a_failed_sign_in_is_logged_without_the_password(people: People, caplog: pytest.LogCaptureFixture) -> None:
    person = people.person()

    people.sign_in(person.email, "Wrong-password-123")

    (event,) = [record for record in caplog.records if getattr(record, "security_event", False)]
    assert event.getMessage() == "sign-in failed"
    assert vars(event)["account_id"] == person.actor.account_id
    assert vars(event)["address"] == "127.0.0.0/24"
    assert "Wrong-password-123" not in str(vars(event))


def test_a_good_password_forgets_the_bad_ones(people: People) -> None:
    email = people.person().email
    for _ in range(3):
        for _ in range(SIGN_IN_FAILURES.quota - 1):
            assert people.sign_in(email, "Wrong-password-123").status == 401
        assert people.sign_in(email).status == 200

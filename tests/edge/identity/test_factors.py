"""The second factor over HTTP, against a real user pool."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from guildhall.identity.wiring import Identity
from guildhall.platform import query
from guildhall.platform.assembly import Platform
from tests.edge.identity.people import PASSWORD, People, Person, totp
from tests.support.http import Answer, Client


def begin(call: Client, person: Person) -> str:
    answer = call("POST", "/v1/me/totp", by=person.actor, headers=person.headers)
    assert answer.status == 200, answer.body
    return str(answer.body["secret"])


def confirm(call: Client, person: Person, code: str) -> Answer:
    return call("POST", "/v1/me/totp/confirm", by=person.actor, headers=person.headers, body={"code": code})


def answer_challenge(enter: Client, email: str, session: str, code: str) -> Answer:
    return enter("POST", "/v1/auth/challenge", body={"email": email, "session": session, "code": code})


def recover(enter: Client, email: str, code: str, password: str = PASSWORD) -> Answer:
    return enter("POST", "/v1/auth/recover", body={"email": email, "password": password, "recovery_code": code})


@pytest.fixture
def careful(people: People, call: Client) -> tuple[Person, str, list[str]]:
    """Somebody with an authenticator app, its secret, and the recovery codes."""
    person = people.person()
    secret = begin(call, person)
    codes = confirm(call, person, totp(secret)).body["recovery_codes"]
    return person, secret, codes


@pytest.mark.feature("IAM-08")
def test_with_an_authenticator_app_a_password_is_not_enough(
    people: People, call: Client, enter: Client, careful: tuple[Person, str, list[str]]
) -> None:
    person, secret, codes = careful

    step = people.sign_in(person.email)
    wrong = answer_challenge(enter, person.email, step.body["session"], "000000")
    step = people.sign_in(person.email)
    right = answer_challenge(enter, person.email, step.body["session"], totp(secret))
    by_code = recover(enter, person.email, codes[0])
    me = call("GET", "/v1/me", by=person.actor)

    assert (step.status, step.body["kind"], step.body["challenge"], step.cookies) == (200, "challenge", "totp", [])
    assert (wrong.status, wrong.problem) == (422, "identity/code-refused")
    assert people.session_of(person.email, right).actor == person.actor
    assert people.session_of(person.email, by_code).actor == person.actor
    assert (me.body["has_totp"], me.body["recovery_codes_left"]) == (True, 9)


def test_a_code_is_worth_nothing_without_the_session_that_the_password_opened(
    people: People, enter: Client, careful: tuple[Person, str, list[str]]
) -> None:
    person, secret, _ = careful

    made_up = answer_challenge(enter, person.email, "a-session-that-nobody-opened", totp(secret))
    foreign = answer_challenge(enter, people.person().email, people.sign_in(person.email).body["session"], totp(secret))

    assert (made_up.status, made_up.problem) == (401, "identity/session-ended")
    assert (foreign.status, foreign.problem) == (401, "identity/session-ended")


def test_the_secret_is_told_as_apps_read_it(people: People, call: Client) -> None:
    person = people.person()

    answer = call("POST", "/v1/me/totp", by=person.actor, headers=person.headers)

    uri = urlsplit(answer.body["otpauth_uri"])
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert parse_qs(uri.query) == {"secret": [answer.body["secret"]], "issuer": ["Guildhall"]}


def test_nothing_changes_before_the_first_code_came_back(people: People, call: Client) -> None:
    person = people.person()

    early = confirm(call, person, "123456")
    begin(call, person)
    wrong = confirm(call, person, "000000")

    assert early.status in {409, 422}
    assert (wrong.status, wrong.problem) == (422, "identity/code-refused")
    assert people.sign_in(person.email).body["kind"] == "session"


def test_a_recovery_code_opens_once_and_only_with_the_password(
    enter: Client, people: People, careful: tuple[Person, str, list[str]]
) -> None:
    person, _, codes = careful

    without_password = recover(enter, person.email, codes[0], "Wrong-password-123")
    first = recover(enter, person.email, codes[0].upper().replace("-", ""))
    second = recover(enter, person.email, codes[0])

    assert (without_password.status, without_password.problem) == (401, "identity/sign-in-refused")
    assert first.status == 200
    assert (second.status, second.problem) == (422, "identity/recovery-code-refused")
    assert people.sign_in(person.email).body["kind"] == "challenge"


def test_recovery_codes_are_stored_as_hashes(platform: Platform, careful: tuple[Person, str, list[str]]) -> None:
    person, secret, codes = careful

    items = query.page(platform.tables.core_table, f"ACCOUNT#{person.actor.account_id}").items

    assert len(codes) == len(items[0]["recovery_codes"]) == 10
    assert not any(code in repr(items) or code.replace("-", "") in repr(items) for code in codes)
    assert secret not in repr(items)


def test_codes_of_the_app_cannot_be_guessed(
    people: People, enter: Client, careful: tuple[Person, str, list[str]]
) -> None:
    person, _, _ = careful
    statuses = []
    for number in range(6):
        step = people.sign_in(person.email)
        if step.status == 200:
            step = answer_challenge(enter, person.email, step.body["session"], f"{number:06d}")
        statuses.append(step.status)

    assert statuses == [422] * 5 + [429]


def test_switching_it_off_takes_the_password(
    people: People, call: Client, careful: tuple[Person, str, list[str]]
) -> None:
    person, _, _ = careful

    def disable(password: str) -> Answer:
        return call("POST", "/v1/me/totp/disable", by=person.actor, body={"password": password})

    wrong = disable("Wrong-password-123")
    still = people.sign_in(person.email).body["kind"]
    done = disable(PASSWORD)

    assert (wrong.status, wrong.problem, still) == (422, "identity/password-wrong", "challenge")
    assert done.status == 204
    assert people.sign_in(person.email).body["kind"] == "session"


def test_a_second_app_needs_the_first_switched_off(call: Client, careful: tuple[Person, str, list[str]]) -> None:
    person, _, _ = careful

    again = call("POST", "/v1/me/totp", by=person.actor, headers=person.headers)

    assert (again.status, again.problem) == (409, "identity/totp-already-on")


def test_a_factor_that_a_crash_left_switched_off_is_asked_for_at_the_next_sign_in(
    people: People, identity: Identity, careful: tuple[Person, str, list[str]]
) -> None:
    person, _, _ = careful
    identity.sign_in.factors.require(person.actor.account_id, is_on=False)

    step = people.sign_in(person.email)

    assert (step.status, step.body["kind"]) == (200, "challenge")

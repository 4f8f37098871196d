"""Forgotten and changed passwords over HTTP, against a real user pool."""

from __future__ import annotations

import re

import pytest

from guildhall.identity.models import LEAST_PASSWORD, check_password
from tests.edge.identity.people import PASSWORD, RESET_CODE, People
from tests.support.http import Answer, Client
from tests.support.template import template
from tools.localcloud import LocalCloud

NEW = "Brand-new-password-8"


def forget(enter: Client, email: str) -> Answer:
    return enter("POST", "/v1/auth/forgot-password", body={"email": email})


def reset(enter: Client, email: str, code: str = RESET_CODE, password: str = NEW) -> Answer:
    body = {"email": email, "code": code, "new_password": password}
    return enter("POST", "/v1/auth/reset-password", body=body)


@pytest.mark.feature("IAM-10")
def test_a_forgotten_password_is_replaced_by_mail_at_most_three_times_an_hour(
    people: People, enter: Client, aws_cloud: LocalCloud
) -> None:
    person = people.person()

    asked = forget(enter, person.email)
    wrong = reset(enter, person.email, code="000000")
    done = reset(enter, person.email)
    more = [forget(enter, person.email).status for _ in range(3)]

    assert (asked.status, asked.body) == (202, {"next": "read_mail"})
    assert any(RESET_CODE in repr(mail) for mail in aws_cloud.mails() if person.email in mail["To"])
    assert (wrong.status, wrong.problem) == (422, "identity/code-refused")
    assert (done.status, done.body) == (200, {"next": "sign_in"})
    assert (people.sign_in(person.email, PASSWORD).status, people.sign_in(person.email, NEW).status) == (401, 200)
    assert more == [202, 202, 429]


def test_a_new_password_ends_every_session(people: People, enter: Client) -> None:
    person = people.person()

    forget(enter, person.email)
    reset(enter, person.email)

    assert enter("POST", "/v1/auth/refresh", headers=person.browser).status == 401


def test_a_code_opens_once(people: People, enter: Client) -> None:
    person = people.person()
    forget(enter, person.email)
    reset(enter, person.email)

    again = reset(enter, person.email, password="Another-password-9")

    assert (again.status, again.problem) == (422, "identity/code-refused")


def test_codes_cannot_be_guessed(people: People, enter: Client) -> None:
    person = people.person()
    forget(enter, person.email)

    guesses = [reset(enter, person.email, code=f"{number:06d}").status for number in range(6)]

    assert guesses == [422] * 5 + [429]
    assert reset(enter, person.email).status == 429


def test_somebody_signed_in_changes_the_password_knowing_the_present_one(
    people: People, call: Client, enter: Client
) -> None:
    person = people.person()

    def change(current: str, new: str) -> Answer:
        body = {"current_password": current, "new_password": new}
        return call("POST", "/v1/me/password", by=person.actor, headers=person.headers, body=body)

    wrong = change("Wrong-password-123", NEW)
    weak = change(PASSWORD, "weak")
    done = change(PASSWORD, NEW)

    assert (wrong.status, wrong.problem) == (422, "identity/password-wrong")
    assert wrong.body["errors"][0]["pointer"] == "/current_password"
    assert (weak.problem, weak.body["errors"][0]["pointer"]) == ("identity/password-weak", "/new_password")
    assert done.status == 204
    assert enter("POST", "/v1/auth/refresh", headers=person.browser).status == 401
    assert (people.sign_in(person.email, PASSWORD).status, people.sign_in(person.email, NEW).status) == (401, 200)


def test_our_rules_about_passwords_are_those_of_the_user_pool() -> None:
    policy = template("infra/identity.yaml")["Resources"]["Pool"]["Properties"]["Policies"]["PasswordPolicy"]

    assert policy == {
        "MinimumLength": LEAST_PASSWORD,
        "RequireLowercase": True,
        "RequireNumbers": True,
        "RequireSymbols": False,
        "RequireUppercase": True,
    }
    check_password("Abcdefghijk1")
    for weak in ("Abcdefghij1", "abcdefghijk1", "ABCDEFGHIJK1", "Abcdefghijkl", " Abcdefghijk1", "A1b" * 100):
        with pytest.raises(Exception, match=re.escape("a password has")):
            check_password(weak)

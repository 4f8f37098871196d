"""Signing up and confirming over HTTP, against a real user pool."""

from __future__ import annotations

import pytest

from guildhall.platform import query
from guildhall.platform.assembly import Platform
from tests.edge.identity.people import PASSWORD, People
from tests.support.http import Client
from tests.support.outbox import published
from tools.localcloud import LocalCloud


@pytest.mark.feature("IAM-01", "IAM-03", "IAM-06")
def test_a_person_signs_up_confirms_signs_in_and_sees_who_they_are(
    people: People, call: Client, platform: Platform
) -> None:
    person = people.person(roles=["client", "expert"], display_name="Amina Diallo", locale="fr")
    me = call("GET", "/v1/me", by=person.actor)

    assert me.status == 200
    assert me.body["account_id"] == person.actor.account_id
    assert (me.body["email"], me.body["display_name"], me.body["locale"]) == (person.email, "Amina Diallo", "fr")
    assert me.body["roles"] == ["client", "expert"] == sorted(person.actor.roles)
    registered = published(platform.tables, "AccountRegistered.v1")
    assert [event["account_id"] for event in registered] == [person.actor.account_id]
    assert published(platform.tables, "AccountConfirmed.v1") == [
        {"account_id": person.actor.account_id, "referral": None}
    ]


def test_the_link_of_the_last_sign_up_before_the_confirmation_counts(people: People, platform: Platform) -> None:
    email = people.address()
    people.sign_up(email, referral="SQUATTER99")
    people.sign_up(email, referral="FRIEND0001")

    assert people.sign_up(people.address(), referral="not a code!").status == 422
    people.confirm(email)

    (event,) = published(platform.tables, "AccountConfirmed.v1")
    assert event["referral"] == "FRIEND0001"


@pytest.mark.feature("IAM-02")
def test_the_code_goes_to_the_address_by_mail(people: People, aws_cloud: LocalCloud) -> None:
    email = people.address()

    people.sign_up(email)

    (mail,) = [mail for mail in aws_cloud.mails() if email in mail["To"]]
    assert "123456" in mail["Subject"] + mail["BodyText"] + mail["BodyHtml"]


def test_nobody_signs_in_before_the_address_is_confirmed(people: People) -> None:
    email = people.address()
    people.sign_up(email)

    wrong_code = people.confirm(email, "000000")
    early = people.sign_in(email)
    people.confirm(email)
    late = people.sign_in(email)

    assert (wrong_code.status, wrong_code.problem) == (422, "identity/code-refused")
    assert wrong_code.body["errors"][0]["pointer"] == "/code"
    assert (early.status, early.problem) == (401, "identity/sign-in-refused")
    assert late.status == 200


def test_signing_up_with_a_known_address_looks_the_same_and_tells_its_owner(people: People, platform: Platform) -> None:
    person = people.person()

    again = people.sign_up(person.email.upper(), password="Another-password-9")
    unknown = people.sign_up(people.address())

    assert (again.status, again.body) == (unknown.status, unknown.body) == (202, {"next": "read_mail"})
    (told,) = published(platform.tables, "SignUpRepeated.v1")
    assert (told["account_id"], told["email"]) == (person.actor.account_id, person.email)
    assert people.sign_in(person.email, "Another-password-9").status == 401
    assert people.sign_in(person.email).status == 200


def test_signing_up_again_before_confirming_replaces_what_a_stranger_left_there(people: People) -> None:
    email = people.address()
    people.sign_up(email, password="Password-of-a-stranger-1")

    people.sign_up(email)
    people.confirm(email)

    assert people.sign_in(email, "Password-of-a-stranger-1").status == 401
    assert people.sign_in(email, PASSWORD).status == 200


def test_the_answers_about_an_unknown_address_are_those_about_a_known_one(people: People, enter: Client) -> None:
    known, unknown = people.person().email, people.address()

    def answers(email: str) -> list[tuple[int, str]]:
        asked = [
            people.confirm(email, "000000"),
            people.sign_in(email, "Wrong-password-123"),
            enter("POST", "/v1/auth/resend", body={"email": email}),
            enter("POST", "/v1/auth/forgot-password", body={"email": email}),
            enter(
                "POST",
                "/v1/auth/reset-password",
                body={"email": email, "code": "000000", "new_password": "Another-password-9"},
            ),
            enter(
                "POST",
                "/v1/auth/recover",
                body={"email": email, "password": "Wrong-password-123", "recovery_code": "aaaa-bbbb-cccc-dddd"},
            ),
        ]
        return [(answer.status, answer.problem) for answer in asked]

    assert answers(known) == answers(unknown)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"password": "short"}, "/password"),
        ({"password": "nothing-but-small-letters"}, "/password"),
        ({"roles": []}, "/roles"),
        ({"roles": ["administrator"]}, "/roles/0"),
        ({"email": "nowhere"}, "/email"),
        ({"display_name": ""}, "/display_name"),
        ({"locale": "French"}, "/locale"),
        ({"invitation": "inv_nothing.at-all"}, "/invitation"),
        ({"is_admin": True}, "/is_admin"),
    ],
)
def test_bad_input_is_pointed_at(people: People, change: dict[str, object], pointer: str) -> None:
    answer = people.sign_up(**{"email": people.address(), **change})  # type: ignore[arg-type]  # one column is the address

    assert answer.status == 422
    assert answer.body["errors"][0]["pointer"] == pointer


def test_secrets_and_addresses_stay_out_of_the_audit_log(people: People, platform: Platform) -> None:
    person = people.person()

    keys = query.page(platform.tables.audit_table, f"E#ACCOUNT#{person.actor.account_id}", index="GSI1").items
    entries = query.batch_get(platform.tables.audit_table, [(key["PK"], key["SK"]) for key in keys])
    text = repr(entries)

    assert {entry["action"] for entry in entries} == {"identity.sign_up", "identity.confirm"}
    assert person.email not in text
    assert PASSWORD not in text

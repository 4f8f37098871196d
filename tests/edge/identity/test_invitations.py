"""Staff roles by invitation, over HTTP and by the operator's task."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from functions.identity.tasks import choose
from guildhall.identity.wiring import Identity
from guildhall.kernel.actor import SYSTEM, Actor, Origin
from guildhall.kernel.clock import SettableClock, to_text
from guildhall.platform import context, query
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.tasks import dispatch
from tests.edge.identity.people import People
from tests.support.http import Answer, Client
from tests.support.letters import Letters
from tests.support.outbox import published
from tests.support.ses import MailService

ADMIN = Actor("acc_admin", frozenset({"administrator"}))


@dataclass
class Invitations:
    """Invites and accepts."""

    call: Client

    def invite(self, email: str, role: str = "administrator", by: Actor = ADMIN) -> Answer:
        return self.call("POST", "/v1/invitations", by=by, body={"email": email, "role": role})

    def accept(self, actor: Actor, token: str) -> Answer:
        return self.call("POST", "/v1/invitations/accept", by=actor, body={"token": token})

    def revoke(self, invitation_id: str, by: Actor = ADMIN) -> Answer:
        return self.call("DELETE", f"/v1/invitations/{invitation_id}", by=by)


@pytest.fixture
def invitations(call: Client) -> Invitations:
    return Invitations(call)


@pytest.mark.feature("IAM-14")
def test_open_roles_are_chosen_at_sign_up_and_staff_roles_come_by_invitation(
    people: People, enter: Client, invitations: Invitations, platform: Platform
) -> None:
    person = people.person(roles=["client", "expert", "venue"])
    refused = people.sign_up(people.address(), roles=["administrator"])
    token = invitations.invite(person.email).body["token"]

    accepted = invitations.accept(person.actor, token)
    again = invitations.accept(person.actor, token)
    fresh = people.session_of(person.email, enter("POST", "/v1/auth/refresh", headers=person.browser))

    assert refused.status == 422
    assert (accepted.status, accepted.body["roles"]) == (200, ["administrator", "client", "expert", "venue"])
    assert (again.status, again.problem) == (422, "identity/invitation-refused")
    assert fresh.actor.roles == {"administrator", "client", "expert", "venue"}
    assert published(platform.tables, "RoleGranted.v1") == [
        {"account_id": person.actor.account_id, "role": "administrator"}
    ]


def test_somebody_new_accepts_at_sign_up_and_has_the_role_once_confirmed(
    people: People, invitations: Invitations, platform: Platform
) -> None:
    email = people.address()
    token = invitations.invite(email, "venue_staff").body["token"]

    people.sign_up(email, roles=[], invitation=token)
    assert published(platform.tables, "RoleGranted.v1") == []
    people.confirm(email)
    person = people.session_of(email, people.sign_in(email))

    assert person.actor.roles == {"venue_staff"}
    assert published(platform.tables, "RoleGranted.v1") == [
        {"account_id": person.actor.account_id, "role": "venue_staff"}
    ]
    assert invitations.accept(person.actor, token).status == 422


@pytest.mark.parametrize(
    ("locale", "subject"),
    [
        ("en", "You are invited to work with Guildhall as administrator"),
        ("fr-CH", "Vous êtes invité à rejoindre Guildhall comme administrateur"),
        ("ur-PK", "آپ کو گلڈہال میں بطور \u2068منتظم\u2069 کام کرنے کی دعوت ہے"),
    ],
)
def test_the_token_goes_to_the_address_in_a_language_of_the_reader(
    people: People, call: Client, letters: Letters, locale: str, subject: str
) -> None:
    email = people.address()

    body = {"email": email, "role": "administrator", "locale": locale}
    invitation = call("POST", "/v1/invitations", by=ADMIN, body=body).body

    (letter,) = letters()
    assert (letter.to, letter.subject, letter.reports) == ([email], subject, "test-reports")
    assert letter.tags["account_id"] == invitation["invitation_id"]
    assert f"https://web.example/invitations#token={invitation['token']}\n" in letter.text


def test_a_letter_that_nobody_takes_waits_with_the_dead_letters_and_is_sent_once_when_redriven(
    people: People, invitations: Invitations, letters: Letters, mail_service: MailService
) -> None:
    mail_service.plan.append((400, "MessageRejected"))

    invited = invitations.invite(people.address())

    assert (invited.status, letters()) == (201, [])
    (dead,) = letters.posts.dead
    assert dead["problem"] == "notifications/mail-refused"
    assert [letters.posts.takes(dead["message"]) for _ in range(2)] == [True, True]
    assert len(mail_service.sent) == 1


@pytest.mark.parametrize("end", ["revoked", "expired"])
def test_an_invitation_that_has_ended_is_not_mailed(
    people: People, invitations: Invitations, letters: Letters, clock: SettableClock, end: str
) -> None:
    invitation_id = invitations.invite(people.address()).body["invitation_id"]

    if end == "revoked":
        invitations.revoke(invitation_id)
    else:
        clock.advance(timedelta(days=7))

    assert letters() == []


@pytest.mark.parametrize(
    ("name", "what", "whom"),
    [
        ("Email Bounced", "bounce", {"bounceType": "Permanent", "bouncedRecipients": []}),
        ("Email Complaint Received", "complaint", {"complainedRecipients": []}),
    ],
)
def test_an_address_that_takes_no_letters_is_not_written_to_again(
    people: People, invitations: Invitations, letters: Letters, clock: SettableClock, name: str, what: str,
    whom: dict[str, Any],
) -> None:  # fmt: skip
    email = people.address()
    invitations.invite(email)
    (letter,) = letters()
    tags = {tag: [text] for tag, text in letter.tags.items()}
    about = {key: text if isinstance(text, str) else [{"emailAddress": email}] for key, text in whom.items()}
    report = {"mail": {"timestamp": to_text(clock.now()), "messageId": "1", "tags": tags}, what: about}
    meta = {"id": "1", "correlation_id": "1"}
    assert letters.hears.takes({"detail-type": name, "detail": {"meta": meta, "data": report}})

    again = invitations.invite(email)

    assert (again.status, len(letters())) == (201, 1)


def test_an_invitation_is_for_one_address(people: People, invitations: Invitations) -> None:
    token = invitations.invite(people.address()).body["token"]
    stranger = people.person()

    by_stranger = invitations.accept(stranger.actor, token)
    at_sign_up = people.sign_up(people.address(), invitation=token)

    assert (by_stranger.status, at_sign_up.status) == (422, 422)
    assert by_stranger.body["errors"][0]["pointer"] == "/token"
    assert at_sign_up.body["errors"][0]["pointer"] == "/invitation"


def test_an_invitation_ends_after_a_week(people: People, invitations: Invitations, clock: SettableClock) -> None:
    person = people.person()
    token = invitations.invite(person.email).body["token"]

    clock.advance(timedelta(days=7))

    assert invitations.accept(person.actor, token).problem == "identity/invitation-refused"


def test_an_invitation_that_was_taken_back_is_worth_nothing(people: People, invitations: Invitations) -> None:
    person = people.person()
    invitation = invitations.invite(person.email).body

    revoked = invitations.revoke(invitation["invitation_id"])
    again = invitations.revoke(invitation["invitation_id"])

    assert (revoked.status, again.status) == (204, 204)
    assert invitations.accept(person.actor, invitation["token"]).status == 422
    assert invitations.revoke("inv_unknown").problem == "identity/invitation-unknown"


@pytest.mark.parametrize("role", ["client", "expert", "venue", "venue_staff", "partner"])
def test_only_administrators_invite(people: People, invitations: Invitations, role: str) -> None:
    actor = Actor("acc_somebody", frozenset({role}))

    assert invitations.invite(people.address(), by=actor).status == 403
    assert invitations.revoke("inv_unknown", by=actor).status == 403


def test_only_a_hash_of_the_token_is_stored(people: People, invitations: Invitations, platform: Platform) -> None:
    invitation = invitations.invite(people.address()).body

    stored = query.page(platform.tables.core_table, f"INVITATION#{invitation['invitation_id']}").items

    assert len(stored) == 1
    assert invitation["token"].partition(".")[2] not in repr(stored)


def test_the_first_administrator_is_invited_by_an_operators_task(
    people: People, identity: Identity, invitations: Invitations, platform: Platform, mail_service: MailService
) -> None:
    person = people.person()
    handle = dispatch(choose(identity), platform.ids)

    made = handle({"task": "invite_first_administrator", "input": {"email": person.email}}, None)
    accepted = invitations.accept(person.actor, made["token"])

    assert (accepted.status, "administrator" in accepted.body["roles"]) == (200, True)
    assert mail_service.sent == []
    with context.scope(Origin(SYSTEM, "cor", "tsk")):
        keys = query.page(platform.tables.audit_table, f"E#INVITATION#{made['invitation_id']}", index="GSI1").items
        entries = query.batch_get(platform.tables.audit_table, [(key["PK"], key["SK"]) for key in keys])
    assert [(entry["action"], entry["actor"]) for entry in entries] == [("identity.invite", "system")]

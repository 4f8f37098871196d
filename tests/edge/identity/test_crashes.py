"""If the process dies between two steps, the person's next try ends well: nothing is lost, nothing is there twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from guildhall.identity.errors import InvitationRefused
from guildhall.identity.models import SignUpRequest
from guildhall.identity.use_cases.registration import CompleteConfirmation
from guildhall.identity.wiring import Identity
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import StaleVersion
from guildhall.platform.assembly import Platform
from tests.edge.identity.people import CONFIRMATION_CODE, PASSWORD, People
from tests.support.outbox import published


class Died(Exception):
    """The process is gone."""


class Mortal:
    """A port whose process dies before or after one of its operations."""

    def __init__(self, port: Any, operation: str, *, is_done: bool) -> None:
        self._port = port
        self._operation = operation
        self._is_done = is_done

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if name != self._operation:
            return found

        def die(*args: Any, **named: Any) -> None:
            if self._is_done:
                found(*args, **named)
            raise Died

        return die


def request(email: str) -> SignUpRequest:
    return SignUpRequest(email, PASSWORD, "Amina Diallo", "en", frozenset({"client"}))


SIGN_UP = [("accounts", "reserve"), ("credentials", "register"), ("accounts", "save")]
CONFIRM = [("credentials", "grant"), ("credentials", "confirm"), ("accounts", "save")]


def deaths(points: list[tuple[str, str]], *ways: str) -> pytest.MarkDecorator:
    """Run a test with a death before and after each operation of a port, and with each way in which people go on."""
    every = [(*point, when, by) for point in points for when in ("before", "after") for by in ways]
    return pytest.mark.parametrize(("port", "operation", "when", "by"), every)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("port", "operation"), SIGN_UP)
def test_a_sign_up_that_died_is_carried_on_by_the_next_one(
    people: People, identity: Identity, platform: Platform, port: str, operation: str, when: str
) -> None:
    email = people.address()
    mortal = Mortal(getattr(identity.sign_up, port), operation, is_done=when == "after")
    parts: dict[str, Any] = {port: mortal}
    dying = replace(identity.sign_up, **parts)
    with pytest.raises(Died):
        dying(request(email), "127.0.0.1")

    assert people.sign_up(email).status == 202
    assert people.confirm(email).status == 200

    person = people.session_of(email, people.sign_in(email))
    assert person.actor.roles == {"client"}
    registered = {event["account_id"] for event in published(platform.tables, "AccountRegistered.v1")}
    assert registered == {person.actor.account_id}
    assert published(platform.tables, "AccountConfirmed.v1") == [
        {"account_id": person.actor.account_id, "referral": None}
    ]


@pytest.mark.parametrize("when", ["before", "after"])
def test_signing_up_again_that_died_between_the_old_and_the_new_password_is_carried_on(
    people: People, identity: Identity, when: str
) -> None:
    email = people.address()
    people.sign_up(email, password="Password-of-a-stranger-1")
    credentials = Mortal(identity.sign_up.credentials, "drop", is_done=when == "after")
    with pytest.raises(Died):
        replace(identity.sign_up, credentials=credentials)(request(email), "127.0.0.1")

    between = people.confirm(email, "000000")
    people.sign_up(email)
    people.confirm(email)

    assert (between.status, between.problem) == (422, "identity/code-refused")
    assert people.sign_in(email).status == 200


def test_a_sign_up_that_died_after_the_mail_was_sent_is_completed_by_the_code(
    people: People, identity: Identity, platform: Platform
) -> None:
    email = people.address()
    accounts = Mortal(identity.sign_up.accounts, "save", is_done=False)
    with pytest.raises(Died):
        replace(identity.sign_up, accounts=accounts)(request(email), "127.0.0.1")
    assert published(platform.tables, "AccountRegistered.v1") == []

    assert people.confirm(email).status == 200

    person = people.session_of(email, people.sign_in(email))
    assert [e["account_id"] for e in published(platform.tables, "AccountRegistered.v1")] == [person.actor.account_id]


def dying_confirmation(identity: Identity, port: str, operation: str, *, is_done: bool) -> Any:
    complete = identity.confirm_address.complete
    mortal = Mortal(getattr(complete, port), operation, is_done=is_done)
    inner: dict[str, Any] = {port: mortal}
    parts: dict[str, Any] = {"complete": replace(complete, **inner)}
    if port == "credentials":
        parts["credentials"] = mortal
    return replace(identity.confirm_address, **parts)


@deaths(CONFIRM, "confirming again", "signing in")
def test_a_confirmation_that_died_is_completed_by_the_next_step(
    people: People, identity: Identity, platform: Platform, port: str, operation: str, when: str, by: str
) -> None:
    email = people.address()
    people.sign_up(email)
    with pytest.raises(Died):
        dying_confirmation(identity, port, operation, is_done=when == "after")(email, CONFIRMATION_CODE)

    if by == "confirming again" or people.sign_in(email).status == 401:
        people.confirm(email)

    person = people.session_of(email, people.sign_in(email))
    assert person.actor.roles == {"client"}
    assert published(platform.tables, "AccountConfirmed.v1") == [
        {"account_id": person.actor.account_id, "referral": None}
    ]


def test_completing_twice_is_refused_so_that_the_event_is_sent_once(people: People, identity: Identity) -> None:
    email = people.address()
    people.sign_up(email)
    complete: CompleteConfirmation = identity.confirm_address.complete
    account = complete.accounts.find(email)
    assert account
    complete(account)

    with pytest.raises(Exception, match="changed since you read it"):
        complete(account)


ADMIN = Actor("acc_admin", frozenset({"administrator"}))
INVITED = [("accounts", "save"), ("credentials", "grant"), ("last", "save")]


def dying_role(step: Any, port: str, operation: str, *, is_done: bool) -> Any:
    """Return what gives an invited role, dying as it is written down, told to the user pool or marked as told."""
    if port == "accounts":
        return replace(step, accounts=Mortal(step.accounts, operation, is_done=is_done))
    name = "accounts" if port == "last" else port
    last: dict[str, Any] = {name: Mortal(getattr(step.take_up, name), operation, is_done=is_done)}
    return replace(step, take_up=replace(step.take_up, **last))


@deaths(INVITED, "accepting again", "signing in")
def test_an_acceptance_that_died_is_completed_by_the_next_step(
    people: People, identity: Identity, platform: Platform, port: str, operation: str, when: str, by: str
) -> None:
    person = people.person()
    _, token = identity.invite_staff(ADMIN, person.email, "finance", None)
    dying = dying_role(identity.accept_invitation, port, operation, is_done=when == "after")
    with pytest.raises(Died):
        dying(person.actor, token)

    is_written = (port, when) != ("accounts", "before")
    is_over = (port, when) == ("last", "after")
    if by == "accepting again" and is_over:
        with pytest.raises(InvitationRefused):
            identity.accept_invitation(person.actor, token)
    elif by == "accepting again" or not is_written:
        identity.accept_invitation(person.actor, token)

    fresh = people.session_of(person.email, people.sign_in(person.email))
    assert fresh.actor.roles == {"client", "finance"}
    assert published(platform.tables, "RoleGranted.v1") == [{"account_id": person.actor.account_id, "role": "finance"}]
    with pytest.raises(InvitationRefused):
        identity.accept_invitation(person.actor, token)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("port", "operation"), INVITED)
def test_a_confirmation_with_an_invitation_that_died_is_completed_by_signing_in(
    people: People, identity: Identity, platform: Platform, port: str, operation: str, when: str
) -> None:
    email = people.address()
    _, token = identity.invite_staff(ADMIN, email, "finance", None)
    people.sign_up(email, roles=[], invitation=token)
    complete = dying_role(identity.confirm_address.complete, port, operation, is_done=when == "after")
    with pytest.raises(Died):
        replace(identity.confirm_address, complete=complete)(email, CONFIRMATION_CODE)

    person = people.session_of(email, people.sign_in(email))

    assert person.actor.roles == {"finance"}
    assert published(platform.tables, "RoleGranted.v1") == [{"account_id": person.actor.account_id, "role": "finance"}]


def test_a_role_taken_back_while_it_is_accepted_is_never_told_to_the_user_pool(
    people: People, identity: Identity
) -> None:
    person = people.person()
    invitation, token = identity.invite_staff(ADMIN, person.email, "administrator", None)
    read: Any = TakenBack(identity, invitation.invitation_id)
    with pytest.raises(StaleVersion):
        replace(identity.accept_invitation, read_invitation=read)(person.actor, token)

    assert people.session_of(person.email, people.sign_in(person.email)).actor.roles == {"client"}


class TakenBack:
    """Reads an invitation that is taken back right after."""

    def __init__(self, identity: Identity, invitation_id: str) -> None:
        self._identity = identity
        self._invitation_id = invitation_id

    def __call__(self, *args: Any) -> Any:
        found = self._identity.accept_invitation.read_invitation(*args)
        self._identity.revoke_invitation(ADMIN, self._invitation_id)
        return found

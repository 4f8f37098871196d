"""If the process dies between two steps, the person's next try ends well: nothing is lost, nothing is there twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from guildhall.identity.models import SignUpRequest
from guildhall.identity.use_cases.registration import CompleteConfirmation
from guildhall.identity.wiring import Identity
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


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("port", "operation"), CONFIRM)
@pytest.mark.parametrize("by", ["confirming again", "signing in"])
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

"""What identity promises beyond its HTTP routes: to other capabilities, and when the user pool is unwell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from functions.identity import auth
from guildhall.identity import wiring
from guildhall.identity.errors import RecoveryCodeRefused, RoleNotOpen
from guildhall.identity.models import SignUpRequest
from guildhall.identity.wiring import Identity
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import NotFound, StaleVersion
from guildhall.platform.assembly import Platform
from tests.edge.identity.people import PASSWORD, People, claims, totp
from tests.support.fault_proxy import Fault, FaultProxy
from tests.support.http import Client
from tests.support.outbox import published, rows
from tools.localcloud import LocalCloud


@pytest.mark.feature("IAM-20")
def test_the_account_id_is_what_tokens_events_and_other_capabilities_go_by(people: People, platform: Platform) -> None:
    person = people.person()

    account = wiring.wire_accounts(platform)(person.actor.account_id)

    assert account is not None
    assert account.account_id.startswith("acc_")
    assert account.account_id == claims(person.access_token)["username"]
    assert {row["detail"]["data"]["account_id"] for row in rows(platform.tables)} == {account.account_id}
    assert wiring.wire_accounts(platform)("acc_unknown") is None


def test_a_token_that_outlives_its_account_opens_nothing(identity: Identity) -> None:
    with pytest.raises(NotFound):
        identity.view_own_account(Actor("acc_gone", frozenset({"client"})))


def test_the_inside_refuses_staff_roles_whatever_the_edge_lets_in(people: People, identity: Identity) -> None:
    person = people.person()

    with pytest.raises(RoleNotOpen):
        identity.take_role(person.actor, "administrator")
    with pytest.raises(RoleNotOpen):
        identity.sign_up(SignUpRequest("a@mail.example", PASSWORD, "A", "en", frozenset({"administrator"})), "::1")


def test_changing_nothing_stores_and_tells_nothing(people: People, call: Client, platform: Platform) -> None:
    person = people.person(display_name="Amina", locale="en")
    before = call("GET", "/v1/me", by=person.actor)

    def change(**body: str) -> str:
        etag = call("GET", "/v1/me", by=person.actor).headers["ETag"]
        answer = call("PATCH", "/v1/me", by=person.actor, body=body, headers={"If-Match": etag})
        assert answer.status == 200
        return answer.headers["ETag"]

    assert change(display_name="Amina", locale="en") == before.headers["ETag"]
    assert change(locale="fr") != before.headers["ETag"]
    assert published(platform.tables, "AccountRenamed.v1") == []
    change(display_name="Amina W.")
    assert len(published(platform.tables, "LocaleChanged.v1")) == 1


class Instead:
    """A port of which one operation does something else."""

    def __init__(self, port: Any, **operations: Any) -> None:
        self._port = port
        self._operations = operations

    def __getattr__(self, name: str) -> Any:
        return self._operations.get(name) or getattr(self._port, name)


def test_two_sign_ups_at_once_look_like_one(people: People, identity: Identity) -> None:
    email = people.address()
    request = SignUpRequest(email, PASSWORD, "Amina", "en", frozenset({"client"}))

    def overtaken(*_: object, **__: object) -> None:
        raise StaleVersion

    accounts: Any = Instead(identity.sign_up.accounts, save=overtaken)
    replace(identity.sign_up, accounts=accounts)(request, "127.0.0.1")

    assert people.sign_up(email).status == 202
    assert people.confirm(email).status == 200


def test_a_recovery_code_of_an_account_without_app_opens_nothing(people: People, enter: Client) -> None:
    person = people.person()

    body = {"email": person.email, "password": PASSWORD, "recovery_code": "aaaa-bbbb-cccc-dddd"}
    answer = enter("POST", "/v1/auth/recover", body=body)

    assert (answer.status, answer.problem, answer.cookies) == (422, "identity/recovery-code-refused", [])


def test_a_user_pool_that_takes_any_code_still_confirms_nobody_unknown(people: People, identity: Identity) -> None:
    lenient: Any = Instead(identity.confirm_address.credentials, confirm=lambda *_: True)
    email = people.address()

    replace(identity.confirm_address, credentials=lenient)(email, "000000")

    assert identity.sign_in.accounts.find(email) is None


def test_a_recovery_code_opens_nothing_while_the_app_is_still_asked_for(
    people: People, call: Client, identity: Identity
) -> None:
    person = people.person()
    secret = call("POST", "/v1/me/totp", by=person.actor, headers=person.headers).body["secret"]
    body = {"code": totp(secret)}
    answer = call("POST", "/v1/me/totp/confirm", by=person.actor, headers=person.headers, body=body)
    stuck: Any = Instead(identity.sign_in_with_recovery_code.factors, require=lambda *_, **__: None)

    with pytest.raises(RecoveryCodeRefused):
        replace(identity.sign_in_with_recovery_code, factors=stuck)(
            person.email, PASSWORD, answer.body["recovery_codes"][0], "127.0.0.1"
        )


def test_switching_off_what_is_off_ends_well(people: People, call: Client) -> None:
    person = people.person()

    answer = call("POST", "/v1/me/totp/disable", by=person.actor, body={"password": PASSWORD})

    assert answer.status == 204
    assert people.sign_in(person.email).body["kind"] == "session"


def test_an_app_that_is_on_is_not_confirmed_again(people: People, call: Client) -> None:
    person = people.person()
    secret = call("POST", "/v1/me/totp", by=person.actor, headers=person.headers).body["secret"]

    def confirm() -> tuple[int, str]:
        body = {"code": totp(secret)}
        answer = call("POST", "/v1/me/totp/confirm", by=person.actor, headers=person.headers, body=body)
        return answer.status, answer.problem

    assert confirm() == (200, "")
    assert confirm() == (409, "identity/totp-already-on")


@pytest.fixture
def proxy(aws_cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultProxy]:
    with FaultProxy(aws_cloud.endpoint).running() as running:
        monkeypatch.setenv("AWS_ENDPOINT_URL", running.endpoint_url)
        yield running


@pytest.mark.parametrize(
    ("fault", "status", "problem"),
    [
        (Fault.THROTTLE, 429, "too-many-requests"),
        (Fault.UNAVAILABLE, 503, "unavailable"),
        (Fault.DROP_REQUEST, 503, "unavailable"),
    ],
)
def test_an_unwell_user_pool_is_no_bug_of_ours(
    proxy: FaultProxy, identity: Identity, platform: Platform, fault: Fault, status: int, problem: str
) -> None:
    people = People(Client(auth.create_app, identity, platform, keyless=auth.KEYLESS))
    person = people.person()
    proxy.plan.extend([fault] * 3)

    answer = people.sign_in(person.email)

    assert (answer.status, answer.problem) == (status, problem)
    assert ("Retry-After" in answer.headers) == (status == 429)
    assert people.sign_in(person.email).status == 200

"""Webhook endpoints over HTTP: what a partner's program is promised."""

from __future__ import annotations

from typing import Any

import pytest

from guildhall.kernel.actor import ANONYMOUS, Actor
from guildhall.platform import query
from guildhall.platform.assembly import Platform
from tests.edge.partners.conftest import ADMIN, EXPERT, Partner, a_partner, an_endpoint
from tests.support.http import Client
from tests.support.receiver import Receiver

PATH = "/v1/webhook-endpoints"


@pytest.fixture
def partner(call: Client) -> Partner:
    return a_partner(call)


@pytest.fixture
def endpoint(call: Client, partner: Partner, receiver: Receiver) -> dict[str, Any]:
    made: dict[str, Any] = an_endpoint(call, partner, receiver.url).body
    return made


def test_a_program_registers_lists_changes_and_deletes_its_endpoint(
    call: Client, partner: Partner, receiver: Receiver
) -> None:
    made = an_endpoint(call, partner, receiver.url, "contract.signed", "payment.held", "contract.signed")
    path = made.headers["Location"]
    change = {"url": receiver.url, "events": ["work.approved"], "description": "books", "is_enabled": False}

    changed = call("PUT", path, by=partner.program, body=change, headers={"If-Match": made.headers["ETag"]})

    assert (made.status, made.body["events"]) == (201, ["contract.signed", "payment.held"])
    assert (changed.status, changed.headers["ETag"], changed.body["is_enabled"]) == (200, '"2"', False)
    assert changed.body["disabled_because"] == "switched off by its owner"
    assert call("GET", PATH, by=partner.program).body["items"] == [changed.body]
    assert call("DELETE", path, by=partner.program).status == 204
    assert call("GET", path, by=partner.program).problem == "partners/endpoint-unknown"
    assert call("GET", PATH, by=partner.program).body["items"] == []


def test_the_secret_is_read_apart_and_a_rotation_makes_another(
    call: Client, partner: Partner, endpoint: dict[str, Any], platform: Platform
) -> None:
    path = f"{PATH}/{endpoint['endpoint_id']}"
    before = call("GET", f"{path}/secret", by=partner.program).body["secret"]

    call("POST", f"{path}/rotate", by=partner.program, body={})

    after = call("GET", f"{path}/secret", by=partner.program).body["secret"]
    assert before.startswith("whsec_")
    assert after.startswith("whsec_")
    assert before != after
    stored = str(query.page(platform.tables.core_table, f"WHE#{endpoint['endpoint_id']}").items)
    assert before not in stored
    keys = query.page(platform.tables.audit_table, f"E#WHE#{endpoint['endpoint_id']}", index="GSI1").items
    log = str(query.batch_get(platform.tables.audit_table, [(key["PK"], key["SK"]) for key in keys]))
    assert "[not logged]" in log
    assert "sealed" not in log


def test_an_administrator_says_for_whom_and_a_program_cannot_speak_for_another(
    call: Client, partner: Partner, receiver: Receiver
) -> None:
    other = a_partner(call)
    body = {"url": receiver.url, "events": ["payment.held"]}
    mine = partner.client["partner_id"]

    assert call("POST", PATH, by=ADMIN, body=body).problem == "partners/client-missing"
    assert call("POST", PATH, by=ADMIN, body={**body, "partner_id": mine}).status == 201
    assert call("POST", PATH, by=other.program, body={**body, "partner_id": mine}).status == 404
    assert call("POST", PATH, by=ADMIN, body={**body, "partner_id": "cli_nobody"}).problem == "partners/client-unknown"
    assert len(call("GET", PATH, by=ADMIN, query={"partner_id": mine}).body["items"]) == 1


def test_to_strangers_an_endpoint_does_not_exist(call: Client, endpoint: dict[str, Any], receiver: Receiver) -> None:
    path = f"{PATH}/{endpoint['endpoint_id']}"
    without_scope = Actor(endpoint["partner_id"], frozenset({"partner"}))
    impostor = Actor(endpoint["partner_id"], frozenset({"expert"}), frozenset({"guildhall/webhooks"}))
    change = {"url": receiver.url, "events": ["payment.held"], "is_enabled": True}

    for stranger in (a_partner(call).program, EXPERT, ANONYMOUS, without_scope, impostor):
        asked = [
            call("GET", path, by=stranger),
            call("PUT", path, by=stranger, body=change, headers={"If-Match": '"1"'}),
            call("DELETE", path, by=stranger),
            call("GET", f"{path}/secret", by=stranger),
            call("POST", f"{path}/rotate", by=stranger, body={}),
            call("POST", f"{path}/ping", by=stranger, body={}),
            call("GET", f"{path}/deliveries", by=stranger),
            call("POST", f"{path}/deliveries/whd_01KCX3V7Q8M2N4P6R8T0W2Y4AB/redeliver", by=stranger, body={}),
        ]
        assert [answer.status for answer in asked] == [404] * len(asked)
    assert call("GET", path, by=ADMIN).status == 200


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[fd00::1]/",
        "ftp://x/",
    ],
)
def test_private_addresses_are_refused_at_registration_and_on_every_change(
    call: Client, partner: Partner, endpoint: dict[str, Any], url: str
) -> None:
    change = {"url": url, "events": ["payment.held"], "is_enabled": True}
    path = f"{PATH}/{endpoint['endpoint_id']}"

    registered = an_endpoint(call, partner, url)
    changed = call("PUT", path, by=partner.program, body=change, headers={"If-Match": '"1"'})

    for answer in (registered, changed):
        assert (answer.status, answer.problem) == (422, "partners/url-refused")
        assert answer.body["errors"][0]["pointer"] == "/url"
    assert call("GET", path, by=partner.program).body == endpoint


@pytest.mark.parametrize(
    ("part", "pointer"),
    [
        ({"events": []}, "/events"),
        ({"events": ["gossip.heard"]}, "/events"),
        ({"events": "all"}, "/events"),
        ({"url": ""}, "/url"),
        ({"url": 5}, "/url"),
        ({"description": "x" * 201}, "/description"),
        ({"secret": "mine"}, "/secret"),
        ({"partner_id": "acc_1"}, "/partner_id"),
    ],
)
def test_bad_input_is_named_with_its_place(
    call: Client, partner: Partner, receiver: Receiver, part: dict[str, object], pointer: str
) -> None:
    body = {"url": receiver.url, "events": ["payment.held"], **part}

    answer = call("POST", PATH, by=partner.program, body=body)

    assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, pointer)
    assert call("GET", PATH, by=partner.program).body["items"] == []


def test_a_stale_or_missing_version_changes_nothing(
    call: Client, partner: Partner, endpoint: dict[str, Any], receiver: Receiver
) -> None:
    path = f"{PATH}/{endpoint['endpoint_id']}"
    change = {"url": receiver.url, "events": ["work.approved"], "is_enabled": True}

    assert call("PUT", path, by=partner.program, body=change, headers={"If-Match": '"9"'}).problem == "stale-version"
    assert call("PUT", path, by=partner.program, body=change).problem == "precondition-required"
    assert call("GET", path, by=partner.program).body == endpoint


def test_registering_twice_with_one_key_makes_one_endpoint(call: Client, partner: Partner, receiver: Receiver) -> None:
    body = {"url": receiver.url, "events": ["payment.held"]}
    key = {"Idempotency-Key": "the-same-key"}

    answers = [call("POST", PATH, by=partner.program, body=body, headers=key) for _ in range(2)]

    assert answers[0].body == answers[1].body
    assert len(call("GET", PATH, by=partner.program).body["items"]) == 1

"""Partner clients over HTTP: what an administrator is promised."""

from __future__ import annotations

import json

import pytest

from guildhall.kernel.actor import ANONYMOUS
from guildhall.platform.assembly import Platform
from guildhall.platform.dynamo_transport import transport
from tests.edge.partners.conftest import ADMIN, EXPERT, Pool, a_partner, an_endpoint
from tests.support.http import Client
from tests.support.receiver import Receiver

PATH = "/v1/partner-clients"


@pytest.mark.feature("API-03")
def test_an_administrator_makes_a_client_that_may_only_speak_for_itself(call: Client, pool: Pool) -> None:
    answer = call("POST", PATH, by=ADMIN, body={"name": "Ledger & Sons"})

    assert (answer.status, answer.body["client_secret"]) == (201, "top-secret-of-client1")
    assert answer.body["client"]["partner_id"] == "cli_client1"
    made = pool.clients["client1"]
    assert made["AllowedOAuthFlows"] == ["client_credentials"]
    assert made["AllowedOAuthScopes"] == ["guildhall/webhooks"]
    assert made["ExplicitAuthFlows"] == []


def test_the_secret_is_shown_once_and_stays_nowhere(call: Client, platform: Platform) -> None:
    call("POST", PATH, by=ADMIN, body={"name": "Ledger & Sons"})

    assert "top-secret" not in json.dumps(call("GET", PATH, by=ADMIN).body)
    for table in (platform.tables.core_table, platform.tables.audit_table, platform.tables.ops_table):
        assert "top-secret" not in json.dumps(transport().call("Scan", {"TableName": table}))


def test_a_revoked_client_loses_its_credentials_and_its_endpoints(call: Client, pool: Pool, receiver: Receiver) -> None:
    partner = a_partner(call)
    endpoint = an_endpoint(call, partner, receiver.url).body

    first = call("POST", f"{PATH}/{partner.client['partner_id']}/revoke", by=ADMIN, body={})
    second = call("POST", f"{PATH}/{partner.client['partner_id']}/revoke", by=ADMIN, body={})

    assert (first.body["is_revoked"], second.status, pool.clients) == (True, 200, {})
    shown = call("GET", f"/v1/webhook-endpoints/{endpoint['endpoint_id']}", by=ADMIN).body
    assert (shown["is_enabled"], shown["disabled_because"]) == (False, "the partner client was revoked")
    assert an_endpoint(call, partner, receiver.url).problem == "partners/client-revoked"
    change = {"url": receiver.url, "events": ["payment.held"], "is_enabled": True}
    back = call(
        "PUT", f"/v1/webhook-endpoints/{endpoint['endpoint_id']}", by=ADMIN, body=change, headers={"If-Match": '"2"'}
    )
    assert back.problem == "partners/client-revoked"


def test_when_the_pool_fails_nothing_is_kept(call: Client, pool: Pool) -> None:
    pool.refusals = ["InternalErrorException"] * 3

    assert call("POST", PATH, by=ADMIN, body={"name": "x"}).status == 503

    assert call("GET", PATH, by=ADMIN).body == {"items": []}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/name"),
        ({"name": " "}, "/name"),
        ({"name": "x" * 81}, "/name"),
        ({"name": "x", "account_id": "acc_1"}, "/account_id"),
        ({"name": "x", "scopes": []}, "/scopes"),
        ({"name": "x", "scopes": ["guildhall/everything"]}, "/scopes/0"),
        ({"name": "x", "secret": "mine"}, "/secret"),
    ],
)
def test_bad_input_is_named_with_its_place(call: Client, pool: Pool, body: object, pointer: str) -> None:
    answer = call("POST", PATH, by=ADMIN, body=body)

    assert (answer.status, answer.body["errors"][0]["pointer"], pool.clients) == (422, pointer, {})


def test_only_administrators_make_see_and_revoke(call: Client, pool: Pool) -> None:
    partner = a_partner(call)
    path = f"{PATH}/{partner.client['partner_id']}/revoke"

    for by in (EXPERT, ANONYMOUS, partner.program):
        assert call("POST", PATH, by=by, body={"name": "x"}).status == 403
        assert call("GET", PATH, by=by).status == 403
        assert call("POST", path, by=by, body={}).status == 403
    assert list(pool.clients) == ["client1"]
    assert call("POST", f"{PATH}/cli_nobody/revoke", by=ADMIN, body={}).problem == "partners/client-unknown"

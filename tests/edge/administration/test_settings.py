"""Settings over HTTP: what an operator is promised."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.administration.api import create_app
from guildhall.administration.wiring import desk
from guildhall.kernel.actor import Actor
from guildhall.platform import query
from guildhall.platform.assembly import Platform
from tests.support.http import Client
from tests.support.outbox import published

ADMIN = Actor("acc_admin", frozenset({"administrator"}))
EXPERT = Actor("acc_expert", frozenset({"expert"}))
COMMISSION = "/v1/settings/commission_basis_points"


@pytest.fixture
def call(platform: Platform) -> Client:
    deployed = replace(platform, environ={"GUILDHALL_STACK_NAME": "test"})
    return Client(create_app, desk.wire(deployed), platform)


@pytest.mark.feature("ADM-03", "PAY-18")
def test_an_administrator_changes_the_commission_and_sees_it_listed(call: Client, platform: Platform) -> None:
    changed = call("PUT", COMMISSION, by=ADMIN, body={"value": 1250}, headers={"If-Match": '"0"'})
    listed = call("GET", "/v1/settings", by=ADMIN)

    assert (changed.status, changed.body["value"], changed.headers["ETag"]) == (200, 1250, '"1"')
    assert changed.body["changed_by"] == ADMIN.account_id
    assert [s["value"] for s in listed.body["items"] if s["name"] == "commission_basis_points"] == [1250]
    assert published(platform.tables, "SettingChanged.v1") == [{"name": "commission_basis_points", "value": 1250}]


def test_the_audit_log_tells_who_changed_what_from_what_to_what(call: Client, platform: Platform) -> None:
    call("PUT", COMMISSION, by=ADMIN, body={"value": 1250}, headers={"If-Match": '"0"'})
    call("PUT", COMMISSION, by=ADMIN, body={"value": 900}, headers={"If-Match": '"1"', "X-Correlation-Id": "ticket-77"})

    keys = query.page(platform.tables.audit_table, "E#SETTINGS", index="GSI1").items
    entry = query.batch_get(platform.tables.audit_table, [(keys[-1]["PK"], keys[-1]["SK"])])[0]
    assert (entry["actor"], entry["action"]) == (ADMIN.account_id, "administration.change_setting")
    assert entry["correlation_id"] == "ticket-77"
    assert entry["changes"][0]["before"] == {"value": 1250}
    assert entry["changes"][0]["after"] == {"value": 900}


def test_a_stale_version_changes_nothing(call: Client) -> None:
    call("PUT", COMMISSION, by=ADMIN, body={"value": 1250}, headers={"If-Match": '"0"'})

    late = call("PUT", COMMISSION, by=ADMIN, body={"value": 1}, headers={"If-Match": '"0"'})

    assert (late.status, late.problem) == (412, "stale-version")
    assert call("GET", "/v1/settings", by=ADMIN).body["items"][0]["value"] == 1250


@pytest.mark.parametrize(
    ("body", "headers", "status", "slug", "pointer"),
    [
        ({"value": 5001}, {"If-Match": '"0"'}, 422, "administration/setting-out-of-bounds", "/value"),
        ({"value": "many"}, {"If-Match": '"0"'}, 422, "invalid", "/value"),
        ({"value": 10.5}, {"If-Match": '"0"'}, 422, "invalid", "/value"),
        ({"value": 10, "more": 1}, {"If-Match": '"0"'}, 422, "invalid", "/more"),
        ({"value": 10}, {}, 428, "precondition-required", "#header/If-Match"),
        ({"value": 10}, {"If-Match": "soon"}, 422, "invalid", "#header/If-Match"),
    ],
)
def test_bad_input_is_named_with_its_place(
    call: Client, body: object, headers: dict[str, str], status: int, slug: str, pointer: str
) -> None:
    answer = call("PUT", COMMISSION, by=ADMIN, body=body, headers=headers)

    assert (answer.status, answer.problem) == (status, slug)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.body["errors"][0]["pointer"] == pointer


def test_a_body_that_is_not_json_is_malformed(call: Client) -> None:
    answer = call("PUT", COMMISSION, by=ADMIN, raw="{", headers={"If-Match": '"0"'})

    assert (answer.status, answer.problem) == (400, "malformed")


def test_an_oversized_body_is_refused(call: Client) -> None:
    answer = call("PUT", COMMISSION, by=ADMIN, raw=" " * 300_000, headers={"If-Match": '"0"'})

    assert (answer.status, answer.problem) == (413, "too-large")


def test_others_may_not_look_or_touch(call: Client) -> None:
    for by in (EXPERT, Actor("cli_x", frozenset({"partner"}), frozenset({"settings"}))):
        assert call("GET", "/v1/settings", by=by).status == 403
        assert call("PUT", COMMISSION, by=by, body={"value": 1}, headers={"If-Match": '"0"'}).status == 403


def test_an_unknown_setting_is_not_found(call: Client) -> None:
    answer = call("PUT", "/v1/settings/nope", by=ADMIN, body={"value": 1}, headers={"If-Match": '"0"'})

    assert (answer.status, answer.problem) == (404, "administration/setting-unknown")

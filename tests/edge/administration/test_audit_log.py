"""The audit log over HTTP: every change, in order, for operators only."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.administration.api import create_app
from guildhall.administration.wiring import desk
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.support.http import Client

ADMIN = Actor("acc_admin", frozenset({"administrator"}))


@pytest.fixture
def call(platform: Platform, clock: SettableClock) -> Client:
    client = Client(create_app, desk.wire(replace(platform, environ={"GUILDHALL_STACK_NAME": "test"})), platform)
    for version, value in enumerate([100, 200, 300, 400, 500]):
        headers = {"If-Match": f'"{version}"'}
        client("PUT", "/v1/settings/commission_basis_points", by=ADMIN, body={"value": value}, headers=headers)
        clock.advance(timedelta(hours=30) if version == 1 else timedelta(minutes=7))
    return client


def values_of(call: Client, query: dict[str, str]) -> list[int]:
    """Follow the cursors to the end of three days and return what each entry changed the value to."""
    found: list[int] = []
    for _ in range(12):
        page = call("GET", "/v1/audit-log", by=ADMIN, query=query).body
        found += [entry["changes"][0]["after"]["value"] for entry in page["items"]]
        if page["next_cursor"] is None:
            break
        query = {**query, "cursor": page["next_cursor"]}
    return found


@pytest.mark.parametrize("limit", ["1", "2", "100"])
def test_everything_is_listed_once_newest_first_across_quiet_hours(call: Client, limit: str) -> None:
    assert values_of(call, {"limit": limit}) == [500, 400, 300, 200, 100]


def test_the_history_of_one_entity_ends(call: Client) -> None:
    assert values_of(call, {"limit": "2", "entity": "SETTINGS"}) == [500, 400, 300, 200, 100]
    assert values_of(call, {"entity": "PRJ#nobody"}) == []


def test_a_cursor_of_another_list_is_refused(call: Client) -> None:
    cursor = call("GET", "/v1/audit-log", by=ADMIN, query={"limit": "1"}).body["next_cursor"]

    other = call("GET", "/v1/audit-log", by=ADMIN, query={"cursor": cursor, "entity": "SETTINGS"})
    forged = call("GET", "/v1/audit-log", by=ADMIN, query={"cursor": cursor[:-2] + "AA"})

    assert (other.status, other.problem) == (422, "cursor-invalid")
    assert (forged.status, forged.problem) == (422, "cursor-invalid")


def test_only_operators_read_it(call: Client) -> None:
    assert call("GET", "/v1/audit-log", by=Actor("acc_x", frozenset({"client", "expert"}))).status == 403


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "101"}, {"limit": "x"}, {"until": "yesterday"}])
def test_bad_queries_are_named(call: Client, query: dict[str, str]) -> None:
    answer = call("GET", "/v1/audit-log", by=ADMIN, query=query)

    assert (answer.status, answer.problem) == (422, "invalid")
    assert answer.body["errors"][0]["pointer"] == f"#query/{next(iter(query))}"

"""The terms of a venue over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from guildhall.kernel.actor import Actor
from tests.edge.bookings.conftest import House
from tests.support.http import Answer
from tests.support.venues import LAHORE, LUNCH, NOUR, OTHER_OWNER, TERMS, WAITER


def test_each_version_of_the_terms_stays(house: House) -> None:
    path = house.open()
    built_in = house.call("GET", f"{path}/policy", by=NOUR)
    first = house.write(f"{path}/policy", TERMS, 0)
    second = house.write(f"{path}/policy", {**TERMS, "deposits": []}, 1)

    assert (built_in.headers["ETag"], built_in.body["number"], built_in.body["deposits"]) == ('"0"', 0, [])
    assert (first.body["number"], second.headers["ETag"]) == (1, '"2"')
    old = house.call("GET", f"{path}/policy/versions/1", by=NOUR).body
    assert old == first.body
    listed = house.call("GET", f"{path}/policy/versions", by=NOUR).body
    assert [each["number"] for each in listed["items"]] == [2, 1]
    public = house.visit("GET", "/v1/public/venues/chez-nour/policy").body
    assert (public["number"], public["currency"], public["windows"]) == (2, "PKR", TERMS["windows"])
    assert {"estimate_per_person_minor", "written_by"} & set(public) == set()


@pytest.mark.feature("PAY-23")
def test_an_owner_says_whether_deposits_are_taken_and_who_gets_them(house: House) -> None:
    path = house.open()
    house.write(f"{path}/policy", TERMS, 0)
    house.call("PUT", f"{path}/staff/{WAITER.account_id}", by=NOUR)
    version = house.call("GET", path, by=NOUR).body["version"]

    def settle(payee: Actor, version: int, *, takes_deposits: bool) -> Answer:
        body = {"payee_id": payee.account_id, "takes_deposits": takes_deposits}
        return house.write(f"{path}/payment-settings", body, version)

    paused = settle(WAITER, version, takes_deposits=False)
    shown = house.visit("GET", "/v1/public/venues/chez-nour/policy").body
    written = house.call("GET", f"{path}/policy", by=NOUR).body
    late = settle(NOUR, version, takes_deposits=True)
    stranger = settle(OTHER_OWNER, version + 1, takes_deposits=True)
    resumed = settle(WAITER, version + 1, takes_deposits=True)
    left = house.call("DELETE", f"{path}/staff/{WAITER.account_id}", by=NOUR)

    assert (paused.body["payee_id"], paused.body["takes_deposits"]) == (WAITER.account_id, False)
    assert (shown["deposits"], len(written["deposits"])) == ([], 2)
    assert (late.status, stranger.problem) == (412, "bookings/payee-unknown")
    assert (resumed.status, left.body["payee_id"]) == (200, NOUR.account_id)
    assert len(house.visit("GET", "/v1/public/venues/chez-nour/policy").body["deposits"]) == 2


@pytest.mark.feature("CAT-18")
def test_a_venue_is_configured_by_general_information_hours_payment_settings_and_terms(house: House) -> None:
    path = house.open()
    version = house.call("GET", path, by=NOUR).body["version"]
    settings = {"payee_id": NOUR.account_id, "takes_deposits": True}

    general = house.write(path, {**LAHORE, "name": "Nour"}, version)
    hours = house.write(f"{path}/opening", {"weekly": [LUNCH]}, 1)
    payment = house.write(f"{path}/payment-settings", settings, version + 1)
    terms = house.write(f"{path}/policy", TERMS, 0)

    assert [answer.status for answer in (general, hours, payment, terms)] == [200] * 4
    assert house.visit("GET", "/v1/public/venues/chez-nour").body["name"] == "Nour"
    query = {"first_on": "2026-03-02", "count": "1"}
    (monday,) = house.visit("GET", "/v1/public/venues/chez-nour/days", query=query).body["items"]
    assert [service["name"] for service in monday["services"]] == ["lunch"]
    assert house.visit("GET", "/v1/public/venues/chez-nour/policy").body["number"] == 1


def test_the_terms_of_two_windows_do_not_overwrite_each_other(house: House) -> None:
    path = house.create().headers["Location"]
    house.write(f"{path}/policy", TERMS, 0)

    late = house.write(f"{path}/policy", {}, 0)

    assert (late.status, late.problem) == (412, "stale-version")
    assert house.call("GET", f"{path}/policy/versions/2", by=NOUR).status == 404


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"deposits": [{"charge": {"kind": "fixed"}}]}, "/deposits/0/charge/amount_minor"),
        ({"deposits": [{"charge": {"kind": "percent", "basis_points": 100, "amount_minor": 5}}]},
         "/deposits/0/charge/amount_minor"),
        ({"estimate_per_person_minor": None}, "/estimate_per_person_minor"),
        ({"deposits": [{"charge": {"kind": "none"}}, {"charge": {"kind": "none"}}]}, "/deposits/1"),
        ({"windows": [{"minutes_before": 60, "kept_basis_points": 0}, {"minutes_before": 60, "kept_basis_points": 0}]},
         "/windows/1/minutes_before"),
        ({"windows": [{"minutes_before": 60, "kept_basis_points": 9}, {"minutes_before": 30, "kept_basis_points": 8}]},
         "/windows/1/kept_basis_points"),
        ({"no_show": {"kind": "none", "basis_points": 1}}, "/no_show/basis_points"),
    ],
)  # fmt: skip
def test_terms_that_contradict_themselves_are_pointed_at(house: House, change: dict[str, Any], pointer: str) -> None:
    path = house.create().headers["Location"]

    answer = house.write(f"{path}/policy", {**TERMS, **change}, 0)

    assert (answer.status, answer.problem) == (422, "bookings/terms-impossible")
    assert [error["pointer"] for error in answer.body["errors"]] == [pointer]

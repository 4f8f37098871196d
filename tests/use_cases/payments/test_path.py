"""The main path: fund, hold, release, and the expert is paid."""

from __future__ import annotations

import pytest

from guildhall.platform.assembly import Platform
from tests.support.outbox import published
from tests.support.payments import PaymentsHouse


@pytest.mark.feature("PAY-06")
def test_money_goes_from_the_client_into_protection_and_to_the_expert(house: PaymentsHouse, platform: Platform) -> None:
    (milestone,) = house.sign(100_00)
    house.onboard()

    quote = house.call("GET", f"/v1/milestones/{milestone}/quote", by=house.client)
    line = {"kind": "commission", "amount_minor": 1_000, "basis_points": 1_000, "rule_id": "rule_default"}
    untaxed = {"place": "FR", "category": "O", "basis_points": 0, "is_provisional": False, "unknown": None}
    untaxed["is_by_bank"] = False
    assert quote.body == {
        "gross_minor": 10_000, "client_total_minor": 10_000, "commission_minor": 1_000, "net_minor": 9_000,
        "currency": "EUR", "basis_points": 1_000, "lines": [line | {"rule_version": 0}], "tax": untaxed,
        "client_lines": [], "client_tax": None, "withheld_minor": 0, "withholding": None,
    }  # fmt: skip

    funded = house.fund(milestone)
    assert (funded.status, funded.body["state"], funded.body["checkout"]) == (202, "funding", None)
    house.work()
    assert house.show(milestone)["checkout"]["publishable_key"] == "pk_test_guildhall"
    assert house.show(milestone, by=house.expert)["checkout"] is None

    assert house.pay(milestone) == 200
    house.settle()
    assert house.show(milestone)["state"] == "held"
    assert house.balance(f"hold:{milestone}") == 10_000
    assert [event["amount_minor"] for event in published(platform.tables, "FundsHeld.v1")] == [10_000]

    assert house.deliver(milestone) == []
    assert house.approve(milestone) == []
    released = published(platform.tables, "FundsReleased.v1")
    assert [(e["amount_minor"], e["fee_minor"], e["net_minor"]) for e in released] == [(10_000, 1_000, 9_000)]
    assert house.balance("expert_payable:acc_expert1") == 9_000

    house.settle()
    assert house.show(milestone)["state"] == "released"
    assert house.balance("expert_payable:acc_expert1") == house.balance(f"hold:{milestone}") == 0
    assert house.buried == []

"""Failures of the money between the provider and banks; each is injected, and what holds afterwards is shown.

The numbers are those of payments.md section 1.5; `test_failures_are_all_covered.py` counts them.
"""

from __future__ import annotations

from datetime import timedelta

from guildhall.ledger.wiring.desk import wire_ledger
from guildhall.payments.models.treasury import BankPayout
from tests.support.http import LambdaContext
from tests.support.milestones import account_of, held, objects
from tests.support.outbox import published
from tests.support.payments import ADMIN, PaymentsHouse


def reasons(house: PaymentsHouse) -> set[str]:
    return {each.reason for each in house.desk.list_attention(ADMIN)}


def hot(house: PaymentsHouse, account: str) -> int:
    return wire_ledger(house.platform).hot_balances(account).get("EUR", 0)


def short(house: PaymentsHouse) -> int:
    """What the daily check of coverage misses, in minor units of EUR."""
    found = wire_ledger(house.platform).check_coverage()
    return sum(each.short_minor for each in found if each.currency == "EUR")


def waits_for(house: PaymentsHouse, milestone: str) -> str | None:
    order = house.payments.command(f"release:{milestone}:1")
    return order.waiting_for if order is not None else None


def drained(house: PaymentsHouse, minor: int) -> None:
    """Somebody turned automatic payouts on, and the provider sent money to our bank by its schedule."""
    control = house.server.control
    control.schedule_payouts("daily")
    sent = control.pay_out(control.world().owner, minor, "eur")
    now = house.clock.now()
    house.apply(BankPayout(sent["id"], minor, "EUR", "paid", now.date(), now, is_automatic=True))


def test_failure_19_an_automatic_payout_is_told_and_booked_and_a_top_up_brings_the_money_back(
    house: PaymentsHouse,
) -> None:
    (milestone,) = held(house)
    there = hot(house, "psp_clearing:stripe")

    drained(house, there)
    house.settle()

    assert reasons(house) == {"automatic_payout", "automatic_payouts"}
    assert (hot(house, "psp_clearing:stripe"), hot(house, "bank:operating")) == (0, there)
    assert (house.show(milestone)["state"], house.balance(f"hold:{milestone}")) == ("held", 100_00)
    assert short(house) == 100_00 - there  # the provider's fee: the money is ours still, in our bank

    house.server.control.schedule_payouts("manual")
    house.server.control.top_up(there, "eur")
    house.approve(milestone)
    house.settle()

    assert (house.show(milestone)["state"], house.balance("expert_payable:acc_expert1")) == ("released", 0)
    assert (hot(house, "psp_clearing:stripe"), hot(house, "bank:operating")) == (there - 90_00, 0)


def test_failure_21_a_payout_that_an_experts_bank_refuses_changes_nothing_in_our_books(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    house.approve(milestone)
    house.settle()
    before = house.books.entries_about(milestone), hot(house, "psp_clearing:stripe")

    sent = house.server.control.pay_out(account_of(house), 90_00, "eur")
    house.server.control.settle_payout(sent["id"], failure="account_closed")
    house.settle()

    assert (house.books.entries_about(milestone), hot(house, "psp_clearing:stripe")) == before
    assert house.books.entries_about(sent["id"]) == []
    assert house.show(milestone)["state"] == "released"
    (shown,) = house.call("GET", "/v1/payouts", by=house.expert).body["items"]
    assert (shown["status"], shown["failure"]) == ("failed", "account_closed")
    assert [each["reason"] for each in published(house.platform.tables, "PayoutFailed.v1")] == ["account_closed"]


def test_failure_36_while_the_platform_owes_its_provider_operators_stop_transfers_and_nothing_is_lost(
    house: PaymentsHouse,
) -> None:
    first, second = held(house, 100_00, 40_00)
    house.approve(first)
    house.settle()
    payment = house.payments.get(first)
    assert payment is not None
    house.server.control.pay_out(house.server.control.world().owner, 30_00, "eur")
    house.server.control.dispute(str(payment.charge_id))
    house.settle()
    assert hot(house, "psp_clearing:stripe") < 0

    house.pass_time(timedelta(hours=1))
    house.task({"task": "reconcile"}, LambdaContext())
    house.work()
    house.set("transfers_stopped", 1)
    house.approve(second)
    house.settle()

    assert "negative_balance" in reasons(house)
    assert (waits_for(house, second), len(objects(house, "transfer"))) == ("transfers_stopped", 1)
    assert (house.balance("expert_payable:acc_expert1"), house.show(second)["state"]) == (36_00, "releasing")
    assert "command_stuck" not in reasons(house)

    house.server.control.top_up(500_00, "eur")
    house.settle()
    house.set("transfers_stopped", 0)
    house.sweep(timedelta(hours=1))
    house.settle()

    assert (house.balance("expert_payable:acc_expert1"), house.show(second)["state"]) == (0, "released")


def test_failure_36_a_refund_goes_out_while_transfers_are_stopped(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    house.set("transfers_stopped", 1)

    house.refund(milestone)
    house.settle()

    assert house.show(milestone)["state"] == "refunded"

"""Reconciliation: what Stripe lists is in the journal, or becomes so, or calls a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import stripe

from functions.payments import finance
from guildhall.kernel.actor import Actor
from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, credit, debit
from guildhall.ledger.wiring.posting import journal
from guildhall.payments.wiring.reconciling import wire_finance
from tests.support.http import Client, LambdaContext
from tests.support.payments import ADMIN, PaymentsHouse
from tools.stripe_server.resources.balance import book as move

ANN = Actor("acc_ann", frozenset({"finance"}))
LIST = "/v1/finance/differences"


@pytest.fixture
def ask(house: PaymentsHouse) -> Client:
    # Stripe's clock is the machine's: both tell the same time from here on.
    house.clock.advance(timedelta(seconds=house.server.control.world().now - house.clock.now().timestamp()))
    return Client(finance.create_app, wire_finance(house.platform), house.platform)


def reconcile(house: PaymentsHouse) -> None:
    """Let the timer begin, and the worker compare page by page."""
    house.pass_time(timedelta(hours=1))
    house.task({"task": "reconcile"}, LambdaContext())
    house.work()


def differences(ask: Client) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = ask("GET", LIST, by=ANN).body["items"]
    return items


def drop_webhooks(house: PaymentsHouse) -> None:
    for delivery in house.pending_webhooks():
        house.server.control.drop(delivery["seq"])


def test_when_both_agree_nothing_is_noted(house: PaymentsHouse, ask: Client) -> None:
    house.onboard()
    (milestone,) = house.sign(10_000)
    house.hold(milestone)
    house.approve(milestone)
    house.settle()

    reconcile(house)
    reconcile(house)

    assert differences(ask) == []


def test_a_payment_whose_webhook_was_lost_is_applied(house: PaymentsHouse, ask: Client) -> None:
    (milestone,) = house.sign(10_000)
    house.fund(milestone)
    house.settle()
    house.pay(milestone)
    drop_webhooks(house)
    assert house.balance(f"hold:{milestone}") == 0

    reconcile(house)

    assert house.balance(f"hold:{milestone}") == 10_000
    assert differences(ask) == []


def book(house: PaymentsHouse, entry_id: str, minor: int) -> None:
    money = Money(minor, "EUR")
    lines = (debit("processor_fee:stripe", money), credit("psp_clearing:stripe", money))
    transaction = house.platform.database.begin()
    journal(house.platform).post(transaction, Entry(entry_id, "processor_fee", "mil_1", lines))
    transaction.commit("test.post")


def test_a_balance_that_differs_twice_in_a_row_calls_a_person_and_goes_when_it_agrees(
    house: PaymentsHouse, ask: Client
) -> None:
    (milestone,) = house.sign(10_000)
    house.hold(milestone)
    book(house, "fee:nobody", 7)

    reconcile(house)
    first = differences(ask)
    reconcile(house)
    (second,) = differences(ask)
    transaction = house.platform.database.begin()
    taken_back = house.books.entry("fee:nobody")
    assert taken_back is not None
    journal(house.platform).post(transaction, taken_back.reversal("reversal:fee:nobody", "nobody took it"))
    transaction.commit("test.post")
    reconcile(house)

    assert first == []
    assert (second["reason"], second["theirs_minor"] - second["ours_minor"]) == ("balance", 7)
    assert differences(ask) == []


def test_a_movement_that_nothing_of_ours_explains_is_a_difference_until_somebody_resolves_it(
    house: PaymentsHouse, ask: Client
) -> None:
    elsewhere = stripe.StripeClient("sk_test_other", base_addresses={"api": house.server.url}, max_network_retries=0)
    paid: Any = {"amount": 900, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True}
    paid["automatic_payment_methods"] = {"enabled": True, "allow_redirects": "never"}
    elsewhere.v1.payment_intents.create(paid)
    world = house.server.control.world()
    with house.server.store.transaction():
        move(world, "stripe_fee", -50, "eur", world.find("charge")[0]["id"])
    reconcile(house)

    found = {each["reason"]: each for each in differences(ask) if each["reason"] != "balance"}
    assert set(found) == {"missing", "unknown"}
    path = f"{LIST}/{found['missing']['difference_id']}/resolve"
    note = {"note": "a payment of another program with our keys"}
    denied = ask("POST", path, by=ADMIN, body=note)
    resolved = ask("POST", path, by=ANN, body=note)
    reconcile(house)

    assert (denied.status, resolved.status, resolved.body["resolved_by"]) == (403, 200, "acc_ann")
    assert "missing" not in {each["reason"] for each in differences(ask)}


def test_a_charge_that_was_booked_with_another_amount_is_noted(house: PaymentsHouse, ask: Client) -> None:
    (milestone,) = house.sign(10_000)
    house.hold(milestone)
    charge_id = house.server.control.world().find("charge")[0]["id"]
    world = house.server.control.world()
    transaction = world.find("balance_transaction")[0]
    with house.server.store.transaction():
        world.save(transaction | {"net": transaction["net"] - 3})

    reconcile(house)

    (found,) = [each for each in differences(ask) if each["reason"] == "amount"]
    assert found["ours_minor"] - found["theirs_minor"] == 3
    assert f"charge:{charge_id}" in found["detail"]


def test_differences_are_for_finance_staff(house: PaymentsHouse, ask: Client) -> None:
    assert ask("GET", LIST, by=ADMIN).status == 200
    for path in (LIST, f"{LIST}/export"):
        assert ask("GET", path, by=house.expert).status == 403
    assert ask("POST", f"{LIST}/stripe.txn_none/resolve", by=ANN, body={"note": "nothing is there"}).status == 404
    assert ask("GET", f"{LIST}/export", by=ANN).body.startswith("\ufeffdifference_id,reason")

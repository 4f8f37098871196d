"""Saved cards: added on a form, with the bank's question where it asks, chosen, renewed, removed; and paid with."""

from __future__ import annotations

import urllib.parse
import urllib.request
from datetime import timedelta
from typing import Any

import pytest

from guildhall.kernel.actor import Actor
from guildhall.payments.store.cards import DynamoCards
from tests.support.payments import STRANGER, PaymentsHouse
from tools.stripe_server.errors import ApiError

ALL = "/v1/saved-cards"


def shown(house: PaymentsHouse, by: Actor | None = None) -> dict[str, Any]:
    body: dict[str, Any] = house.cards("GET", ALL, by=by or house.client).body
    return body


def a_form(house: PaymentsHouse) -> str:
    """Ask for a form; return the id of its setup intent."""
    assert house.cards("POST", ALL, by=house.client).status == 202
    house.settle()
    holder = DynamoCards().holder(house.client.account_id)
    assert holder is not None
    return str(holder.setup_id)


def save(house: PaymentsHouse, card: str = "pm_card_visa") -> str:
    """Save a card; return its id."""
    house.server.control.save_card(a_form(house), card)
    house.settle()
    return str(shown(house)["items"][-1]["method_id"])


def answer_the_bank(page: str, outcome: str) -> None:
    """Click on the bank's page."""
    data = urllib.parse.urlencode({"outcome": outcome}).encode()
    with urllib.request.urlopen(page, data) as answer:
        assert answer.status == 200


def test_a_card_is_saved_by_its_form_and_only_its_last_digits_come_to_us(house: PaymentsHouse) -> None:
    setup = a_form(house)
    form = shown(house)["form"]
    assert (form["client_secret"].partition("_secret")[0], form["status"]) == (setup, "requires_payment_method")

    house.server.control.save_card(setup, "pm_card_visa")
    house.settle()

    after = shown(house)
    assert after["form"] is None
    (card,) = after["items"]
    assert (card["brand"], card["last4"], card["is_default"]) == ("visa", "4242", True)
    assert shown(house, STRANGER)["items"] == []


def test_asking_twice_opens_one_form_and_makes_one_customer(house: PaymentsHouse) -> None:
    for _ in range(3):
        a_form(house)

    world = house.server.control.world()
    assert (len(world.find("customer")), len(world.find("setup_intent"))) == (1, 1)


@pytest.mark.parametrize("path", ["/v1/customers", "/v1/setup_intents"])
@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "500_after", "500_saved_after"])
def test_a_lost_answer_makes_no_second_customer_and_no_second_form(house: PaymentsHouse, path: str, fault: str) -> None:
    house.server.control.fault(fault, path=path)
    house.cards("POST", ALL, by=house.client)
    house.settle()
    house.sweep(timedelta(hours=1))
    house.settle()

    world = house.server.control.world()
    assert (len(world.find("customer")), len(world.find("setup_intent"))) == (1, 1)
    assert shown(house)["form"] is not None


@pytest.mark.parametrize(("outcome", "cards"), [("approve", ["3220"]), ("refuse", [])])
def test_a_bank_that_asks_first_decides_whether_a_card_is_saved(
    house: PaymentsHouse, outcome: str, cards: list[str]
) -> None:
    setup = a_form(house)
    waiting = house.server.control.save_card(setup, "pm_card_threeDSecure2Required")
    house.settle()
    assert shown(house)["items"] == []

    answer_the_bank(waiting["next_action"]["redirect_to_url"]["url"], outcome)
    house.settle()

    after = shown(house)
    assert [each["last4"] for each in after["items"]] == cards
    assert (after["failure"] is None) is (outcome == "approve")


@pytest.mark.parametrize(("outcome", "state"), [("approve", "held"), ("refuse", "unfunded")])
def test_a_bank_that_asks_first_decides_whether_a_milestone_is_paid(
    house: PaymentsHouse, outcome: str, state: str
) -> None:
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    house.settle()
    assert house.pay(milestone, "pm_card_threeDSecure2Required") == 200
    house.settle()
    asked = house.show(milestone)
    assert (asked["state"], asked["checkout"]["status"]) == ("funding", "requires_action")
    (intent,) = house.server.control.world().find("payment_intent")

    answer_the_bank(intent["next_action"]["redirect_to_url"]["url"], outcome)
    house.settle()

    assert house.show(milestone)["state"] == state
    assert house.balance(f"hold:{milestone}") == (100_00 if state == "held" else 0)


def test_a_refused_card_says_why_and_the_form_takes_another(house: PaymentsHouse) -> None:
    setup = a_form(house)
    with pytest.raises(ApiError):
        house.server.control.save_card(setup, "pm_card_chargeDeclinedInsufficientFunds")
    house.settle()
    refused = shown(house)["failure"]

    house.server.control.save_card(setup, "pm_card_mastercard")
    house.settle()

    assert refused == "card_declined"
    assert [each["brand"] for each in shown(house)["items"]] == ["mastercard"]
    assert shown(house)["failure"] is None


def test_a_saved_card_pays_a_milestone_of_its_own_client(house: PaymentsHouse) -> None:
    method = save(house)
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    house.settle()

    assert house.pay(milestone, method) == 200
    house.settle()

    assert house.show(milestone)["state"] == "held"
    (intent,) = house.server.control.world().find("payment_intent")
    assert intent["customer"] == DynamoCards().customer_of(house.client.account_id)


def test_the_default_is_chosen_and_passes_on_when_its_card_goes(house: PaymentsHouse) -> None:
    first, second = save(house), save(house, "pm_card_mastercard")

    house.cards("POST", f"{ALL}/{second}/default", by=house.client)
    chosen = {each["method_id"]: each["is_default"] for each in shown(house)["items"]}
    house.cards("DELETE", f"{ALL}/{second}", by=house.client)
    house.settle()

    assert chosen == {first: False, second: True}
    (left,) = shown(house)["items"]
    assert (left["method_id"], left["is_default"]) == (first, True)
    assert house.server.control.world().get("payment_method", second)["customer"] is None


def test_late_news_of_a_removed_card_does_not_bring_it_back(house: PaymentsHouse) -> None:
    house.server.control.save_card(a_form(house), "pm_card_visa")
    late = house.pending_webhooks()
    for delivery in late:
        house.webhook(delivery)
    house.work()
    (card,) = shown(house)["items"]
    house.cards("DELETE", f"{ALL}/{card['method_id']}", by=house.client)

    for delivery in late:
        house.webhook(delivery)
    house.settle()

    assert shown(house)["items"] == []


def test_a_card_that_was_taken_off_at_stripe_is_not_shown_and_cannot_be_removed_again(house: PaymentsHouse) -> None:
    method = save(house)
    house.server.control.detach_card(method)
    house.settle()

    assert shown(house)["items"] == []
    assert house.cards("DELETE", f"{ALL}/{method}", by=house.client).problem == "payments/card-not-saved"


def test_a_card_that_the_bank_renewed_keeps_its_place(house: PaymentsHouse) -> None:
    method, other = save(house), save(house, "pm_card_mastercard")

    house.server.control.renew_card(method)
    house.settle()

    cards = shown(house)["items"]
    assert [each["method_id"] for each in cards] == [method, other]
    assert (cards[0]["last4"], cards[0]["exp_year"]) == ("4343", 2038)


@pytest.mark.parametrize(("verb", "path"), [("POST", "/pm_x/default"), ("DELETE", "/pm_x")])
def test_only_a_saved_card_of_ones_own_can_be_chosen_or_removed(house: PaymentsHouse, verb: str, path: str) -> None:
    method = save(house)

    assert house.cards(verb, ALL + path, by=house.client).problem == "payments/card-not-saved"
    assert house.cards(verb, (ALL + path).replace("pm_x", method), by=STRANGER).problem == "payments/card-not-saved"

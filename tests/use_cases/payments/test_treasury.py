"""Bank money: payouts to experts and to the platform, top-ups, the balance, and what must never happen."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
import stripe

from guildhall.administration.wiring import desk as administration
from guildhall.payments.models.treasury import BankPayout
from tests.support.milestones import account_of, held
from tests.support.outbox import published
from tests.support.payments import ADMIN, SECRET, STRANGER, PaymentsHouse
from tests.support.stripe_payloads import captured, on_the_bus, snapshot


def paid_expert(house: PaymentsHouse, amount: int = 500_00) -> str:
    """An expert with released money at Stripe; returns their account there."""
    (milestone,) = house.sign(amount)
    house.onboard()
    house.hold(milestone)
    house.approve(milestone)
    house.settle()
    return account_of(house)


def hot(house: PaymentsHouse, account: str) -> int:
    return house.books.fold_day(account, "EUR", house.clock.now().date()).minor


def reasons(house: PaymentsHouse) -> list[str]:
    return [each.reason for each in house.desk.list_attention(ADMIN)]


def a_payout(house: PaymentsHouse, payout_id: str, status: str, **more: Any) -> BankPayout:
    now = house.clock.now()
    given: dict[str, Any] = {"is_automatic": False} | more
    return BankPayout(payout_id, 100_00, "EUR", status, now.date(), now, **given)


def post(house: PaymentsHouse, event: dict[str, Any]) -> None:
    body = json.dumps(event)
    signer: Any = stripe.WebhookSignature
    headers = {"Stripe-Signature": signer.generate_signature_header(body, SECRET, int(time.time()))}
    assert house.post_webhook(body, headers) == 204
    house.work()


def test_an_expert_sees_a_payout_on_its_way_and_arrived_and_hears_of_it(house: PaymentsHouse) -> None:
    stripe_account = paid_expert(house)
    payout = house.server.control.pay_out(stripe_account, 100_00, "eur")
    house.settle()
    (on_its_way,) = house.call("GET", "/v1/payouts", by=house.expert).body["items"]

    house.server.control.settle_payout(payout["id"])
    house.settle()

    (arrived,) = house.call("GET", "/v1/payouts", by=house.expert).body["items"]
    assert (on_its_way["status"], arrived["status"]) == ("pending", "paid")
    assert (arrived["amount_minor"], arrived["currency"]) == (100_00, "EUR")
    (told,) = published(house.platform.tables, "PayoutPaid.v1")
    assert (told["account_id"], told["amount_minor"]) == (house.expert.account_id, 100_00)
    assert hot(house, "bank:operating") == 0


def test_payouts_are_seen_by_their_expert_alone(house: PaymentsHouse) -> None:
    house.server.control.pay_out(paid_expert(house), 100_00, "eur")
    house.settle()

    assert house.call("GET", "/v1/payouts", by=STRANGER).body["items"] == []


def test_a_payout_that_the_bank_sends_back_is_told_once_and_holds_larger_transfers(house: PaymentsHouse) -> None:
    stripe_account = paid_expert(house)
    payout = house.server.control.pay_out(stripe_account, 100_00, "eur")
    house.settle()

    house.server.control.settle_payout(payout["id"], failure="account_closed")
    for delivery in house.pending_webhooks():
        house.webhook(delivery)
        house.webhook(delivery)
    house.work()

    (told,) = published(house.platform.tables, "PayoutFailed.v1")
    assert (told["payout_id"], told["reason"]) == (payout["id"], "account_closed")
    assert house.call("GET", "/v1/payout-account", by=house.expert).body["bank_failure"] == "account_closed"


def held_after_failed_payout(house: PaymentsHouse, amount: int) -> str:
    """A milestone that is held, of an expert whose bank has just sent back what another one brought."""
    first, second = held(house, 500_00, amount)
    house.approve(first)
    house.settle()
    payout = house.server.control.pay_out(account_of(house), 100_00, "eur")
    house.server.control.settle_payout(payout["id"], failure="account_closed")
    house.settle()
    return second


@pytest.mark.parametrize(("amount", "state"), [(100_00, "released"), (120_00, "releasing")])
def test_after_a_failed_payout_only_small_transfers_go_out(house: PaymentsHouse, amount: int, state: str) -> None:
    administration.wire(house.platform).change_setting(ADMIN, "transfer_to_failed_bank_minor", 95_00, 0)
    second = held_after_failed_payout(house, amount)

    house.approve(second)
    house.settle()

    assert house.show(second)["state"] == state


def test_what_waited_for_other_bank_details_goes_out_when_they_come(house: PaymentsHouse) -> None:
    second = held_after_failed_payout(house, 900_00)
    house.approve(second)
    house.settle()
    waits_for = house.payments.command(f"release:{second}:1").waiting_for  # type: ignore[union-attr]

    house.server.control.change_bank(account_of(house))
    house.settle()

    assert (waits_for, house.show(second)["state"]) == ("bank_refused", "released")
    assert house.call("GET", "/v1/payout-account", by=house.expert).body["bank_failure"] is None


def test_a_payout_that_arrives_shows_that_the_bank_works_again(house: PaymentsHouse) -> None:
    stripe_account = paid_expert(house)
    for failure in ("account_closed", None):
        payout = house.server.control.pay_out(stripe_account, 50_00, "eur")
        house.server.control.settle_payout(payout["id"], failure=failure)
        house.settle()

    assert house.call("GET", "/v1/payout-account", by=house.expert).body["bank_failure"] is None


def test_news_that_is_overtaken_changes_nothing(house: PaymentsHouse) -> None:
    stripe_account = paid_expert(house)
    payout = house.server.control.pay_out(stripe_account, 100_00, "eur")
    house.server.control.settle_payout(payout["id"])
    house.settle()
    house.apply(a_payout(house, payout["id"], "pending", provider_account_id=stripe_account))

    assert house.call("GET", "/v1/payouts", by=house.expert).body["items"][0]["status"] == "paid"


def test_a_payout_of_an_account_that_is_nobodys_is_not_kept(house: PaymentsHouse) -> None:
    house.apply(a_payout(house, "po_x", "paid", provider_account_id="acct_unknown"))

    assert published(house.platform.tables, "PayoutPaid.v1") == []


def test_a_payout_of_the_platform_is_booked_once_and_booked_back_when_it_fails(house: PaymentsHouse) -> None:
    house.server.control.top_up(500_00, "eur")
    house.settle()
    before = hot(house, "psp_clearing:stripe")
    world = house.server.control.world()
    payout = house.server.control.pay_out(world.owner, 200_00, "eur")
    for delivery in house.pending_webhooks() * 2:
        house.webhook(delivery)
        house.work()
    sent = (hot(house, "bank:operating"), hot(house, "psp_clearing:stripe"))

    house.server.control.settle_payout(payout["id"], failure="account_closed")
    house.settle()

    assert (before, sent) == (500_00, (-300_00, 300_00))
    assert (hot(house, "bank:operating"), hot(house, "psp_clearing:stripe")) == (-500_00, 500_00)


def test_a_payout_of_the_platform_that_nobody_ordered_calls_a_person(house: PaymentsHouse) -> None:
    for _ in range(2):
        house.apply(a_payout(house, "po_auto", "paid", is_automatic=True))

    assert reasons(house) == ["automatic_payout"]
    assert hot(house, "bank:operating") == 100_00


def test_a_top_up_is_booked_when_it_comes_and_told_when_it_does_not(house: PaymentsHouse) -> None:
    house.server.control.top_up(70_00, "eur")
    house.server.control.top_up(90_00, "eur", failure="insufficient_funds")
    for delivery in house.pending_webhooks() * 2:
        house.webhook(delivery)
    house.work()

    assert (hot(house, "psp_clearing:stripe"), hot(house, "bank:operating")) == (70_00, -70_00)
    assert reasons(house) == ["topup_failed"]


@pytest.mark.parametrize(("interval", "alarms"), [("daily", ["automatic_payouts"]), ("manual", [])])
def test_turning_automatic_payouts_on_is_an_alarm(house: PaymentsHouse, interval: str, alarms: list[str]) -> None:
    house.server.control.schedule_payouts(interval)
    house.settle()

    assert reasons(house) == alarms


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("application_fee.created", "application_fee"),
        ("application_fee.refunded", "application_fee"),
        ("application_fee.refund.updated", "fee_refund"),
    ],
)
def test_an_application_fee_is_an_alarm_whoever_brings_it(house: PaymentsHouse, name: str, about: str) -> None:
    event = snapshot(name, captured(about))

    post(house, event)
    assert house.bus(on_the_bus(event)) == []
    house.work()

    (alarm,) = house.desk.list_attention(ADMIN)
    assert (alarm.about, alarm.reason) == (event["data"]["object"]["id"], "application_fee")


def test_money_that_becomes_available_lets_a_transfer_go_that_waited_for_it(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.onboard()
    house.hold(milestone)
    house.server.control.fault("402_insufficient", path="/v1/transfers")
    house.approve(milestone)
    house.settle()
    waits_for = house.payments.command(f"release:{milestone}:1").waiting_for  # type: ignore[union-attr]

    post(house, snapshot("balance.available", captured("balance")))
    house.settle()

    assert (waits_for, house.show(milestone)["state"]) == ("balance_insufficient", "released")


def test_what_stripe_still_wants_to_know_is_said_in_the_experts_words(house: PaymentsHouse) -> None:
    house.call("POST", "/v1/payout-account", by=house.expert, body={"country": "FR", "email": "e@expert.example"})
    house.settle()

    english = house.call("GET", "/v1/payout-account", by=house.expert).body["missing"]
    french = house.call(
        "GET", "/v1/payout-account", by=house.expert, headers={"accept-language": "fr-FR,fr;q=0.9"}
    ).body["missing"]

    assert [each["code"] for each in english] == ["address", "bank_account", "date_of_birth", "name"]
    assert english[1]["says"] == "The bank account that your money should go to."
    assert french[1]["says"] == "Le compte bancaire où verser votre argent."


def test_an_expert_who_comes_back_from_stripes_page_is_asked_about_at_once(house: PaymentsHouse) -> None:
    house.call("POST", "/v1/payout-account", by=house.expert, body={"country": "FR", "email": "e@expert.example"})
    house.settle()
    house.server.control.onboard(account_of(house))
    for delivery in house.pending_webhooks():
        house.server.control.drop(delivery["seq"])

    assert house.call("POST", "/v1/payout-account/check", by=house.expert).status == 202
    house.settle()

    shown = house.call("GET", "/v1/payout-account", by=house.expert).body
    assert (shown["is_payable"], shown["missing"]) == (True, [])


def test_stripe_brings_an_expert_back_to_their_payouts(house: PaymentsHouse) -> None:
    house.call("POST", "/v1/payout-account", by=house.expert, body={"country": "FR", "email": "e@expert.example"})
    house.settle()

    (link,) = house.server.control.world().find("v2.core.account_link")
    addresses = link["use_case"]["account_onboarding"]
    assert addresses["return_url"] == "https://guildhall.example/earnings?link=done"
    assert addresses["refresh_url"] == "https://guildhall.example/earnings?link=ended"


def test_a_payout_that_was_reconciled_is_booked_once_all_the_same(house: PaymentsHouse) -> None:
    house.apply(a_payout(house, "po_1", "paid"))
    house.apply(a_payout(house, "po_1", "paid", is_reconciled=True))

    assert hot(house, "bank:operating") == 100_00

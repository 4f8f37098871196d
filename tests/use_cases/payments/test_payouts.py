"""Payout accounts: opened once, made ready by the provider, restricted again, asked about when a notice is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guildhall.kernel.money import Money
from guildhall.payments.models import ProviderAccount, Transfer
from tests.support.outbox import published
from tests.support.payments import ADMIN, PaymentsHouse

FRANCE = {"country": "FR", "email": "e@expert.example"}


def test_an_expert_opens_an_account_and_gets_a_page_to_answer_questions_on(house: PaymentsHouse) -> None:
    opened = house.call("POST", "/v1/payout-account", by=house.expert, body=FRANCE)
    assert (opened.status, opened.body["onboarding_url"]) == (202, None)

    house.settle()

    shown = house.call("GET", "/v1/payout-account", by=house.expert).body
    assert shown["onboarding_url"].startswith(house.server.url)
    assert shown["is_payable"] is False


def test_asking_twice_opens_one_account_and_one_page(house: PaymentsHouse) -> None:
    for _ in range(3):
        house.call("POST", "/v1/payout-account", by=house.expert, body=FRANCE)
        house.settle()

    assert len(house.server.control.world().find("v2.core.account")) == 1
    assert len(house.server.control.world().find("v2.core.account_link")) == 1


def test_a_page_that_ended_is_replaced_by_a_new_one(house: PaymentsHouse) -> None:
    house.call("POST", "/v1/payout-account", by=house.expert, body=FRANCE)
    house.settle()
    first = house.call("GET", "/v1/payout-account", by=house.expert).body["onboarding_url"]
    house.pass_time(timedelta(days=365))

    house.call("POST", "/v1/payout-account", by=house.expert, body=FRANCE)
    house.settle()

    assert house.call("GET", "/v1/payout-account", by=house.expert).body["onboarding_url"] != first


def test_an_account_that_the_provider_restricts_again_calls_a_person_and_stops_payouts(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.onboard()
    account = house.payments.account("acc_expert1")
    assert account is not None
    assert account.provider_account_id is not None
    house.server.control.onboard(account.provider_account_id, status="restricted")
    house.settle()
    assert [each.reason for each in house.desk.list_attention(ADMIN)] == ["payout_account_restricted"]

    house.hold(milestone)
    house.approve(milestone)
    house.settle()

    assert house.show(milestone)["state"] == "releasing"
    assert house.payments.command(f"release:{milestone}:1").waiting_for == "payout_account"  # type: ignore[union-attr]


def test_readiness_whose_notice_was_lost_is_asked_about_when_money_waits(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.call("POST", "/v1/payout-account", by=house.expert, body=FRANCE)
    house.hold(milestone)
    house.approve(milestone)
    house.settle()
    account = house.payments.account("acc_expert1")
    assert account is not None
    assert account.provider_account_id is not None
    house.server.control.onboard(account.provider_account_id)
    for delivery in house.pending_webhooks():
        house.server.control.drop(delivery["seq"])

    house.sweep(timedelta(hours=2))
    house.settle()

    assert house.show(milestone)["state"] == "released"
    assert len(published(house.platform.tables, "PayoutAccountReady.v1")) == 1


def test_an_account_the_provider_refuses_can_be_asked_for_again(house: PaymentsHouse) -> None:
    house.server.control.fault("402_insufficient", path="/v2/core/accounts")
    house.call("POST", "/v1/payout-account", by=house.expert, body=FRANCE)
    house.settle()
    assert house.call("GET", "/v1/payout-account", by=house.expert).body["failure"] == "balance_insufficient"

    house.onboard()

    assert house.call("GET", "/v1/payout-account", by=house.expert).body["is_payable"] is True


def test_an_account_of_somebody_else_is_not_taken_for_the_experts(house: PaymentsHouse) -> None:
    house.onboard()
    before = house.payments.account("acc_expert1")

    house.apply(ProviderAccount("acct_other", None, "acc_expert1", is_payable=False))
    house.apply(ProviderAccount("acct_other", None, None, is_payable=False))

    assert house.payments.account("acc_expert1") == before


def test_a_transfer_made_by_hand_freezes_the_payment_and_calls_a_person(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.hold(milestone)

    house.apply(Transfer("tr_by_hand", None, milestone, Money(1, "EUR"), "acct_x"))

    assert house.show(milestone)["is_frozen"] is True
    assert [each.reason for each in house.desk.list_attention(ADMIN)] == ["unexpected_transfer"]


def test_an_expert_without_an_account_sees_that_there_is_none(house: PaymentsHouse) -> None:
    shown = house.call("GET", "/v1/payout-account", by=house.expert)

    assert (shown.status, shown.body["expert_id"], shown.body["country"]) == (200, "acc_expert1", None)
    assert (shown.body["is_payable"], shown.body["missing"]) == (False, [])
    assert house.call("POST", "/v1/payout-account/check", by=house.expert).problem == "payments/payout-account-unknown"


def test_clients_have_no_payout_account(house: PaymentsHouse) -> None:
    assert house.call("POST", "/v1/payout-account", by=house.client, body=FRANCE).status == 403
    assert house.call("GET", "/v1/payout-account", by=house.client).problem == "payments/payout-account-unknown"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"country": "France", "email": "e@expert.example"}, "/country"),
        ({"country": "FR", "email": "nobody"}, "/email"),
        ({"country": "FR"}, "/email"),
        ({**FRANCE, "iban": "FR76"}, "/iban"),
    ],
)
def test_bad_input_is_named_with_its_place(house: PaymentsHouse, body: dict[str, str], pointer: str) -> None:
    answer = house.call("POST", "/v1/payout-account", by=house.expert, body=body)

    assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, pointer)

"""Failures of the outside world: banks, providers, people; each is injected, and no money is lost.

The numbers are those of payments.md section 1.5; `test_failures_are_all_covered.py` counts them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from guildhall.contracts.events import WorkApprovedV1
from guildhall.disputes.events import DisputeOpenedV1
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.money import Money
from guildhall.payments.models import Intent, StepKind
from guildhall.payments.use_cases.releasing import ReleaseFunds
from tests.support.arbitration import opened, resolved
from tests.support.crashes import RACE, Crash, Fuse
from tests.support.http import Answer, LambdaContext
from tests.support.milestones import account_of, held, lose_notices, objects, ordered, try_once
from tests.support.outbox import published
from tests.support.payments import ADMIN, PaymentsHouse, stripe_connection
from tools.stripe_server.resources.balance import book as move


def charge_of(house: PaymentsHouse, milestone: str) -> str:
    payment = house.payments.get(milestone)
    assert payment is not None
    return str(payment.charge_id)


def lost(house: PaymentsHouse, milestone: str) -> None:
    """The cardholder disputes, and the bank decides for them."""
    dispute_id = house.server.control.dispute(charge_of(house, milestone))["id"]
    house.settle()
    house.server.control.close_dispute(dispute_id, won=False)
    house.settle()


def books_are_stripes(house: PaymentsHouse, *milestones: str) -> bool:
    """Tell whether our clearing account says what Stripe holds, and no entry is out of balance."""
    ours = 0
    for milestone in milestones:
        for entry in house.books.entries_about(milestone):
            ours += sum(line.natural_minor for line in entry.lines if line.account == "psp_clearing:stripe")
    return ours == sum(int(each["net"]) for each in objects(house, "balance_transaction"))


def reasons(house: PaymentsHouse) -> set[str]:
    return {each.reason for each in house.desk.list_attention(ADMIN)}


def test_failure_13_a_dispute_after_a_partial_refund_is_about_the_rest(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    house.refund(milestone, 30_00)
    house.settle()

    lost(house, milestone)

    assert (house.show(milestone)["refunded_minor"], house.show(milestone)["lost_minor"]) == (30_00, 70_00)
    assert books_are_stripes(house, milestone)


def test_failure_14_a_refund_in_flight_that_meets_a_dispute_is_held_again(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    house.refund(milestone, 40_00)
    house.server.control.dispute(charge_of(house, milestone))

    house.settle()

    assert (house.show(milestone)["held_minor"], house.balance(f"hold:{milestone}")) == (100_00, 100_00)
    assert house.show(milestone)["frozen_by"] == ["chargeback"]
    assert books_are_stripes(house, milestone)


def test_failure_15_a_chargeback_while_held_costs_the_fee_and_no_more(house: PaymentsHouse) -> None:
    (milestone,) = held(house)

    lost(house, milestone)

    assert house.show(milestone)["state"] == "lost"
    assert "chargeback_loss" not in reasons(house)
    assert books_are_stripes(house, milestone)


def test_failure_16_a_chargeback_after_release_is_recovered_then_owed_then_lost(house: PaymentsHouse) -> None:
    milestone, following = held(house, 100_00, 100_00)
    house.approve(milestone)
    house.settle()
    house.server.control.pay_out(account_of(house), 40_00, "eur")
    house.settle()

    lost(house, milestone)
    assert house.balance("expert_receivable:acc_expert1") == 40_00
    house.approve(following)
    house.settle()

    assert house.balance("expert_receivable:acc_expert1") == 0
    assert {"expert_owes", "chargeback_loss"} <= reasons(house)
    assert books_are_stripes(house, milestone, following)


def test_failure_17_a_transfer_of_unknown_outcome_is_looked_up_before_it_is_counted(house: PaymentsHouse) -> None:
    milestone = ordered(house)
    house.server.control.fault("drop_after", path="/v1/transfers")
    try_once(house)
    lose_notices(house)

    lost(house, milestone)
    for _ in range(3):
        house.sweep(timedelta(hours=7))
        house.settle()

    assert house.show(milestone)["state"] == "lost"
    assert len(objects(house, "transfer_reversal")) == 1
    assert books_are_stripes(house, milestone)


def test_failure_18_a_platform_without_balance_pays_later_under_the_next_key(house: PaymentsHouse) -> None:
    milestone = ordered(house)
    house.server.control.fault("402_insufficient", path="/v1/transfers", times=2)

    for _ in range(3):
        try_once(house)
        house.sweep(timedelta(minutes=5))
    house.settle()

    assert house.show(milestone)["state"] == "released"
    assert house.payments.command(f"release:{milestone}:1").key_number == 2  # type: ignore[union-attr]  # it exists
    assert len(objects(house, "transfer")) == 1


def unpayable(house: PaymentsHouse) -> str:
    """A milestone whose money is the expert's, whom the provider will not pay."""
    (milestone,) = held(house)
    house.server.control.onboard(account_of(house), status="restricted")
    house.settle()
    house.approve(milestone)
    house.settle()
    return milestone


def test_failure_20_money_of_a_restricted_expert_waits_and_is_theirs(house: PaymentsHouse) -> None:
    milestone = unpayable(house)
    assert (house.show(milestone)["state"], house.balance("expert_payable:acc_expert1")) == ("releasing", 90_00)

    house.server.control.onboard(account_of(house))
    house.settle()

    assert (house.show(milestone)["state"], house.balance("expert_payable:acc_expert1")) == ("released", 0)


def wait(house: PaymentsHouse, days: int) -> None:
    """Let days pass, with a sweep after them, and then one more: the first may only have sent the command on."""
    for span in (timedelta(days=days), timedelta(hours=1)):
        house.sweep(span)
        house.settle()


def refund_unpayable(house: PaymentsHouse, milestone: str, by: Actor = ADMIN) -> Answer:
    return house.call("POST", f"/v1/payments/{milestone}/refund-unpayable", by=by)


def test_failure_20_expert_and_operators_are_told_after_30_60_and_80_days_once_each(house: PaymentsHouse) -> None:
    unpayable(house)
    told = []

    for days in (29, 1, 1, 29, 20, 5):
        wait(house, days)
        told.append([each["days"] for each in published(house.platform.tables, "PayeeAwaited.v1")])

    assert told == [[], [30], [30], [30, 60], [30, 60, 80], [30, 60, 80]]
    assert {"payee_awaited", "payee_never_payable"} <= reasons(house)
    assert house.balance("expert_payable:acc_expert1") == 90_00


def test_failure_20_what_never_can_be_sent_goes_back_whole_when_an_operator_says_so(house: PaymentsHouse) -> None:
    milestone = unpayable(house)
    wait(house, 79)
    assert refund_unpayable(house, milestone).problem == "payments/payee-may-be-paid"
    wait(house, 1)

    assert refund_unpayable(house, milestone, house.client).status == 403
    assert refund_unpayable(house, milestone).status == 202
    house.settle()

    shown = house.show(milestone)
    assert (shown["state"], shown["refunded_minor"], shown["released_minor"]) == ("refunded", 100_00, 0)
    assert [each["amount"] for each in objects(house, "refund")] == [100_00]
    assert house.balance("expert_payable:acc_expert1") == 0
    (told,) = published(house.platform.tables, "FundsRefunded.v1")
    assert (told["amount_minor"], told["released_minor"]) == (100_00, 0)
    assert books_are_stripes(house, milestone)
    assert refund_unpayable(house, milestone).problem == "payments/payee-may-be-paid"

    house.server.control.onboard(account_of(house))
    house.settle()
    assert objects(house, "transfer") == []


def test_failure_20_a_part_that_was_awarded_goes_back_and_the_cost_of_the_decision_stays(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    house.server.control.onboard(account_of(house), status="restricted")
    opened(house, milestone)
    resolved(house, milestone, 70_00, 30_00, costs=(1_50, 3_50))
    house.settle()
    wait(house, 81)

    assert refund_unpayable(house, milestone).status == 202
    house.settle()

    shown = house.show(milestone)
    assert (shown["state"], shown["refunded_minor"], shown["costs_minor"]) == ("refunded", 100_00, 3_50)
    assert sorted(each["amount"] for each in objects(house, "refund")) == [26_50, 70_00]
    income = sum(
        line.natural_minor
        for entry in house.books.entries_about(milestone)
        for line in entry.lines
        if line.account == "platform_fee:guildhall"
    )
    assert income == 3_50
    assert books_are_stripes(house, milestone)


def test_failure_20_what_a_worker_that_died_may_have_sent_is_not_given_back(house: PaymentsHouse, fuse: Fuse) -> None:
    milestone = ordered(house)
    house.server.control.onboard(account_of(house), status="restricted")
    lose_notices(house)
    for days in (0, 80):
        house.clock.advance(timedelta(days=days))
        house.sweep(timedelta(hours=1))
        try_once(house)
    waiting = house.payments.command(f"release:{milestone}:1")
    assert waiting is not None
    assert waiting.waiting_for == "insufficient_capabilities_for_transfer"

    house.server.control.onboard(account_of(house))
    lose_notices(house)
    fuse.armed = "after_call"
    house.sweep(timedelta(hours=1))
    with pytest.raises(Crash):
        try_once(house)

    assert refund_unpayable(house, milestone).problem == "payments/payee-may-be-paid"
    house.sweep(timedelta(hours=1))
    house.settle()
    assert (house.show(milestone)["state"], objects(house, "refund")) == ("released", [])
    assert len(objects(house, "transfer")) == 1


def test_failure_20_a_decision_that_meets_the_worker_sends_the_money_one_way_only(
    house: PaymentsHouse, fuse: Fuse
) -> None:
    milestone = unpayable(house)
    wait(house, 81)

    def be_payable() -> None:
        house.server.control.onboard(account_of(house))
        house.settle()

    fuse.interloper, fuse.armed = be_payable, RACE
    racing = replace(house.desk.refund_unpayable, payments=house.payments)

    with pytest.raises(StaleVersion):
        racing(ADMIN, milestone)
    house.settle()

    assert (house.show(milestone)["state"], objects(house, "refund")) == ("released", [])
    assert len(objects(house, "transfer")) == 1
    assert refund_unpayable(house, milestone).problem == "payments/payee-may-be-paid"


def test_failure_22_a_refund_that_fails_is_owed_to_the_client(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    house.refund(milestone)
    house.settle()

    house.server.control.fail_refund(objects(house, "refund")[0]["id"])
    house.settle()

    assert (house.show(milestone)["state"], house.balance("client_credit:acc_client1")) == ("credited", 100_00)
    assert books_are_stripes(house, milestone)


def test_failure_23_a_second_success_goes_back_by_itself(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    second = house.server.control.world()  # another tab paid an intent of the same attempt
    connection = stripe_connection(house.server)
    made = connection.client.v1.payment_intents.create({
        "amount": 100_00, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        "metadata": {"cmd": f"fund:{milestone}:1", "milestone": milestone},
    })  # fmt: skip

    for _ in range(2):
        house.apply(house.provider.intent(made.id))
    house.settle()

    (refund,) = second.find("refund")
    assert (refund["payment_intent"], refund["amount"]) == (made.id, 100_00)
    assert (house.show(milestone)["state"], house.show(milestone)["is_frozen"]) == ("held", False)
    assert books_are_stripes(house, milestone)


@pytest.mark.parametrize("money", [Money(99_99, "EUR"), Money(100_00, "USD")])
def test_failure_24_another_amount_or_currency_is_put_aside(house: PaymentsHouse, money: Money) -> None:
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    house.settle()

    house.apply(Intent("pi_x", f"fund:{milestone}:1", milestone, "succeeded", charge_id="ch_x", paid=money))

    assert (house.show(milestone)["state"], house.show(milestone)["is_frozen"]) == ("funding", True)
    assert reasons(house) == {"stray_charge"}


def test_failure_25_of_two_decisions_at_once_one_wins(house: PaymentsHouse, fuse: Fuse) -> None:
    (milestone,) = held(house)
    approved = WorkApprovedV1(
        contract_id=house.contract, milestone_id=milestone, client_id=house.client.account_id,
        expert_id=house.expert.account_id, milestone_title="Part", delivery=1, is_automatic=False,
    )  # fmt: skip
    fuse.interloper = lambda: house.desk.refund(house.expert, milestone)
    fuse.armed = RACE

    with pytest.raises(StaleVersion):
        ReleaseFunds(house.payments, house.clock)(approved)
    house.settle()

    assert (house.show(milestone)["refunded_minor"], house.show(milestone)["released_minor"]) == (100_00, 0)
    assert objects(house, "transfer") == []


def test_failure_26_silence_does_not_release_what_is_disputed(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    opened = DisputeOpenedV1(
        dispute_id="dsp_1", contract_id=house.contract, milestone_id=milestone, client_id=house.client.account_id,
        expert_id=house.expert.account_id, opened_by=house.client.account_id, amount_minor=100_00, currency="EUR",
    )  # fmt: skip
    house.hear(opened)

    house.approve(milestone, by_silence=True)
    house.settle()

    assert (house.show(milestone)["held_minor"], objects(house, "transfer")) == (100_00, [])
    assert "approved_while_frozen" in reasons(house)


def test_failure_27_a_hold_is_warned_of_pressed_and_stopped_before_the_provider_must(house: PaymentsHouse) -> None:
    (milestone,) = held(house)

    told = []
    for days in (59, 1, 15, 10):
        house.sweep(timedelta(days=days))
        told.append(sorted(reasons(house)))
    house.settle()

    assert told[:3] == [[], ["held_too_long"], ["held_too_long", "hold_needs_decision"]]
    assert "hold_stopped" in told[3]
    assert house.show(milestone)["state"] == "refunded"


def test_failure_27_a_frozen_hold_is_not_stopped_and_a_person_is_called(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    house.server.control.inquire(charge_of(house, milestone))
    house.settle()

    house.sweep(timedelta(days=86))

    assert house.show(milestone)["held_minor"] == 100_00
    assert "hold_limit_frozen" in reasons(house)


def test_failure_29_a_refund_made_in_the_dashboard_is_imported(house: PaymentsHouse) -> None:
    (milestone,) = held(house)

    house.server.control.refund(objects(house, "payment_intent")[0]["id"])
    house.settle()

    assert house.show(milestone)["state"] == "refunded"
    assert reasons(house) == {"refund_by_hand"}
    assert books_are_stripes(house, milestone)


def test_failure_29_a_transfer_reversed_in_the_dashboard_is_imported_once_and_stays_the_experts(
    house: PaymentsHouse,
) -> None:
    (milestone,) = held(house)
    house.approve(milestone)
    house.settle()
    (transfer,) = objects(house, "transfer")

    for amount in (30_00, 20_00):
        house.server.control.reverse(transfer["id"], amount)
    for delivery in house.pending_webhooks() * 2:
        house.webhook(delivery)
    house.settle()

    assert house.balance("expert_payable:acc_expert1") == 50_00
    assert (house.show(milestone)["state"], house.show(milestone)["is_frozen"]) == ("released", False)
    assert reasons(house) == {"transfer_reversed_by_hand"}
    steps = [each.kind for each in house.payments.steps(milestone)]
    assert steps.count(StepKind.TRANSFER_REVERSED) == 2
    assert books_are_stripes(house, milestone)


def test_failure_29_a_reversal_of_which_the_notice_was_lost_is_found_by_the_reconciliation(
    house: PaymentsHouse,
) -> None:
    house.clock.advance(timedelta(seconds=house.server.control.world().now - house.clock.now().timestamp()))
    (milestone,) = held(house)
    house.approve(milestone)
    house.settle()
    house.server.control.reverse(objects(house, "transfer")[0]["id"], 90_00)
    lose_notices(house)

    house.pass_time(timedelta(hours=1))
    house.task({"task": "reconcile"}, LambdaContext())
    house.work()

    assert house.balance("expert_payable:acc_expert1") == 90_00
    assert books_are_stripes(house, milestone)


def test_failure_29_a_reversal_by_hand_first_settles_what_the_expert_owes(house: PaymentsHouse) -> None:
    milestone, other = held(house, 100_00, 100_00)
    for each in (milestone, other):
        house.approve(each)
    house.settle()
    house.server.control.pay_out(account_of(house), 150_00, "eur")
    lost(house, milestone)
    owed = house.balance("expert_receivable:acc_expert1")
    assert owed == 60_00
    move(house.server.control.world(account_of(house)), "payment", 100_00, "eur", "py_from_elsewhere")

    transfer = next(each for each in objects(house, "transfer") if each["metadata"]["milestone"] == other)
    house.server.control.reverse(transfer["id"], 80_00)
    house.settle()

    assert (house.balance("expert_receivable:acc_expert1"), house.balance("expert_payable:acc_expert1")) == (0, 20_00)
    assert books_are_stripes(house, milestone, other)


def test_failure_30_a_settlement_in_another_currency_changes_no_amount_and_is_told(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    house.settle()
    fee, paid = Money(120, "USD"), Money(100_00, "EUR")

    house.apply(Intent("pi_x", f"fund:{milestone}:1", milestone, "succeeded", charge_id="ch_x", paid=paid, fee=fee))

    assert house.balance(f"hold:{milestone}") == 100_00
    assert reasons(house) == {"settlement_currency"}


def test_failure_31_rounding_neither_makes_nor_loses_a_cent(house: PaymentsHouse) -> None:
    house.set_commission(1_333)
    (milestone,) = held(house, 100_01)

    for part in (33_33, 33_33, 1, 33_34):
        assert house.release(milestone, part).status == 202
        house.settle()

    sent = sum(each["amount"] for each in objects(house, "transfer"))
    assert sent == 100_01 - Money(100_01, "EUR").share(1_333).minor
    assert books_are_stripes(house, milestone)

"""Paying by a local rail, end to end on the sandbox: the same states and entries as by card."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guildhall.payments.gateways.sandbox import SandboxRail
from guildhall.payments.models.rails import STRIPE
from guildhall.platform import query
from tests.support.outbox import published
from tests.support.payments import STRANGER, PaymentsHouse
from tests.support.rails import attention, call_back, our_id, sandbox_says

WALLET = {"rail": "sandbox", "flow": "wallet", "phone": "03001234567"}


def sandbox(house: PaymentsHouse) -> SandboxRail:
    rail = house.rails.get("sandbox")
    assert isinstance(rail, SandboxRail)
    return rail


def waiting(house: PaymentsHouse, minor: int = 100_03) -> str:
    """A milestone whose payer has yet to answer."""
    (milestone,) = house.sign(minor, currency="PKR")
    assert house.fund(milestone, **WALLET).status == 202
    house.settle()
    return milestone


def aside(house: PaymentsHouse) -> list[dict[str, Any]]:
    return query.page(house.platform.tables.ops_table, "CALLBACK-ASIDE#sandbox", limit=100).items


def test_a_client_pays_by_a_local_rail_and_the_money_is_held(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00, currency="PKR")

    answer = house.fund(milestone, **WALLET)
    assert (answer.status, answer.body["rail"]) == (202, "sandbox")
    house.settle()

    shown = house.show(milestone)
    assert (shown["state"], shown["held_minor"], shown["rail"]) == ("held", 100_00, "sandbox")
    assert house.balance(f"hold:{milestone}", "PKR") == 100_00
    assert sandbox(house).balance() == {"PKR": 100_00}
    assert [e["amount_minor"] for e in published(house.platform.tables, "FundsHeld.v1")] == [100_00]
    assert house.server.control.world().find("payment_intent") == []


def test_no_sweep_asks_again_about_money_that_is_held(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00, currency="PKR")
    house.fund(milestone, **WALLET)
    house.settle()

    payment = house.payments.get(milestone)

    assert payment is not None
    assert not payment.waits_for_provider
    assert (payment.payer, payment.next_action) == (None, None)


@pytest.mark.parametrize(
    ("minor", "failure"), [(100_01, "declined"), (100_02, "insufficient_funds"), (100_04, "timeout")]
)
def test_a_refusal_of_the_rail_ends_the_attempt_and_a_card_may_follow(
    house: PaymentsHouse, minor: int, failure: str
) -> None:
    (milestone,) = house.sign(minor)
    house.fund(milestone, **WALLET)
    house.settle()

    shown = house.show(milestone)
    assert (shown["state"], shown["failure"]) == ("unfunded", failure)
    house.hold(milestone)
    assert (house.show(milestone)["state"], house.show(milestone)["rail"]) == ("held", STRIPE)


def test_a_lost_answer_never_fails_and_is_found_by_asking(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_05, currency="PKR")
    house.fund(milestone, **WALLET)
    house.work()
    assert house.show(milestone)["state"] == "funding"

    house.sweep(timedelta(minutes=3))
    house.work()

    assert house.show(milestone)["state"] == "held"
    assert sandbox(house).balance() == {"PKR": 100_05}


def test_the_payers_answer_arrives_as_a_signed_callback(house: PaymentsHouse) -> None:
    milestone = waiting(house)
    shown = house.show(milestone)
    assert shown["state"] == "funding"
    assert shown["next_action"]["kind"] == "redirect"
    assert house.show(milestone, house.expert)["next_action"] is None

    body, headers = sandbox_says(house.platform, our_id(house, milestone), 100_03, "PKR")
    answers = [call_back(house.platform, house.rails, "sandbox", body, headers) for _ in range(3)]
    house.settle()

    assert [answer.status for answer in answers] == [204, 204, 204]
    assert house.show(milestone)["state"] == "held"
    assert house.balance(f"hold:{milestone}", "PKR") == 100_03
    assert len(published(house.platform.tables, "FundsHeld.v1")) == 1


def test_a_replayed_callback_posts_nothing_more(house: PaymentsHouse) -> None:
    milestone = waiting(house)
    body, headers = sandbox_says(house.platform, our_id(house, milestone), 100_03, "PKR")
    call_back(house.platform, house.rails, "sandbox", body, headers)
    house.settle()
    again = call_back(house.platform, house.rails, "sandbox", body, headers)
    house.clock.advance(timedelta(minutes=6))
    late = call_back(house.platform, house.rails, "sandbox", body, headers)
    house.settle()

    assert (again.status, late.status, late.problem) == (204, 401, "payments/signature-wrong")
    assert house.balance(f"hold:{milestone}", "PKR") == 100_03
    assert ("rail:sandbox", "callback_unsigned") in attention(house)


def test_an_unsigned_callback_is_put_aside_with_an_alarm_and_nothing_is_posted(house: PaymentsHouse) -> None:
    milestone = waiting(house)
    body, _ = sandbox_says(house.platform, our_id(house, milestone), 100_03, "PKR")

    answer = call_back(house.platform, house.rails, "sandbox", body, {})
    house.settle()

    assert (answer.status, answer.problem) == (401, "payments/signature-wrong")
    assert house.show(milestone)["state"] == "funding"
    assert ("rail:sandbox", "callback_unsigned") in attention(house)
    assert [each["body"] for each in aside(house)] == [body.decode()]


@pytest.mark.parametrize("changed", [{"minor": 1}, {"merchant": "somebody-else"}, {"currency": "XOF"}])
def test_a_callback_for_another_amount_or_merchant_freezes_the_payment_and_posts_nothing(
    house: PaymentsHouse, changed: dict[str, Any]
) -> None:
    milestone = waiting(house)
    said: dict[str, Any] = {"minor": 100_03, "currency": "PKR"} | changed
    body, headers = sandbox_says(house.platform, our_id(house, milestone), **said)

    assert call_back(house.platform, house.rails, "sandbox", body, headers).status == 204
    house.settle()

    shown = house.show(milestone)
    assert (shown["state"], shown["is_frozen"], shown["held_minor"]) == ("funding", True, 0)
    assert (milestone, "outcome_mismatch") in attention(house)
    assert published(house.platform.tables, "FundsHeld.v1") == []


def test_a_callback_about_an_id_that_we_never_made_is_put_aside(house: PaymentsHouse) -> None:
    body, headers = sandbox_says(house.platform, "sb0000", 100_00, "PKR")

    assert call_back(house.platform, house.rails, "sandbox", body, headers).status == 204
    assert ("rail:sandbox", "callback_foreign") in attention(house)
    assert house.queue() == []


@pytest.mark.parametrize("name", ["jazzcash", "stripe", "../x", "sandbox2"])
def test_nobody_calls_under_a_name_that_we_do_not_use(house: PaymentsHouse, name: str) -> None:
    assert call_back(house.platform, house.rails, name, b"{}", {}).problem == "payments/callback-unknown"


def test_a_callback_that_got_lost_is_made_up_for_by_a_sweep(house: PaymentsHouse) -> None:
    milestone = waiting(house)
    body, headers = sandbox_says(house.platform, our_id(house, milestone), 100_03, "PKR")
    call_back(house.platform, house.rails, "sandbox", body, headers)
    for row in house.queue():
        house.drop(row)

    house.sweep(timedelta(minutes=11))
    house.settle()

    assert house.show(milestone)["state"] == "held"


def test_a_payer_who_never_answers_has_a_day(house: PaymentsHouse) -> None:
    milestone = waiting(house)

    for hours in (12, 13, 13):
        house.sweep(timedelta(hours=hours))
        house.settle()

    assert house.show(milestone)["state"] == "unfunded"


def test_a_cancelled_attempt_is_over_only_when_its_page_is(house: PaymentsHouse) -> None:
    milestone = waiting(house)
    house.cancel(milestone)
    house.settle()
    assert house.show(milestone)["state"] == "closing"

    house.sweep(timedelta(hours=25))
    house.settle()

    assert house.show(milestone)["state"] == "cancelled"


def test_money_that_comes_while_the_attempt_is_being_cancelled_is_held(house: PaymentsHouse) -> None:
    milestone = waiting(house)
    house.cancel(milestone)
    house.settle()
    body, headers = sandbox_says(house.platform, our_id(house, milestone), 100_03, "PKR")
    call_back(house.platform, house.rails, "sandbox", body, headers)

    house.settle()

    assert house.show(milestone)["state"] == "held"


def test_an_attempt_cancelled_before_the_rail_heard_of_it_is_over_at_once(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_03, currency="PKR")
    house.fund(milestone, **WALLET)
    house.cancel(milestone)
    (fund, close) = house.queue()

    house.work_one(close)
    house.work_one(fund)
    house.settle()

    assert house.show(milestone)["state"] == "cancelled"
    assert sandbox(house).statement(house.clock.now().date(), None).lines == ()


def test_held_money_goes_back_by_the_rail_it_came_by(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00, currency="PKR")
    house.fund(milestone, **WALLET)
    house.settle()

    assert house.call("POST", f"/v1/payments/{milestone}/refund", by=house.expert).status in {200, 202}
    house.settle()

    shown = house.show(milestone)
    assert (shown["state"], shown["refunded_minor"]) == ("refunded", 100_00)
    assert sandbox(house).balance() == {"PKR": 0}
    assert house.balance(f"refund_in_transit:refund:{milestone}:1", "PKR") == 0


def test_payers_are_sealed_where_they_are_kept(house: PaymentsHouse) -> None:
    milestone = waiting(house)
    payment = house.payments.get(milestone)

    assert payment is not None
    assert payment.payer is not None
    assert "03001234567" not in str(payment)


@pytest.mark.parametrize(
    ("how", "problem"),
    [
        ({"rail": "teleport", "phone": "03001234567"}, "payments/rail-unknown"),
        ({"rail": "jazzcash", "phone": "03001234567"}, "payments/rail-currency"),
        ({"rail": "sandbox"}, "payments/payer-incomplete"),
        ({"rail": "sandbox", "phone": "not a phone"}, "payments/payer-incomplete"),
        ({"rail": "sandbox", "phone": "٠٣٠٠١٢٣٤٥٦٧"}, "payments/payer-incomplete"),
        ({"rail": "sandbox", "phone": "03001234567", "identity_tail": "12345a"}, "payments/payer-incomplete"),
    ],
)
def test_a_way_to_pay_that_does_not_fit_is_refused_before_anything_happens(
    house: PaymentsHouse, how: dict[str, str], problem: str
) -> None:
    (milestone,) = house.sign(100_00)

    assert house.fund(milestone, **how).problem == problem
    assert house.queue() == []
    assert house.show(milestone)["state"] == "unfunded"


def test_a_rail_is_used_as_far_as_operators_allow(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00, currency="PKR")
    jazzcash = {"rail": "jazzcash", "phone": "03001234567", "identity_tail": "345678"}
    assert house.fund(milestone, **jazzcash).problem == "payments/rail-off"

    house.set("rail_jazzcash_mode", 1)
    assert house.fund(milestone, **jazzcash).problem == "payments/rail-awaits-delivery"
    house.deliver(milestone)
    assert house.fund(milestone, **jazzcash).status == 202


def test_the_list_of_methods_has_what_may_be_used_now(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00, currency="PKR")
    path = f"/v1/milestones/{milestone}/payment-methods"
    before = [each["rail"] for each in house.call("GET", path, by=house.client).body["items"]]

    house.set("rail_jazzcash_mode", 2)

    after = [each["rail"] for each in house.call("GET", path, by=house.client).body["items"]]
    assert (before, after) == (["sandbox"], ["jazzcash"])
    assert house.call("GET", path, by=house.expert).status == 403
    assert house.call("GET", path, by=STRANGER).problem == "payments/payment-unknown"


def test_a_rail_without_keys_waits_for_a_person_and_loses_nothing(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00, currency="PKR")
    house.set("rail_jazzcash_mode", 2)
    house.fund(milestone, rail="jazzcash", flow="page")

    house.work()

    assert house.show(milestone)["state"] == "funding"
    assert (milestone, "command_stuck") in attention(house)


def test_money_of_a_local_rail_is_held_no_longer_than_operators_said(house: PaymentsHouse) -> None:
    house.set("rail_hold_days", 3)
    (milestone,) = house.sign(100_00, currency="PKR")
    house.fund(milestone, **WALLET)
    house.settle()
    house.sweep(timedelta(days=2))
    assert (milestone, "held_too_long") not in attention(house)

    house.sweep(timedelta(days=2))

    assert (milestone, "held_too_long") in attention(house)

"""Money that leaves the hold in parts: early releases, partial refunds, splits that both sides agree on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guildhall.payments.machine import PaymentState
from tests.support.outbox import published
from tests.support.payments import ADMIN, STRANGER, PaymentsHouse


def held(house: PaymentsHouse) -> str:
    (milestone,) = house.sign(100_00)
    house.onboard()
    house.hold(milestone)
    return milestone


def amounts(shown: dict[str, Any]) -> tuple[int, int, int, int]:
    return shown["held_minor"], shown["released_minor"], shown["refunded_minor"], shown["lost_minor"]


def test_a_client_pays_in_parts_and_the_sum_costs_what_one_release_would(house: PaymentsHouse) -> None:
    milestone = held(house)
    house.set_commission(333)

    for part in (33_33, 33_33, 33_34):
        assert house.release(milestone, part).status == 202
        house.settle()

    told = published(house.platform.tables, "FundsReleased.v1")
    assert [(e["amount_minor"], e["held_minor"]) for e in told] == [(33_33, 66_67), (33_33, 33_34), (33_34, 0)]
    assert sum(e["fee_minor"] for e in told) == 1_000  # the quote that was kept, not the new commission
    assert amounts(house.show(milestone)) == (0, 100_00, 0, 0)
    assert house.show(milestone)["state"] == "released"
    assert len(house.server.control.world().find("transfer")) == 3


def test_parts_are_labelled_partial_and_settled(house: PaymentsHouse) -> None:
    milestone = held(house)

    house.release(milestone, 40_00)
    assert house.show(milestone)["state"] == "releasing"
    house.settle()
    assert house.show(milestone)["state"] == "partial"
    house.refund(milestone)
    house.settle()

    assert (house.show(milestone)["state"], *amounts(house.show(milestone))) == ("settled", 0, 40_00, 60_00, 0)
    assert [e["released_minor"] for e in published(house.platform.tables, "FundsRefunded.v1")] == [40_00]


def test_an_approval_after_an_early_part_releases_the_rest(house: PaymentsHouse) -> None:
    milestone = held(house)
    house.release(milestone, 25_00)
    house.deliver(milestone)

    for _ in range(2):
        assert house.approve(milestone) == []
    house.settle()

    assert amounts(house.show(milestone)) == (0, 100_00, 0, 0)
    assert house.balance("expert_payable:acc_expert1") == house.balance(f"hold:{milestone}") == 0


@pytest.mark.parametrize("amount", [100_01, 10**12])
def test_nobody_moves_more_than_is_held(house: PaymentsHouse, amount: int) -> None:
    milestone = held(house)

    assert house.release(milestone, amount).problem == "payments/not-enough-held"
    assert house.refund(milestone, amount).problem == "payments/not-enough-held"
    assert house.propose(milestone, amount, 0).problem == "payments/not-enough-held"
    assert amounts(house.show(milestone)) == (100_00, 0, 0, 0)


@pytest.mark.parametrize("amount", [0, -1, 1.5, "10", None, True])
def test_an_amount_is_a_whole_number_above_zero(house: PaymentsHouse, amount: Any) -> None:
    milestone = held(house)
    body = {"amount_minor": amount}

    for path in ("release", "refund-part"):
        match = {"if-match": f'"{house.show(milestone)["version"]}"'}
        answer = house.call("POST", f"/v1/payments/{milestone}/{path}", by=house.client, body=body, headers=match)
        assert answer.status == 422
    assert amounts(house.show(milestone)) == (100_00, 0, 0, 0)


def test_a_release_decided_on_an_old_view_is_refused(house: PaymentsHouse) -> None:
    milestone = held(house)
    body, path = {"amount_minor": 10_00}, f"/v1/payments/{milestone}/release"
    old = {"if-match": f'"{house.show(milestone)["version"]}"'}
    house.release(milestone, 5_00)

    assert house.call("POST", path, by=house.client, body=body, headers=old).status == 412
    assert house.call("POST", path, by=house.client, body=body).status == 428
    assert house.show(milestone)["released_minor"] == 5_00


def test_only_the_client_pays_early(house: PaymentsHouse) -> None:
    milestone = held(house)

    assert house.release(milestone, 1, by=house.expert).status == 403
    assert house.release(milestone, 1, by=ADMIN).status == 403
    assert house.release(milestone, 1, by=STRANGER).status == 404


@pytest.mark.feature("PAY-05")
def test_a_partial_refund_leaves_the_rest_to_the_work(house: PaymentsHouse) -> None:
    milestone = held(house)

    house.refund(milestone, 30_00)
    house.settle()
    assert (house.show(milestone)["state"], *amounts(house.show(milestone))) == ("partial", 70_00, 0, 30_00, 0)
    house.approve(milestone)
    house.settle()

    assert (house.show(milestone)["state"], *amounts(house.show(milestone))) == ("settled", 0, 70_00, 30_00, 0)
    at_stripe = house.server.control.world().find("refund")
    assert [each["amount"] for each in at_stripe] == [30_00]


@pytest.mark.feature("PAY-05")
def test_a_split_needs_both_sides_and_moves_both_parts_at_once(house: PaymentsHouse) -> None:
    milestone = held(house)
    house.deliver(milestone)

    proposed = house.propose(milestone, 60_00, 40_00)
    assert proposed.body["split"]["proposed_by"] == "acc_client1"
    assert house.answer(milestone, 1, "accept", by=house.client).status == 403
    assert amounts(house.show(milestone)) == (100_00, 0, 0, 0)
    assert house.answer(milestone, 1, "accept").status == 202
    house.settle()

    assert (house.show(milestone)["state"], *amounts(house.show(milestone))) == ("settled", 0, 40_00, 60_00, 0)
    assert house.show(milestone)["split"] is None
    assert [e["held_minor"] for e in published(house.platform.tables, "FundsReleased.v1")] == [0]
    assert house.answer(milestone, 1, "accept").problem == "payments/split-gone"
    assert house.balance(f"hold:{milestone}") == 0


def test_a_proposal_is_declined_withdrawn_and_replaced(house: PaymentsHouse) -> None:
    milestone = held(house)
    house.propose(milestone, 60_00, 0)
    assert house.answer(milestone, 1, "decline").body["split"] is None
    house.propose(milestone, 50_00, 0)
    assert house.answer(milestone, 2, "decline", by=house.client).status == 200
    house.propose(milestone, 40_00, 0)
    house.propose(milestone, 0, 30_00, by=house.expert)

    assert house.answer(milestone, 3, "accept").problem == "payments/split-gone"
    assert house.answer(milestone, 4, "accept", by=house.client).status == 202
    house.settle()
    assert amounts(house.show(milestone)) == (70_00, 30_00, 0, 0)


def test_a_proposal_that_the_hold_no_longer_covers_is_refused(house: PaymentsHouse) -> None:
    milestone = held(house)
    house.propose(milestone, 60_00, 40_00)
    house.refund(milestone, 10_00)

    assert house.answer(milestone, 1, "accept").problem == "payments/split-gone"
    assert amounts(house.show(milestone)) == (90_00, 0, 10_00, 0)


def test_one_part_waits_for_an_account_while_another_goes_back(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.hold(milestone)
    house.release(milestone, 40_00)
    house.refund(milestone)
    house.settle()
    assert (house.show(milestone)["state"], house.show(milestone)["held_minor"]) == ("releasing", 0)

    house.onboard()

    assert house.show(milestone)["state"] == "settled"
    assert house.balance("expert_payable:acc_expert1") == 0


def test_a_refund_that_a_bank_sends_back_days_after_a_later_release_is_owed(house: PaymentsHouse) -> None:
    milestone = held(house)
    house.refund(milestone, 30_00)
    house.settle()
    house.approve(milestone)
    house.settle()
    house.pass_time(timedelta(days=4))

    house.server.control.fail_refund(house.server.control.world().find("refund")[0]["id"])
    for delivery in house.pending_webhooks():
        house.webhook(delivery)
        house.webhook(delivery)
    house.settle()

    shown = house.show(milestone)
    assert (shown["state"], shown["credited_minor"]) == (PaymentState.SETTLED, 30_00)
    assert house.balance("client_credit:acc_client1") == 30_00


@pytest.mark.feature("PAY-10")
def test_the_timeline_tells_both_sides_what_happened(house: PaymentsHouse) -> None:
    milestone = held(house)
    house.release(milestone, 40_00)
    house.settle()
    house.deliver(milestone)
    house.refund(milestone, by=house.expert)
    house.settle()

    for who in (house.client, house.expert, ADMIN):
        answer = house.call("GET", f"/v1/payments/{milestone}/timeline", by=who)
        assert [(step["kind"], step["amount_minor"]) for step in answer.body["steps"]] == [
            ("opened", 0), ("attempt_opened", 0), ("held", 100_00), ("released", 40_00), ("sent", 36_00),
            ("delivered", 0), ("refund_ordered", 60_00), ("refunded", 60_00),
        ]  # fmt: skip
        assert answer.body["payment"]["state"] == "settled"
    assert house.call("GET", f"/v1/payments/{milestone}/timeline", by=STRANGER).status == 404


@pytest.mark.feature("PAY-11")
def test_each_milestone_of_a_contract_shows_where_its_money_stands(house: PaymentsHouse) -> None:
    waiting, working, parted, over = house.sign(10_00, 20_00, 30_00, 40_00)
    house.onboard()
    for milestone in (working, parted, over):
        house.hold(milestone)
    house.release(parted, 10_00)
    house.approve(over)
    house.settle()

    for who in (house.client, house.expert):
        listed = house.call("GET", "/v1/payments", by=who, query={"contract_id": house.contract}).body["items"]
        assert {each["milestone_id"]: (each["state"], each["held_minor"]) for each in listed} == {
            waiting: ("unfunded", 0), working: ("held", 20_00), parted: ("partial", 20_00), over: ("released", 0),
        }  # fmt: skip

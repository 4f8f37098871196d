"""Releasing: by approval or by silence, once, to an expert who can be paid now or later."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.contracts.events import WorkApprovedV1
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, credit, debit
from guildhall.payments.machine import PaymentState
from guildhall.payments.models import Change, Dispute, KeptQuote, ProtectedPayment
from guildhall.payments.use_cases.releasing import release_of
from tests.support.outbox import published
from tests.support.payments import ADMIN, PaymentsHouse


def held(house: PaymentsHouse) -> str:
    (milestone,) = house.sign(100_00)
    house.hold(milestone)
    return milestone


@pytest.mark.parametrize("by_silence", [False, True])
def test_an_approval_releases_once_however_often_it_comes(house: PaymentsHouse, by_silence: bool) -> None:  # noqa: FBT001  a column
    milestone = held(house)
    house.onboard()

    for _ in range(3):
        assert house.approve(milestone, by_silence=by_silence) == []
        house.settle()

    told = published(house.platform.tables, "FundsReleased.v1")
    assert [(e["release_id"], e["is_automatic"]) for e in told] == [(f"release:{milestone}:1", by_silence)]
    assert len(house.server.control.world().find("transfer")) == 1


def test_an_expert_without_payout_account_is_owed_the_money_and_paid_when_ready(house: PaymentsHouse) -> None:
    milestone = held(house)
    house.approve(milestone)
    house.settle()
    assert house.show(milestone)["state"] == "releasing"
    assert house.balance("expert_payable:acc_expert1") == 9_000

    house.onboard()

    assert house.show(milestone)["state"] == "released"
    assert house.balance("expert_payable:acc_expert1") == 0
    assert published(house.platform.tables, "PayoutAccountReady.v1") == [{"account_id": "acc_expert1"}]


def test_an_approval_of_nothing_held_goes_to_the_dead_letters(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)

    assert house.approve(milestone) == []

    assert [letter["problem"] for letter in house.buried] == ["payments/move-refused"]


def test_an_approval_while_frozen_is_kept_and_a_person_called(house: PaymentsHouse) -> None:
    milestone = held(house)
    house.apply(Dispute("du_1", milestone, "needs_response"))
    house.approve(milestone)
    assert {each.reason for each in house.desk.list_attention(ADMIN)} == {"chargeback", "approved_while_frozen"}
    assert published(house.platform.tables, "FundsReleased.v1") == []

    house.apply(Dispute("du_1", milestone, "won"))

    assert len(published(house.platform.tables, "FundsReleased.v1")) == 1


def test_a_delivery_starts_the_clock_once_and_a_later_one_anew(house: PaymentsHouse) -> None:
    milestone = held(house)

    house.deliver(milestone, 1)
    house.deliver(milestone, 1)
    house.ask_for_changes(milestone, 1)
    house.deliver(milestone, 1)
    house.deliver(milestone, 2)
    house.ask_for_changes(milestone, 1)

    # The name of an execution is its delivery: starting the same again changes nothing in Step Functions.
    assert list(dict.fromkeys(house.reviews.started)) == [(milestone, 1, ""), (milestone, 2, "")]
    assert house.show(milestone)["is_under_review"] is True


def test_a_request_for_changes_that_overtakes_its_delivery_stops_the_clock_for_good(house: PaymentsHouse) -> None:
    milestone = held(house)

    house.ask_for_changes(milestone, 1)
    house.deliver(milestone, 1)

    assert house.reviews.started == []
    assert house.show(milestone)["is_under_review"] is False


def test_a_workflow_that_died_is_started_again_after_the_review_window(house: PaymentsHouse) -> None:
    milestone = held(house)
    house.deliver(milestone)
    house.sweep(timedelta(days=13))
    assert len(house.reviews.started) == 1

    house.sweep(timedelta(days=1, minutes=11))

    assert [(m, n, bool(suffix)) for m, n, suffix in house.reviews.started] == [
        (milestone, 1, False),
        (milestone, 1, True),
    ]


def test_money_held_for_sixty_days_calls_a_person(house: PaymentsHouse) -> None:
    held(house)
    house.sweep(timedelta(days=59))
    assert house.desk.list_attention(ADMIN) == []

    house.sweep(timedelta(days=1))

    assert [each.reason for each in house.desk.list_attention(ADMIN)] == ["held_too_long"]


def test_the_workflow_asks_whether_the_money_moved_and_calls_a_person(house: PaymentsHouse) -> None:
    milestone = held(house)
    ask = {"task": "check_released", "input": {"milestone_id": milestone}}
    assert house.task(ask, None) == {"is_released": False}
    house.approve(milestone)
    assert house.task(ask, None) == {"is_released": True}

    call = {"milestone_id": milestone, "reason": "release_missing", "detail": "still held"}
    house.task({"task": "raise_attention", "input": call}, None)
    house.task({"task": "raise_attention", "input": call}, None)

    listed = house.call("GET", "/v1/payment-attention", by=ADMIN).body["items"]
    assert [(each["about"], each["reason"], each["detail"]) for each in listed] == [(milestone, "release_missing", "still held")]  # fmt: skip  # noqa: E501


def test_an_operator_says_what_was_done_and_the_list_empties(house: PaymentsHouse) -> None:
    house.alarms.raise_attention("mil_x", "stray_charge", "ch_x")
    note = {"reason": "stray_charge", "note": "refunded by hand"}

    assert house.call("POST", "/v1/payment-attention/mil_x/close", by=house.client, body=note).status == 403
    closed = house.call("POST", "/v1/payment-attention/mil_x/close", by=ADMIN, body=note)

    assert (closed.status, closed.body["closed_by"], closed.body["is_open"]) == (200, "acc_admin", False)
    assert house.call("GET", "/v1/payment-attention", by=ADMIN).body["items"] == []
    house.alarms.raise_attention("mil_x", "stray_charge", "ch_y")
    assert len(house.call("GET", "/v1/payment-attention", by=ADMIN).body["items"]) == 1


def test_state_and_journal_entry_commit_together_or_not_at_all(house: PaymentsHouse) -> None:
    milestone = held(house)
    payment = house.payments.get(milestone)
    assert payment is not None
    money = Money(5, "EUR")
    entry = Entry("test:1", "test", milestone, (debit(f"hold:{milestone}", money), credit("client_credit:c", money)))
    stale = Change("payments.test", replace(payment, version=payment.version - 1), entries=(entry,))

    with pytest.raises(StaleVersion):
        house.payments.save(stale)

    assert house.books.entry("test:1") is None
    assert house.balance(f"hold:{milestone}") == 10_000


def test_two_approvals_at_once_make_one_release(house: PaymentsHouse) -> None:
    milestone = held(house)
    payment = house.payments.get(milestone)
    assert payment is not None
    first, second = release_of(payment, house.clock.now()), release_of(payment, house.clock.now())
    house.payments.save(first)

    with pytest.raises(Exception) as refused:  # noqa: PT011  either refusal keeps the money safe
        house.payments.save(second)

    assert type(refused.value).__name__ in {"Duplicate", "StaleVersion"}
    assert house.balance("expert_payable:acc_expert1") == 9_000


@given(total=st.integers(1, 10**9), basis_points=st.integers(0, 5_000), cuts=st.lists(st.integers(0, 100), max_size=4))
def test_several_releases_cost_exactly_what_one_would(total: int, basis_points: int, cuts: list[int]) -> None:
    now, fee = datetime(2026, 3, 2, tzinfo=UTC), Money(total, "EUR").share(basis_points).minor
    ends = sorted({total * cut // 100 for cut in cuts} - {0, total})
    fees, released = 0, 0
    for end in [*ends, total]:
        payment = ProtectedPayment(
            "mil_1", "ctr_1", "acc_c", "acc_e", "Part", total, "EUR", now, state=PaymentState.HELD,
            quote=KeptQuote(total, fee, total - fee, basis_points, 1), funded_minor=end, released_minor=released,
        )  # fmt: skip
        change = release_of(payment, now)
        event = change.events[0].model_dump()
        assert event["fee_minor"] + event["net_minor"] == event["amount_minor"] == end - released
        fees, released = fees + event["fee_minor"], end

    assert fees == fee


def test_an_approval_is_read_from_the_bus_leniently(house: PaymentsHouse) -> None:
    milestone = held(house)
    sample = {
        "contract_id": "ctr_1", "milestone_id": milestone, "client_id": "acc_c", "expert_id": "acc_e",
        "milestone_title": "Part", "delivery": 1, "is_automatic": False, "a_newer_field": 1,
    }  # fmt: skip

    house.ears.release(WorkApprovedV1.read(sample))

    assert house.show(milestone)["state"] == "releasing"

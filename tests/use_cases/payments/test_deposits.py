"""A guest's deposit from the card to the venue and back: whole, in parts, late, lost, repeated, out of order."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from guildhall.kernel.money import Money
from guildhall.payments.errors import DepositDecided, DepositMoveRefused
from guildhall.payments.models.deposits import DepositState
from tests.support import outbox
from tests.support.crashes import Crash, Fuse
from tests.support.deposits import FAR, SOON, DepositHouse
from tests.support.milestones import lose_notices, objects, try_once
from tests.support.payments import ADMIN, PaymentsHouse, stripe_connection

S = DepositState


@pytest.fixture
def deposits(house: PaymentsHouse) -> DepositHouse:
    return DepositHouse(house)


def told(deposits: DepositHouse, name: str) -> list[dict[str, object]]:
    return outbox.published(deposits.house.platform.tables, f"{name}.v1")


def reasons(deposits: DepositHouse) -> set[str]:
    return {each.reason for each in deposits.house.desk.list_attention(ADMIN)}


# ── securing it ──────────────────────────────────────────────────────────────


def test_close_to_the_visit_the_bank_keeps_the_money_and_nothing_is_booked(deposits: DepositHouse) -> None:
    kept = deposits.held(SOON)

    assert (kept.state, kept.charged_minor, kept.client_secret) == (S.AUTHORISED, 0, None)
    assert kept.capture_before is not None
    assert kept.capture_before > kept.starts_at
    assert told(deposits, "DepositHeld") == [
        {
            "deposit_id": kept.deposit_id, "reservation_id": "res_01ABC", "amount_minor": 40_00, "currency": "EUR",
            "is_charged": False,
        }
    ]  # fmt: skip
    assert deposits.books() == 0


def test_far_ahead_it_is_charged_at_once_and_held(deposits: DepositHouse) -> None:
    kept = deposits.held(FAR)

    assert (kept.state, kept.charged_minor, kept.held_minor) == (S.CHARGED, 40_00, 40_00)
    assert told(deposits, "DepositHeld")[0]["is_charged"] is True
    assert deposits.house.balance(f"deposit_hold:{kept.deposit_id}") == 40_00
    assert deposits.are_books_stripes()


def test_a_bank_that_lets_go_before_the_visit_is_not_relied_upon(deposits: DepositHouse) -> None:
    deposits.house.server.control.authorise_for(hours=4 * 24 + 18)

    kept = deposits.held(timedelta(days=6))

    assert (kept.is_manual, kept.state, kept.held_minor) == (True, S.CHARGED, 40_00)
    assert deposits.events() == ["DepositHeld.v1"]
    assert deposits.are_books_stripes()


def test_a_refused_card_leaves_the_attempt_open_for_another(deposits: DepositHouse) -> None:
    deposits.ask()

    assert deposits.pay("pm_card_chargeDeclined") == 402
    deposits.house.settle()
    assert (deposits.now.state, deposits.now.failure) == (S.REQUESTED, "generic_decline")
    deposits.pay()
    deposits.house.settle()

    assert deposits.now.state is S.AUTHORISED
    assert len(objects(deposits.house, "payment_intent")) == 1


def test_an_attempt_that_nobody_finished_ends_in_time_and_another_may_begin(deposits: DepositHouse) -> None:
    deposits.ask()

    deposits.wait(timedelta(minutes=31))
    assert (deposits.now.state, told(deposits, "DepositFailed")[0]["reason"]) == (S.FAILED, "expired")
    again = deposits.held()

    assert (again.attempt, again.state) == (2, S.AUTHORISED)
    assert [each["status"] for each in objects(deposits.house, "payment_intent")] == ["requires_capture", "canceled"]


def test_who_pays_at_the_last_moment_has_paid(deposits: DepositHouse) -> None:
    deposits.ask(FAR)
    deposits.house.sweep(timedelta(minutes=31))
    try_once(deposits.house)  # the look; its command to close waits
    assert deposits.now.state is S.CLOSING

    deposits.pay()
    deposits.house.settle()

    assert (deposits.now.state, deposits.events()) == (S.CHARGED, ["DepositHeld.v1"])


def test_who_pays_what_was_given_up_gets_it_back(deposits: DepositHouse) -> None:
    deposits.ask(FAR)
    deposits.settle(0)

    deposits.pay()
    deposits.house.settle()

    assert (deposits.now.state, deposits.now.returned_minor) == (S.SETTLED, 40_00)
    assert deposits.events() == ["DepositSettled.v1"]
    assert deposits.are_books_stripes()


def test_a_currency_that_the_provider_cannot_take_fails_at_once(deposits: DepositHouse) -> None:
    deposits.ask(amount=Money(10_001, "KWD"))

    assert deposits.now.state is S.FAILED
    assert told(deposits, "DepositFailed")[0]["reason"] == "amount_not_representable"


# ── settling it ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ahead", [SOON, FAR])
@pytest.mark.parametrize("keep", [0, 15_00, 40_00])
def test_the_venue_gets_its_part_less_commission_and_the_guest_the_rest(
    deposits: DepositHouse, ahead: timedelta, keep: int
) -> None:
    deposits.house.onboard()
    deposits.held(ahead)

    deposits.settle(keep)
    deposits.house.settle()

    after = deposits.now
    assert (after.state, after.pending, after.held_minor) == (S.SETTLED, (), 0)
    (settled,) = told(deposits, "DepositSettled")
    assert (settled["kept_minor"], settled["returned_minor"]) == (keep, 40_00 - keep)
    sent = sum(int(each["amount"]) for each in objects(deposits.house, "transfer"))
    assert sent == keep - keep // 10
    # Billing writes the venue's invoice from it; where nothing is kept there is nothing to invoice.
    fees = [(each["amount_minor"], each["kept_minor"]) for each in told(deposits, "DepositFeeKept")]
    assert fees == ([(keep // 10, keep)] if keep else [])
    assert deposits.house.balance(f"expert_payable:{deposits.venue.account_id}") == 0
    assert deposits.house.balance(f"deposit_hold:{after.deposit_id}") == 0
    assert deposits.are_books_stripes()


def test_what_the_bank_keeps_and_the_venue_does_not_is_never_charged(deposits: DepositHouse) -> None:
    deposits.held(SOON)

    deposits.settle(15_00)
    deposits.house.settle()

    (charge,) = objects(deposits.house, "charge")
    assert (charge["amount_captured"], objects(deposits.house, "refund")) == (15_00, [])
    assert deposits.now.charged_minor == 15_00


def test_a_venue_without_payout_account_is_paid_when_it_has_one(deposits: DepositHouse) -> None:
    deposits.held(FAR)
    deposits.settle(40_00)
    deposits.house.settle()
    assert deposits.house.balance(f"expert_payable:{deposits.venue.account_id}") == 36_00

    deposits.house.onboard()
    deposits.house.settle()

    assert deposits.house.balance(f"expert_payable:{deposits.venue.account_id}") == 0
    assert deposits.are_books_stripes()


def test_saying_it_twice_moves_nothing_twice_and_saying_something_else_is_refused(deposits: DepositHouse) -> None:
    deposits.held(FAR)
    deposits.settle(15_00)
    deposits.settle(15_00)

    with pytest.raises(DepositDecided):
        deposits.settle(20_00)
    deposits.house.settle()

    assert [int(each["amount"]) for each in objects(deposits.house, "refund")] == [25_00]


# ── silence, repetition, order ───────────────────────────────────────────────


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "500_saved_after", "500_saved_before"])
@pytest.mark.parametrize(
    ("ahead", "path", "keep"),
    [
        (SOON, "/v1/payment_intents", 15_00),
        (SOON, "/v1/payment_intents/", 15_00),
        (SOON, "/v1/payment_intents/", 0),
        (FAR, "/v1/refunds", 15_00),
        (FAR, "/v1/transfers", 15_00),
    ],
)
def test_an_answer_that_is_lost_moves_no_money_twice(
    deposits: DepositHouse, fault: str, ahead: timedelta, path: str, keep: int
) -> None:
    house = deposits.house
    house.onboard()
    is_opening = path == "/v1/payment_intents"
    if is_opening:
        house.server.control.fault(fault, path=path)
        deposits.ask(ahead)
        deposits.wait(timedelta(minutes=5))
        deposits.pay()
        house.settle()
    else:
        deposits.held(ahead)
        house.server.control.fault(fault, path=path)
    deposits.settle(keep)

    for _ in range(3):
        try_once(house)
        deposits.wait(timedelta(minutes=5))

    assert deposits.now.state is S.SETTLED
    assert len(objects(house, "payment_intent")) == 1
    assert len(objects(house, "transfer")) == (1 if keep else 0)
    assert sum(int(each["amount"]) for each in objects(house, "refund")) == (25_00 if ahead == FAR else 0)
    assert deposits.are_books_stripes()


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_notices_may_come_in_any_order_and_more_than_once(deposits: DepositHouse, order: tuple[int, ...]) -> None:
    house = deposits.house
    deposits.held(SOON)
    deposits.settle(40_00)
    house.work()
    waiting = house.pending_webhooks()[:3]  # charge.captured, payment_intent.succeeded, transfer.created…

    for place in (*order, *order):
        if place < len(waiting):
            house.webhook(waiting[place])
            house.work()
    house.settle()

    assert deposits.now.state is S.SETTLED
    assert len(told(deposits, "DepositSettled")) == 1
    assert deposits.are_books_stripes()


@pytest.mark.parametrize("point", ["before_commit", "after_commit", "before_call", "after_call"])
def test_a_worker_that_dies_leaves_nothing_half_done(house: PaymentsHouse, fuse: Fuse, point: str) -> None:
    deposits = DepositHouse(house)
    house.onboard()
    deposits.held(FAR)
    deposits.settle(15_00)
    fuse.armed = point
    with pytest.raises(Crash):
        house.work()

    for _ in range(4):
        deposits.wait(timedelta(minutes=10))

    assert (deposits.now.state, deposits.now.pending) == (S.SETTLED, ())
    assert deposits.are_books_stripes()


def test_without_any_notice_the_sweep_finds_out(deposits: DepositHouse) -> None:
    deposits.ask(SOON)
    deposits.pay()
    lose_notices(deposits.house)

    deposits.wait(timedelta(minutes=11))

    assert (deposits.now.state, deposits.events()) == (S.AUTHORISED, ["DepositHeld.v1"])


# ── time that runs out ───────────────────────────────────────────────────────


def test_failure_28_an_authorisation_is_taken_before_it_expires_and_a_lost_one_is_told(deposits: DepositHouse) -> None:
    """Nobody decides: half a day before its end it is taken. A bank that lets go before that is heard of."""
    kept = deposits.held(SOON)
    assert kept.capture_by is not None

    deposits.wait(kept.capture_by - deposits.house.clock.now() + timedelta(minutes=1))
    assert (deposits.now.state, deposits.now.held_minor) == (S.CHARGED, 40_00)
    deposits.settle(0)
    deposits.house.settle()
    assert (deposits.now.state, deposits.now.returned_minor) == (S.SETTLED, 40_00)
    assert deposits.events() == ["DepositHeld.v1", "DepositSettled.v1"]

    deposits.held(SOON, number=2)
    deposits.house.server.control.drop_authorisation(str(deposits.now.intent_id))
    deposits.house.settle()

    assert (deposits.now.state, deposits.now.failure) == (S.LOST, "authorisation_lost")
    assert deposits.events()[-1] == "DepositLost.v1"
    assert deposits.are_books_stripes()


def test_a_lost_authorisation_may_be_asked_for_again(deposits: DepositHouse) -> None:
    deposits.held(SOON)
    deposits.house.server.control.drop_authorisation(str(deposits.now.intent_id))
    deposits.house.settle()

    again = deposits.held(SOON)

    assert (again.state, again.attempt, deposits.events()[-1]) == (S.AUTHORISED, 2, "DepositHeld.v1")


@pytest.mark.parametrize("keep", [0, 15_00])
def test_a_decision_that_meets_the_end_of_the_authorisation_charges_nobody(deposits: DepositHouse, keep: int) -> None:
    deposits.held(SOON)
    deposits.settle(keep)
    deposits.house.server.control.drop_authorisation(str(deposits.now.intent_id))

    deposits.house.settle()

    assert deposits.now.state is (S.LOST if keep else S.SETTLED)
    assert deposits.events()[1:] == ["DepositLost.v1" if keep else "DepositSettled.v1"]
    assert (objects(deposits.house, "transfer"), deposits.books()) == ([], 0)


def test_after_it_is_lost_nothing_of_it_can_be_kept(deposits: DepositHouse) -> None:
    deposits.held(SOON)
    deposits.house.server.control.drop_authorisation(str(deposits.now.intent_id))
    deposits.house.settle()

    with pytest.raises(DepositMoveRefused):
        deposits.settle(15_00)
    assert deposits.settle(0).state is S.LOST


def test_a_decision_while_the_timer_takes_all_of_it_gives_the_rest_back(deposits: DepositHouse) -> None:
    kept = deposits.held(SOON)
    assert kept.capture_by is not None
    deposits.house.sweep(kept.capture_by - deposits.house.clock.now() + timedelta(minutes=1))
    try_once(deposits.house)
    assert deposits.now.state is S.CAPTURING

    deposits.settle(15_00)
    deposits.house.settle()

    assert (deposits.now.state, deposits.now.kept_minor, deposits.now.returned_minor) == (S.SETTLED, 15_00, 25_00)
    assert deposits.are_books_stripes()


def test_a_charged_deposit_that_nobody_decides_about_is_told_to_a_person(deposits: DepositHouse) -> None:
    deposits.held(FAR)

    for _ in range(45):
        deposits.wait(timedelta(days=1))

    assert "deposit_undecided" in reasons(deposits)


# ── money that comes back another way ────────────────────────────────────────


def test_a_refund_that_the_guests_bank_sends_back_is_owed_to_the_guest(deposits: DepositHouse) -> None:
    deposits.ask(FAR, guest_id="acc_guest")
    deposits.pay("pm_card_refundFail")
    deposits.house.settle()

    deposits.settle(0)
    deposits.house.settle()

    assert deposits.house.balance("client_credit:acc_guest") == 40_00
    assert "refund_failed" in reasons(deposits)
    assert deposits.are_books_stripes()


@pytest.mark.parametrize("is_won", [True, False])
def test_a_chargeback_of_a_held_deposit_takes_what_is_held_and_the_fee(deposits: DepositHouse, *, is_won: bool) -> None:
    deposits.held(FAR)
    dispute = deposits.house.server.control.dispute(str(deposits.now.charge_id))
    deposits.house.settle()
    deposits.settle(40_00)
    assert deposits.now.state is S.CHARGED

    deposits.house.server.control.close_dispute(dispute["id"], won=is_won)
    deposits.house.settle()
    deposits.wait(timedelta(minutes=11))

    after = deposits.now
    assert (after.state, after.kept_minor, after.lost_minor) == (
        (S.SETTLED, 40_00, 0) if is_won else (S.SETTLED, 0, 40_00)
    )
    assert deposits.house.balance(f"chargeback_receivable:{dispute['id']}") == 0
    assert deposits.are_books_stripes()


def test_a_venue_owes_its_share_of_a_deposit_that_a_bank_takes_back_later(deposits: DepositHouse) -> None:
    deposits.house.onboard()
    deposits.held(FAR)
    deposits.settle(40_00)
    deposits.house.settle()

    dispute = deposits.house.server.control.dispute(str(deposits.now.charge_id))
    deposits.house.settle()
    deposits.house.server.control.close_dispute(dispute["id"], won=False)
    deposits.house.settle()
    assert deposits.house.balance(f"expert_receivable:{deposits.venue.account_id}") == 36_00

    deposits.held(FAR, number=2)
    deposits.settle(40_00)
    deposits.house.settle()

    assert deposits.house.balance(f"expert_receivable:{deposits.venue.account_id}") == 0
    assert len(objects(deposits.house, "transfer")) == 1


def test_a_refund_that_meets_a_chargeback_is_held_again_and_owed_once_the_bank_has_decided(
    deposits: DepositHouse,
) -> None:
    deposits.held(FAR)
    deposits.settle(0)
    dispute = deposits.house.server.control.dispute(str(deposits.now.charge_id))
    deposits.house.settle()
    assert (deposits.now.state, deposits.now.held_minor) == (S.CHARGED, 40_00)

    deposits.house.server.control.close_dispute(dispute["id"], won=True)
    deposits.house.settle()
    deposits.wait(timedelta(hours=7))

    assert (deposits.now.state, deposits.now.returned_minor) == (S.SETTLED, 40_00)
    assert deposits.house.balance(f"client_credit:{deposits.now.deposit_id}") == 40_00
    assert {"refund_refused", "refund_failed"} <= reasons(deposits)
    assert deposits.are_books_stripes()


def test_a_refund_that_staff_made_by_hand_is_followed(deposits: DepositHouse) -> None:
    kept = deposits.held(FAR)
    stripe_connection(deposits.house.server).client.v1.refunds.create({"payment_intent": str(kept.intent_id)})
    deposits.house.settle()

    assert (deposits.now.state, deposits.now.returned_minor) == (S.SETTLED, 40_00)
    assert "refund_by_hand" in reasons(deposits)
    assert deposits.are_books_stripes()

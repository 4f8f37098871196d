"""States and moves of a protected payment, the whole table, the illegal ones included."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from guildhall.payments import machine
from guildhall.payments.errors import PaymentMoveRefused
from guildhall.payments.machine import MOVES, OVER, Amounts, Freeze, Move, PaymentState
from guildhall.payments.models import ProtectedPayment
from guildhall.payments.models.commands import Verb, command

S, M = PaymentState, Move
HELD: dict[str, object] = {"state": S.HELD, "funded_minor": 10_000}
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MOVING = {S.RELEASING, S.REFUNDING}
ENDS = {S.RELEASED, S.REFUNDED, S.CREDITED, S.LOST, S.SETTLED}
TABLE = {
    S.UNFUNDED: {M.FUND, M.CANCEL},
    S.FUNDING: {M.HOLD, M.CLOSE, M.UNFUND, M.CANCEL},
    S.CLOSING: {M.HOLD, M.UNFUND, M.CANCEL},
    S.HELD: {M.RELEASE, M.REFUND, M.LOSE},
    S.PARTIAL: {M.RELEASE, M.REFUND, M.LOSE, M.CREDIT, M.REPAY},
    S.RELEASING: {M.RELEASE, M.SEND, M.REFUND, M.RETURN, M.RESTORE, M.CREDIT, M.LOSE, M.REPAY},
    S.REFUNDING: {M.RELEASE, M.REFUND, M.RETURN, M.RESTORE, M.CREDIT, M.LOSE, M.REPAY},
    S.RELEASED: {M.LOSE},
    S.REFUNDED: {M.CREDIT},
    S.CREDITED: {M.CREDIT, M.REPAY},
    S.SETTLED: {M.CREDIT, M.LOSE, M.REPAY},
    S.LOST: set[Move](),
    S.CANCELLED: set[Move](),
}
"""Written down a second time on purpose: a change of the machine must be meant."""
UNFUNDED = Amounts(0, 0, 0, 0, 0, is_sending=False, is_returning=False)
SHARES = [
    Amounts(4, released, refunded, lost, credited, is_sending=is_sending, is_returning=is_returning)
    for released, refunded, lost, credited in itertools.product(range(5), repeat=4)
    for is_sending, is_returning in itertools.product((False, True), repeat=2)
    if released + refunded + lost <= 4 and credited <= refunded
]
"""Every way in which four cents can be parted."""


def a_payment(**more: object) -> ProtectedPayment:
    blank = ProtectedPayment("mil_1", "ctr_1", "acc_c", "acc_e", "Part", 10_000, "EUR", NOW)
    return replace(blank, **more)  # type: ignore[arg-type]  # a builder


@pytest.mark.parametrize(("state", "wanted"), list(itertools.product(PaymentState, Move)))
def test_a_move_is_allowed_where_the_table_says_and_else_refused(state: PaymentState, wanted: Move) -> None:
    assert machine.may(state, wanted) is (wanted in TABLE[state])
    if wanted not in TABLE[state]:
        with pytest.raises(PaymentMoveRefused, match=f"{state} cannot {wanted}"):
            machine.move(state, wanted, UNFUNDED)


@pytest.mark.parametrize(
    ("state", "wanted", "expected"),
    [
        (S.UNFUNDED, M.FUND, S.FUNDING),
        (S.FUNDING, M.CLOSE, S.CLOSING),
        (S.FUNDING, M.UNFUND, S.UNFUNDED),
        (S.CLOSING, M.UNFUND, S.UNFUNDED),
        (S.UNFUNDED, M.CANCEL, S.CANCELLED),
        (S.FUNDING, M.CANCEL, S.CANCELLED),
        (S.CLOSING, M.CANCEL, S.CANCELLED),
    ],
)
def test_before_money_comes_in_a_move_leads_to_one_state(
    state: PaymentState, wanted: Move, expected: PaymentState
) -> None:
    assert machine.move(state, wanted, UNFUNDED) is expected


def test_the_label_is_worked_out_from_the_amounts() -> None:
    for amounts in SHARES:
        state = machine.label(amounts)
        assert (state is S.RELEASING) is amounts.is_sending
        assert (state in MOVING) is (amounts.is_sending or amounts.is_returning)
        if state in MOVING:
            continue
        assert (state in ENDS) is (amounts.held == 0)
        assert (state is S.HELD) is (amounts.held == 4)
        assert (state is S.RELEASED) is (amounts.released == 4)
        assert (state is S.LOST) is (amounts.lost == 4)
        assert (state in {S.REFUNDED, S.CREDITED}) is (amounts.refunded == 4)
        assert state is not S.REFUNDED or not amounts.credited


def test_a_label_that_no_move_leads_to_is_a_defect_of_ours() -> None:
    held = Amounts(4, 0, 0, 0, 0, is_sending=False, is_returning=False)

    with pytest.raises(ValueError, match="cannot lead to held"):
        machine.move(S.HELD, M.RELEASE, held)


def test_every_state_is_reached_and_all_but_the_last_are_left() -> None:
    reached = {state for _, targets in MOVES.values() for state in targets}
    left = {state for sources, _ in MOVES.values() for state in sources}

    assert reached == set(PaymentState)
    # Banks come back to what is over.
    assert set(PaymentState) - left == OVER - {S.RELEASED, S.REFUNDED, S.CREDITED, S.SETTLED}


def test_a_payment_cannot_give_more_than_it_got() -> None:
    assert a_payment(funded_minor=10, released_minor=3, refunded_minor=7).held_minor == 0
    for amounts in ({"released_minor": 1}, {"funded_minor": 5, "refunded_minor": 6}, {"funded_minor": -1}):
        with pytest.raises(ValueError, match="gives more than it got"):
            a_payment(**amounts)


def test_reasons_to_freeze_add_up_and_go_one_by_one() -> None:
    frozen = a_payment().frozen(Freeze.REVIEW).frozen(Freeze.CHARGEBACK).frozen(Freeze.REVIEW)

    assert frozen.frozen_by == ("chargeback", "review")
    assert frozen.thawed(Freeze.CHARGEBACK).frozen_by == ("review",)
    assert frozen.thawed(Freeze.CHARGEBACK).thawed(Freeze.REVIEW).frozen_by == ()


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, None),
        ({"state": S.FUNDING}, NOW + timedelta(minutes=10)),
        ({"state": S.CLOSING}, NOW + timedelta(minutes=10)),
        ({**HELD, "charge_id": "ch_1", "held_at": NOW}, NOW + timedelta(hours=1)),
        ({**HELD, "is_fee_booked": True, "held_at": NOW}, NOW + timedelta(days=60)),
        ({**HELD, "is_fee_booked": True, "held_at": NOW - timedelta(days=70)}, NOW + timedelta(days=5)),
        ({**HELD, "is_fee_booked": True, "held_at": NOW - timedelta(days=86)}, NOW + timedelta(days=1)),
        (
            {**HELD, "is_fee_booked": True, "held_at": NOW, "is_under_review": True,
             "release_at": NOW + timedelta(days=14)},
            NOW + timedelta(days=14, minutes=10),
        ),
        ({"state": S.RELEASED, "is_fee_booked": True, "charge_id": "ch_1", "held_at": NOW}, None),
        ({"state": S.CANCELLED}, None),
    ],
)  # fmt: skip
def test_a_payment_knows_when_to_be_looked_at(more: dict[str, object], expected: datetime | None) -> None:
    assert a_payment(**more).looked_after(NOW).look_at == expected


def test_a_commands_id_and_key_come_from_the_decision() -> None:
    order = command(Verb.RELEASE, "mil_1", 2, NOW, expert_id="acc_e", amount_minor=9_000, currency="EUR")

    assert (order.command_id, order.key) == ("release:mil_1:2", "release:mil_1:2:0")
    assert order.with_next_key().with_next_key().key == "release:mil_1:2:2"
    assert order.done("tr_1").is_over
    assert order.failed("overtaken").is_over
    assert not order.waits("frozen", NOW).is_over

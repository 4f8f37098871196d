"""States and moves of a protected payment, the whole table, the illegal ones included."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from guildhall.payments import machine
from guildhall.payments.errors import PaymentMoveRefused
from guildhall.payments.machine import MOVES, OVER, Freeze, Move, PaymentState
from guildhall.payments.models import ProtectedPayment
from guildhall.payments.models.commands import Verb, command

S, M = PaymentState, Move
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TABLE = {
    S.UNFUNDED: {M.FUND: S.FUNDING, M.CANCEL: S.CANCELLED},
    S.FUNDING: {M.HOLD: S.HELD, M.CLOSE: S.CLOSING, M.UNFUND: S.UNFUNDED, M.CANCEL: S.CANCELLED},
    S.CLOSING: {M.HOLD: S.HELD, M.UNFUND: S.UNFUNDED, M.CANCEL: S.CANCELLED},
    S.HELD: {M.RELEASE: S.RELEASING, M.REFUND: S.REFUNDING},
    S.RELEASING: {M.SEND: S.RELEASED},
    S.RELEASED: {},
    S.REFUNDING: {M.RETURN: S.REFUNDED, M.CREDIT: S.CREDITED},
    S.REFUNDED: {M.CREDIT: S.CREDITED},
    S.CREDITED: {},
    S.CANCELLED: {},
}
"""Written down a second time on purpose: a change of the machine must be meant."""


def a_payment(**more: object) -> ProtectedPayment:
    blank = ProtectedPayment("mil_1", "ctr_1", "acc_c", "acc_e", "Part", 10_000, "EUR", NOW)
    return replace(blank, **more)  # type: ignore[arg-type]  # a builder


@pytest.mark.parametrize(("state", "wanted"), list(itertools.product(PaymentState, Move)))
def test_a_move_leads_where_the_table_says_or_is_refused(state: PaymentState, wanted: Move) -> None:
    expected = TABLE[state].get(wanted)

    assert machine.may(state, wanted) is (expected is not None)
    if expected is None:
        with pytest.raises(PaymentMoveRefused, match=f"{state} cannot {wanted}"):
            machine.move(state, wanted)
    else:
        assert machine.move(state, wanted) is expected


def test_every_state_is_reached_and_all_but_the_last_are_left() -> None:
    reached, left = set(MOVES.values()), {state for state, _ in MOVES}

    assert reached == set(PaymentState)
    assert set(PaymentState) - left == OVER - {S.REFUNDED}


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
        ({"state": S.HELD, "charge_id": "ch_1", "held_at": NOW}, NOW + timedelta(hours=1)),
        ({"state": S.HELD, "is_fee_booked": True, "held_at": NOW}, NOW + timedelta(days=60)),
        ({"state": S.HELD, "is_fee_booked": True, "held_at": NOW - timedelta(days=70)}, NOW + timedelta(days=1)),
        (
            {"state": S.HELD, "is_fee_booked": True, "held_at": NOW, "is_under_review": True,
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

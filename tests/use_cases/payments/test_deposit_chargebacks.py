"""A guest objects to a deposit at their bank: the venue hears of it, answers with evidence, and hears the decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guildhall.payments.errors import ChargebackOver
from guildhall.payments.models.chargebacks import ChargebackOutcome
from guildhall.payments.wiring.recovering import submit_evidence
from tests.support.crashes import Crash, Fuse
from tests.support.deposits import FAR, DepositHouse
from tests.support.milestones import try_once
from tests.support.outbox import published
from tests.support.payments import PaymentsHouse

PACK = {"uncategorized_text": "The table was kept all evening.", "cancellation_rebuttal": "Nobody came."}


@pytest.fixture
def deposits(house: PaymentsHouse) -> DepositHouse:
    return DepositHouse(house)


def disputed(deposits: DepositHouse, *, is_kept: bool = True) -> str:
    """Return the dispute of a deposit that the venue keeps, or that nobody has decided about."""
    deposits.house.onboard()
    deposits.held(FAR)
    if is_kept:
        deposits.settle(40_00)
        deposits.house.settle()
    dispute = deposits.house.server.control.dispute(str(deposits.now.charge_id))
    for delivery in deposits.house.pending_webhooks() * 2:
        deposits.house.webhook(delivery)
    deposits.house.settle()
    return str(dispute["id"])


def decided(deposits: DepositHouse, dispute_id: str, *, won: bool) -> None:
    deposits.house.server.control.close_dispute(dispute_id, won=won)
    for delivery in deposits.house.pending_webhooks() * 2:
        deposits.house.webhook(delivery)
    deposits.house.settle()


def told(deposits: DepositHouse, name: str) -> list[dict[str, Any]]:
    return published(deposits.house.platform.tables, f"DepositChargeback{name}.v1")


def test_the_venue_hears_once_that_a_guest_objects(deposits: DepositHouse) -> None:
    dispute_id = disputed(deposits)

    (opened,) = told(deposits, "Opened")
    assert opened.pop("evidence_due_at") is not None
    assert opened == {
        "chargeback_id": dispute_id, "deposit_id": "dep_01ABC-1", "reservation_id": "res_01ABC",
        "venue_account_id": deposits.venue.account_id, "amount_minor": 40_00, "currency": "EUR", "reason": "fraudulent",
    }  # fmt: skip
    known = deposits.house.payments.chargeback(dispute_id)
    assert known is not None
    assert (known.milestone_id, known.expert_id, known.is_booked) == ("dep_01ABC-1", deposits.venue.account_id, True)


@pytest.mark.parametrize(
    ("is_kept", "won", "outcome", "from_hold", "owed", "loss"),
    [
        (True, True, "won", 0, 0, 0),
        (True, False, "lost", 0, 36_00, 4_00),
        (False, True, "won", 0, 0, 0),
        (False, False, "lost", 40_00, 0, 0),
    ],
)
def test_the_decision_is_told_once_with_where_the_money_came_from(
    deposits: DepositHouse, *, is_kept: bool, won: bool, outcome: str, from_hold: int, owed: int, loss: int
) -> None:
    dispute_id = disputed(deposits, is_kept=is_kept)

    decided(deposits, dispute_id, won=won)

    (closed,) = told(deposits, "Closed")
    known = deposits.house.payments.chargeback(dispute_id)
    assert known is not None
    assert (closed["outcome"], closed["amount_minor"], closed["owed_minor"]) == (outcome, 40_00, owed)
    assert (known.outcome, known.from_hold_minor, known.owed_minor, known.loss_minor) == (
        ChargebackOutcome(outcome), from_hold, owed, loss,
    )  # fmt: skip
    assert deposits.house.balance(f"chargeback_receivable:{dispute_id}") == 0
    assert deposits.are_books_stripes()


def test_the_venues_evidence_reaches_the_bank_which_takes_it_until_it_has_decided(deposits: DepositHouse) -> None:
    dispute_id = disputed(deposits)
    submit = submit_evidence(deposits.house.platform)

    submit(dispute_id, PACK)
    deposits.house.settle()

    (at_the_bank,) = deposits.house.server.control.world().find("dispute")
    known = deposits.house.payments.chargeback(dispute_id)
    assert {name: at_the_bank["evidence"][name] for name in PACK} == PACK
    assert known is not None
    assert (known.status, known.evidence_number) == ("under_review", 1)
    decided(deposits, dispute_id, won=True)
    with pytest.raises(ChargebackOver):
        submit(dispute_id, PACK)


@pytest.mark.parametrize("trouble", ["before_commit", "after_commit", "drop_before", "drop_after"])
def test_a_worker_that_dies_over_the_evidence_hands_it_in_all_the_same(
    house: PaymentsHouse, fuse: Fuse, trouble: str
) -> None:
    """An answer that is dropped is a worker that dies between sending and recording."""
    deposits = DepositHouse(house)
    dispute_id = disputed(deposits)
    submit_evidence(house.platform)(dispute_id, PACK)
    if trouble.startswith("drop"):
        house.server.control.fault(trouble, path=f"/v1/disputes/{dispute_id}")
        try_once(house)
    else:
        fuse.armed = trouble
        with pytest.raises(Crash):
            house.work()

    for _ in range(3):
        deposits.wait(timedelta(minutes=10))

    (at_the_bank,) = house.server.control.world().find("dispute")
    assert at_the_bank["evidence"]["cancellation_rebuttal"] == "Nobody came."
    assert len(told(deposits, "Opened")) == 1
    assert deposits.are_books_stripes()


def test_an_inquiry_that_the_bank_drops_leaves_everything_as_it_was(deposits: DepositHouse) -> None:
    deposits.held(FAR)
    control = deposits.house.server.control
    dispute_id = str(control.inquire(str(deposits.now.charge_id))["id"])
    deposits.house.settle()

    control.close_inquiry(dispute_id)
    deposits.house.settle()

    assert [each["outcome"] for each in told(deposits, "Closed")] == ["warning_closed"]
    assert (deposits.now.held_minor, deposits.now.dispute_id) == (40_00, None)
    assert deposits.are_books_stripes()

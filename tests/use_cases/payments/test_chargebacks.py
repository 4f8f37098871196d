"""Cardholders who take their money back: while it is held, after it was released, won, lost, and everything between."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guildhall.payments.errors import ChargebackOver, ChargebackUnknown
from guildhall.payments.models import Dispute
from guildhall.payments.wiring.recovering import submit_evidence
from tests.support.milestones import account_of, held
from tests.support.outbox import published
from tests.support.payments import ADMIN, PaymentsHouse

FEE = 20_00
"""What Stripe charges for a dispute, in either case."""


def charge_of(house: PaymentsHouse, milestone: str) -> str:
    payment = house.payments.get(milestone)
    assert payment is not None
    assert payment.charge_id is not None
    return payment.charge_id


def disputed(house: PaymentsHouse, milestone: str) -> str:
    """The cardholder disputes; Stripe tells us."""
    dispute_id = str(house.server.control.dispute(charge_of(house, milestone))["id"])
    house.settle()
    return dispute_id


def decided(house: PaymentsHouse, dispute_id: str, *, won: bool) -> None:
    house.server.control.close_dispute(dispute_id, won=won)
    house.settle()


def released(house: PaymentsHouse, *amounts: int) -> list[str]:
    milestones = held(house, *amounts)
    house.approve(milestones[0])
    house.settle()
    assert house.show(milestones[0])["state"] == "released"
    return milestones


def folded(house: PaymentsHouse, *milestones: str) -> dict[str, int]:
    totals: dict[str, int] = {}
    for milestone in milestones:
        for entry in house.books.entries_about(milestone):
            for line in entry.lines:
                totals[line.account] = totals.get(line.account, 0) + line.natural_minor
    return {name: total for name, total in totals.items() if total}


def at_stripe(house: PaymentsHouse) -> int:
    return sum(each["net"] for each in house.server.control.world().find("balance_transaction"))


def test_a_chargeback_freezes_its_milestone_and_tells_who_must_answer(house: PaymentsHouse) -> None:
    milestone, other = held(house, 100_00, 50_00)

    dispute_id = disputed(house, milestone)

    assert house.show(milestone)["frozen_by"] == ["chargeback"]
    assert house.show(other)["is_frozen"] is False
    (told,) = published(house.platform.tables, "ChargebackOpened.v1")
    assert (told["chargeback_id"], told["amount_minor"], told["reason"]) == (dispute_id, 100_00, "fraudulent")
    assert told["evidence_due_at"] is not None
    assert house.balance(f"chargeback_receivable:{dispute_id}") == 100_00
    assert folded(house, milestone, other)["psp_clearing:stripe"] == at_stripe(house)


def test_a_chargeback_that_is_won_puts_everything_back_but_the_fee(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    dispute_id = disputed(house, milestone)
    house.approve(milestone)

    decided(house, dispute_id, won=True)

    assert (house.show(milestone)["state"], house.show(milestone)["is_frozen"]) == ("released", False)
    books = folded(house, milestone)
    assert books["dispute_fee:stripe"] == FEE
    assert (f"chargeback_receivable:{dispute_id}" in books, books["psp_clearing:stripe"]) == (False, at_stripe(house))
    assert [e["outcome"] for e in published(house.platform.tables, "ChargebackClosed.v1")] == ["won"]


def test_a_chargeback_that_is_lost_while_the_money_is_held_takes_it_from_the_hold(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    dispute_id = disputed(house, milestone)

    decided(house, dispute_id, won=False)

    shown = house.show(milestone)
    assert (shown["state"], shown["lost_minor"], shown["held_minor"], shown["is_frozen"]) == ("lost", 100_00, 0, False)
    books = folded(house, milestone)
    assert f"hold:{milestone}" not in books
    assert "chargeback_loss:guildhall" not in books
    assert books["psp_clearing:stripe"] == at_stripe(house)
    (told,) = published(house.platform.tables, "ChargebackClosed.v1")
    assert (told["outcome"], told["held_minor"]) == ("lost", 0)


def test_a_chargeback_after_release_is_fetched_back_from_the_experts_account(house: PaymentsHouse) -> None:
    (milestone,) = released(house)
    dispute_id = disputed(house, milestone)

    decided(house, dispute_id, won=False)

    assert (house.show(milestone)["state"], house.show(milestone)["lost_minor"]) == ("lost", 100_00)
    books = folded(house, milestone)
    # The commission is given up; the expert's account gave the rest.
    assert books["chargeback_loss:guildhall"] == 10_00
    assert "expert_receivable:acc_expert1" not in books
    assert (f"chargeback_receivable:{dispute_id}" in books, books["psp_clearing:stripe"]) == (False, at_stripe(house))


def test_what_the_experts_account_has_not_got_is_kept_back_from_what_they_earn_next(house: PaymentsHouse) -> None:
    milestone, following = released(house, 100_00, 60_00)
    house.server.control.pay_out(account_of(house), 50_00, "eur")
    house.settle()

    decided(house, disputed(house, milestone), won=False)
    assert house.balance("expert_receivable:acc_expert1") == 50_00
    assert "expert_owes" in {each.reason for each in house.desk.list_attention(ADMIN)}
    house.approve(following)
    house.settle()

    assert house.balance("expert_receivable:acc_expert1") == 0
    sent = [
        e["amount"] for e in house.server.control.world().find("transfer") if e["metadata"]["milestone"] == following
    ]
    assert sent == [4_00]
    assert house.show(following)["state"] == "released"
    assert folded(house, milestone, following)["psp_clearing:stripe"] == at_stripe(house)


def test_earnings_that_all_go_to_a_debt_leave_nothing_to_send(house: PaymentsHouse) -> None:
    milestone, following = released(house, 100_00, 30_00)
    house.server.control.pay_out(account_of(house), 90_00, "eur")
    house.settle()
    decided(house, disputed(house, milestone), won=False)

    house.approve(following)
    house.settle()

    assert house.balance("expert_receivable:acc_expert1") == 90_00 - 27_00
    assert house.show(following)["state"] == "released"


def test_a_lost_chargeback_takes_releases_that_were_never_sent(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.hold(milestone)
    house.approve(milestone)
    house.settle()
    assert house.show(milestone)["state"] == "releasing"

    decided(house, disputed(house, milestone), won=False)
    house.onboard()

    assert house.show(milestone)["state"] == "lost"
    assert house.server.control.world().find("transfer") == []
    assert house.balance("expert_payable:acc_expert1") == 0


@pytest.mark.parametrize("fault", ["drop_after", "500_saved_after", "drop_before"])
def test_a_transfer_of_unknown_outcome_is_looked_up_before_the_loss_is_settled(
    house: PaymentsHouse, fault: str
) -> None:
    (milestone,) = held(house)
    house.approve(milestone)
    house.server.control.fault(fault, path="/v1/transfers")
    for row in house.queue():
        house.work_one(row)
    for delivery in house.pending_webhooks():
        house.server.control.drop(delivery["seq"])

    dispute_id = disputed(house, milestone)
    decided(house, dispute_id, won=False)
    for _ in range(3):
        house.sweep(timedelta(hours=7))
        house.settle()

    assert house.show(milestone)["state"] == "lost"
    books = folded(house, milestone)
    assert books["psp_clearing:stripe"] == at_stripe(house)
    assert not [name for name in books if name.startswith(("hold", "expert", "chargeback_receivable"))]


def test_a_refund_in_flight_that_meets_a_dispute_is_held_again(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    house.refund(milestone, 40_00)
    house.server.control.dispute(charge_of(house, milestone))

    house.work()
    assert (house.show(milestone)["state"], house.show(milestone)["held_minor"]) == ("held", 100_00)
    assert house.balance(f"hold:{milestone}") == 100_00
    house.settle()

    assert house.show(milestone)["frozen_by"] == ["chargeback"]
    assert house.server.control.world().find("refund") == []


def test_a_refund_ordered_and_not_sent_goes_to_the_bank_that_takes_everything(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    dispute = house.server.control.dispute(charge_of(house, milestone))
    house.refund(milestone, 40_00)
    house.webhooks()
    for row in house.queue():
        if "refund:" not in str(row["detail"]):
            house.work_one(row)
    assert house.show(milestone)["is_frozen"] is True

    decided(house, dispute["id"], won=False)

    assert (house.show(milestone)["state"], house.show(milestone)["lost_minor"]) == ("lost", 100_00)
    assert folded(house, milestone)["psp_clearing:stripe"] == at_stripe(house)


def test_a_dispute_after_a_partial_refund_is_about_the_rest(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    house.refund(milestone, 30_00)
    house.settle()

    decided(house, disputed(house, milestone), won=False)

    shown = house.show(milestone)
    assert (shown["state"], shown["refunded_minor"], shown["lost_minor"]) == ("settled", 30_00, 70_00)
    assert folded(house, milestone)["psp_clearing:stripe"] == at_stripe(house)


def test_an_inquiry_freezes_without_moving_money_and_may_become_a_chargeback(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    dispute_id = house.server.control.inquire(charge_of(house, milestone))["id"]
    house.settle()
    assert house.show(milestone)["is_frozen"] is True
    assert house.balance(f"chargeback_receivable:{dispute_id}") == 0

    house.server.control.withdraw(dispute_id)
    house.settle()
    assert house.balance(f"chargeback_receivable:{dispute_id}") == 100_00
    decided(house, dispute_id, won=True)

    assert (house.show(milestone)["state"], house.show(milestone)["is_frozen"]) == ("held", False)
    assert len(published(house.platform.tables, "ChargebackOpened.v1")) == 1


def test_an_inquiry_that_ends_leaves_no_trace_in_the_books(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    before = folded(house, milestone)
    dispute_id = house.server.control.inquire(charge_of(house, milestone))["id"]
    house.settle()

    house.server.control.close_inquiry(dispute_id)
    house.settle()

    assert (folded(house, milestone), house.show(milestone)["is_frozen"]) == (before, False)
    assert [e["outcome"] for e in published(house.platform.tables, "ChargebackClosed.v1")] == ["warning_closed"]


def test_a_chargeback_of_which_every_notice_was_lost_but_the_last_ends_the_same(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    dispute_id = house.server.control.dispute(charge_of(house, milestone))["id"]
    house.server.control.close_dispute(dispute_id, won=False)
    *lost, last = house.pending_webhooks()
    for delivery in lost:
        house.server.control.drop(delivery["seq"])

    for _ in range(2):
        house.webhook(last)
        house.settle()

    assert house.show(milestone)["state"] == "lost"
    assert folded(house, milestone)["psp_clearing:stripe"] == at_stripe(house)


def test_a_decision_of_which_no_notice_came_is_found_by_the_sweep(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    dispute_id = disputed(house, milestone)
    house.server.control.close_dispute(dispute_id, won=True)
    for delivery in house.pending_webhooks():
        house.server.control.drop(delivery["seq"])

    house.sweep(timedelta(hours=7))
    house.settle()

    assert house.show(milestone)["is_frozen"] is False


def test_evidence_is_handed_to_the_bank_once_a_pack(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    dispute_id = disputed(house, milestone)
    submit = submit_evidence(house.platform)
    pack: dict[str, Any] = {
        "uncategorized_text": "What was agreed, delivered and approved.",
        "service_date": "2026-03-01",
    }

    submit(dispute_id, pack)
    house.settle()

    (at_the_bank,) = house.server.control.world().find("dispute")
    assert at_the_bank["evidence"]["uncategorized_text"] == pack["uncategorized_text"]
    assert at_the_bank["status"] == "under_review"
    known = house.payments.chargeback(dispute_id)
    assert (known.status, known.evidence_number) == ("under_review", 1) if known else False


def test_evidence_that_wins_ends_the_chargeback_and_no_more_is_taken(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    dispute_id = disputed(house, milestone)
    submit = submit_evidence(house.platform)

    submit(dispute_id, {"uncategorized_text": "winning_evidence"})
    house.settle()

    assert house.show(milestone)["is_frozen"] is False
    with pytest.raises(ChargebackOver):
        submit(dispute_id, {"uncategorized_text": "more"})
    with pytest.raises(ChargebackUnknown):
        submit("du_unknown", {})


def test_an_early_fraud_warning_gives_back_what_nobody_was_paid(house: PaymentsHouse) -> None:
    (milestone,) = held(house)

    house.server.control.warn(charge_of(house, milestone))
    for delivery in house.pending_webhooks():
        house.webhook(delivery)
        house.webhook(delivery)
    house.settle()

    assert house.show(milestone)["state"] == "refunded"
    assert [each.reason for each in house.desk.list_attention(ADMIN)] == ["fraud_warning"]


def test_an_early_fraud_warning_after_a_release_waits_for_a_person(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    house.release(milestone, 40_00)
    house.settle()

    house.server.control.warn(charge_of(house, milestone))
    house.settle()

    assert (house.show(milestone)["frozen_by"], house.show(milestone)["held_minor"]) == (["review"], 60_00)


def test_the_providers_review_holds_the_money_until_it_is_closed(house: PaymentsHouse) -> None:
    (milestone,) = held(house)
    payment = house.payments.get(milestone)
    assert payment is not None
    review = house.server.control.open_review(str(payment.intent_id))
    house.settle()
    house.approve(milestone)
    assert (house.show(milestone)["state"], house.show(milestone)["frozen_by"]) == ("held", ["provider_review"])

    house.server.control.close_review(review["id"])
    house.settle()

    assert (house.show(milestone)["state"], house.show(milestone)["is_frozen"]) == ("released", False)


def test_a_dispute_about_nothing_of_ours_changes_nothing(house: PaymentsHouse) -> None:
    house.apply(Dispute("du_foreign", None, "needs_response"))
    house.apply(Dispute("du_foreign", "mil_unknown", "lost"))

    assert house.desk.list_attention(ADMIN) == []

"""Events in any order and number lead to the same contract."""

from __future__ import annotations

from itertools import permutations

import pytest

from guildhall.contracts.machine import MilestoneState
from guildhall.platform import query
from tests.support.deals import CLEO, CONTRACT_ID, Deal, accepted
from tests.support.outbox import published


def test_a_repeated_acceptance_opens_one_contract_and_does_not_touch_it(deal: Deal) -> None:
    body = deal.bus.message(accepted())
    deal.bus.deliver(body)
    deal.sign(CLEO)
    before = deal.contracts.access.with_milestones(CLEO, CONTRACT_ID)

    deal.bus.deliver(body, deal.bus.message(accepted()))

    assert deal.contracts.access.with_milestones(CLEO, CONTRACT_ID) == before
    assert len(published(deal.platform.tables, "ContractOpened.v1")) == 1
    assert (deal.bus.failed, deal.bus.dead) == (0, [])


def test_money_moves_the_milestone_once(deal: Deal) -> None:
    deal.signed()
    body = deal.bus.message(deal.held())

    deal.bus.deliver(body, body, deal.held())

    assert deal.milestone().state is MilestoneState.FUNDED
    assert deal.happened().count("funds_held") == 1
    assert (deal.bus.failed, deal.bus.dead) == (0, [])


@pytest.mark.parametrize("order", list(permutations(["held", "released", "released"])))
def test_the_release_counts_in_whatever_order_the_news_comes(deal: Deal, order: tuple[str, ...]) -> None:
    deal.signed()
    news = {"held": deal.held(), "released": deal.released()}

    deal.bus.deliver(*[news[name] for name in order])

    assert deal.milestone().state is MilestoneState.RELEASED
    assert (deal.bus.failed, deal.bus.dead) == (0, [])


@pytest.mark.parametrize("order", list(permutations(["held", "refunded", "held"])))
def test_the_refund_counts_in_whatever_order_the_news_comes(deal: Deal, order: tuple[str, ...]) -> None:
    deal.signed()
    news = {"held": deal.held(), "refunded": deal.refunded()}

    deal.bus.deliver(*[news[name] for name in order])

    assert deal.milestone().state is MilestoneState.REFUNDED
    assert (deal.bus.failed, deal.bus.dead) == (0, [])


def test_money_for_a_cancelled_milestone_is_announced_to_go_back(deal: Deal) -> None:
    deal.signed().do("cancel", by=CLEO, body={"reason": "No more."})

    deal.bus.deliver(deal.held(), deal.refunded())

    assert deal.milestone().state is MilestoneState.CANCELLED
    assert [event["cancelled_by"] for event in published(deal.platform.tables, "MilestoneCancelled.v1")] == [
        "acc_cleo",
        "system",
    ]
    assert deal.bus.dead == []


def test_news_that_cannot_be_true_goes_to_the_dead_letters(deal: Deal) -> None:
    deal.signed().do("cancel", by=CLEO, body={"reason": "No more."})
    foreign = deal.held().model_copy(update={"milestone_id": "mil_none"})

    deal.bus.deliver(deal.released(), foreign)

    assert [letter["problem"] for letter in deal.bus.dead] == [
        "contracts/milestone-move-refused",
        "contracts/milestone-unknown",
    ]
    assert deal.milestone().state is MilestoneState.CANCELLED


def test_the_audit_log_says_what_payments_changed(deal: Deal) -> None:
    deal.funded()

    keys = query.page(deal.platform.tables.audit_table, f"E#CONTRACT#{CONTRACT_ID}", index="GSI1").items
    entries = query.batch_get(deal.platform.tables.audit_table, [(key["PK"], key["SK"]) for key in keys])
    (entry,) = [entry for entry in entries if entry["action"] == "contracts.hold"]
    assert (entry["actor"], entry["correlation_id"]) == ("system", "cor_test")
    assert entry["changes"][0]["before"] == {"state": "agreed"}
    assert entry["changes"][0]["after"] == {"state": "funded"}


def test_a_part_that_leaves_the_hold_is_told_and_the_milestone_goes_on(deal: Deal) -> None:
    deal.funded()

    deal.bus.deliver(deal.released().model_copy(update={"amount_minor": 10_000, "held_minor": 30_000}))
    deal.bus.deliver(deal.refunded().model_copy(update={"amount_minor": 5_000, "held_minor": 25_000}))

    assert deal.milestone().state is MilestoneState.FUNDED
    assert deal.happened()[-2:] == ["part_released", "part_refunded"]


def test_work_of_which_a_part_was_paid_counts_as_released_when_the_rest_goes_back(deal: Deal) -> None:
    deal.funded()
    last = deal.refunded().model_copy(update={"held_minor": 0, "released_minor": 10_000})

    deal.bus.deliver(last)

    assert deal.milestone().state is MilestoneState.RELEASED

"""A cardholder's bank asks for the money of one milestone: that one stands still, and moves as the bank decides."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from guildhall.contracts.machine import MilestoneState
from guildhall.kernel.clock import SettableClock
from tests.support.deals import ADA, CLEO, CONTRACT_ID, Deal
from tests.support.outbox import published

WINDOW = timedelta(days=14)


def test_one_milestone_is_frozen_and_the_other_flows(deal: Deal) -> None:
    deal.funded()
    deal.bus.deliver(deal.held(2), deal.charged_back(1), deal.charged_back(1))
    assert deal.do("deliver", by=ADA, body={"note": "Built."}, number=2).status == 200
    assert deal.do("approve", by=CLEO, body={"delivery": 1}, number=2).status == 200

    deal.bus.deliver(deal.released(2))

    shown = deal.call("GET", f"/v1/contracts/{CONTRACT_ID}", by=CLEO).body["milestones"]
    assert [(each["state"], each["is_frozen"]) for each in shown] == [("funded", True), ("released", False)]
    assert deal.happened().count("chargeback_opened") == 1


def test_a_lost_chargeback_ends_its_milestone_and_not_the_other(deal: Deal) -> None:
    deal.funded()
    deal.bus.deliver(deal.held(2), deal.charged_back(1))

    deal.bus.deliver(deal.judged("lost"), deal.judged("lost"), deal.released(1), deal.held(1))

    assert (deal.milestone(1).state, deal.milestone(2).state) == (MilestoneState.LOST, MilestoneState.FUNDED)
    assert deal.milestone(1).is_frozen is False
    assert deal.happened().count("funds_lost") == 1
    assert deal.do("deliver", by=ADA, body={"note": "Late."}).problem == "contracts/milestone-move-refused"
    assert (deal.bus.failed, deal.bus.dead) == (0, [])


@pytest.mark.parametrize("outcome", ["won", "warning_closed"])
def test_what_the_bank_lets_go_of_goes_on_as_before(deal: Deal, outcome: str) -> None:
    deal.delivered()
    deal.bus.deliver(deal.charged_back())

    deal.bus.deliver(deal.judged(outcome, held=40_000))

    assert (deal.milestone().state, deal.milestone().is_frozen) == (MilestoneState.DELIVERED, False)
    assert deal.milestone().release_at is not None
    assert deal.happened()[-2:] == ["chargeback_opened", "chargeback_closed"]


@pytest.mark.parametrize("order", list(permutations(["opened", "lost", "released"])))
def test_money_that_was_released_is_lost_in_whatever_order_the_news_comes(deal: Deal, order: tuple[str, ...]) -> None:
    deal.funded()
    news = {"opened": deal.charged_back(), "lost": deal.judged("lost"), "released": deal.released()}

    deal.bus.deliver(*[news[name] for name in order])

    assert (deal.milestone().state, deal.milestone().is_frozen) == (MilestoneState.LOST, False)
    assert (deal.bus.failed, deal.bus.dead) == (0, [])


@pytest.mark.parametrize(
    ("held", "released", "state"), [(10_000, 0, MilestoneState.FUNDED), (0, 10_000, MilestoneState.RELEASED)]
)
def test_a_bank_that_takes_a_part_leaves_the_rest_where_it_is(
    deal: Deal, held: int, released: int, state: MilestoneState
) -> None:
    deal.funded()

    deal.bus.deliver(deal.charged_back(), deal.judged("lost", held=held, released=released))

    assert deal.milestone().state is state
    assert deal.happened()[-1] == "part_lost"


def test_silence_counts_only_when_the_bank_has_let_go(deal: Deal, clock: SettableClock) -> None:
    deal.delivered()
    deal.bus.deliver(deal.charged_back())
    clock.advance(WINDOW + timedelta(days=100))  # longer than the sweep looks back
    assert deal.task("approve_by_silence") == {"is_open": False}
    assert deal.milestone().state is MilestoneState.DELIVERED

    won = deal.bus.message(deal.judged("won", held=40_000))
    deal.bus.deliver(won, won)

    assert deal.milestone().state is MilestoneState.APPROVED
    assert [event["is_automatic"] for event in published(deal.platform.tables, "WorkApproved.v1")] == [True]


def test_money_of_a_cancelled_milestone_that_a_bank_takes_revives_nothing(deal: Deal) -> None:
    deal.signed().do("cancel", by=CLEO, body={"reason": "No more."})

    deal.bus.deliver(deal.held(), deal.charged_back(), deal.judged("lost"))

    assert deal.milestone().state is MilestoneState.CANCELLED
    assert deal.bus.dead == []

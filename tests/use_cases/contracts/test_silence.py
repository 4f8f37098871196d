"""Silence approves exactly the delivery that it is about, and a lost timer strands no money."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from guildhall.administration.models.settings import Setting
from guildhall.administration.store.settings import DynamoSettings
from guildhall.administration.wiring.settings import get_setting
from guildhall.contracts.errors import MilestoneUnknown
from guildhall.contracts.machine import MilestoneState
from guildhall.kernel.actor import SYSTEM, Origin
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.errors import Conflict
from guildhall.platform import context
from tests.support.deals import ADA, CLEO, CONTRACT_ID, Deal
from tests.support.outbox import published

WINDOW = timedelta(days=14)


def test_silence_until_the_end_of_the_window_approves(deal: Deal, clock: SettableClock) -> None:
    deal.delivered()
    clock.advance(WINDOW)

    assert deal.task("approve_by_silence") == {"is_open": True}
    assert deal.milestone().state is MilestoneState.APPROVED
    (event,) = published(deal.platform.tables, "WorkApproved.v1")
    assert (event["delivery"], event["is_automatic"]) == (1, True)


def test_a_timer_that_fires_early_twice_or_for_another_delivery_approves_nothing(
    deal: Deal, clock: SettableClock
) -> None:
    deal.delivered()
    clock.advance(WINDOW - timedelta(milliseconds=1))
    early = deal.task("approve_by_silence")
    clock.advance(timedelta(milliseconds=1))
    other = deal.task("approve_by_silence", delivery=2)
    deal.task("approve_by_silence")

    again = deal.task("approve_by_silence")

    assert early == other == again == {"is_open": False}
    assert len(published(deal.platform.tables, "WorkApproved.v1")) == 1


def test_an_answer_in_time_ends_the_silence_and_a_new_delivery_has_a_window_of_its_own(
    deal: Deal, clock: SettableClock
) -> None:
    deal.delivered()
    clock.advance(timedelta(days=10))
    deal.do("request-changes", by=CLEO, body={"delivery": 1, "reason": "More."})
    deal.do("deliver", by=ADA, body={"note": "More."})
    clock.advance(timedelta(days=10))

    assert deal.task("approve_by_silence", delivery=1) == {"is_open": False}
    assert deal.task("approve_by_silence", delivery=2) == {"is_open": False}
    assert deal.contracts.sweep_silent_deliveries() == 0
    assert deal.milestone().state is MilestoneState.DELIVERED


def test_the_client_is_reminded_once_a_delivery(deal: Deal, clock: SettableClock) -> None:
    deal.delivered()
    clock.advance(timedelta(days=11))

    assert deal.task("remind_client") == deal.task("remind_client") == {"is_open": True}
    assert deal.task("remind_client", delivery=2) == {"is_open": False}
    (event,) = published(deal.platform.tables, "ReviewReminderDue.v1")
    assert (event["client_id"], event["delivery"], event["release_at"]) == ("acc_cleo", 1, "2026-03-16T12:00:00.000Z")
    deal.do("approve", by=CLEO, body={"delivery": 1})
    assert deal.task("remind_client") == {"is_open": False}


def test_client_timer_and_sweep_at_the_same_moment_approve_once(deal: Deal, clock: SettableClock) -> None:
    deal.delivered()
    clock.advance(WINDOW)
    milestone_id = deal.milestone().milestone_id

    def approve(number: int) -> bool:
        with context.scope(Origin(SYSTEM, f"cor_{number}", f"tsk_{number}")):
            if number % 2:
                return deal.contracts.approve_by_silence(CONTRACT_ID, milestone_id, 1)
            try:
                return deal.contracts.approve(CLEO, CONTRACT_ID, milestone_id, 1).state is MilestoneState.APPROVED
            except Conflict:
                return False

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(approve, range(6)))

    assert results.count(True) == 1
    assert len(published(deal.platform.tables, "WorkApproved.v1")) == 1


def test_a_task_about_an_unknown_milestone_fails_by_name(deal: Deal) -> None:
    deal.delivered()

    with pytest.raises(MilestoneUnknown):
        deal.contracts.approve_by_silence(CONTRACT_ID, "mil_none", 1)


@pytest.mark.parametrize("days_late", [0, 1, 5, 45])
def test_the_sweep_finds_a_delivery_whose_timer_was_lost_however_long_ago(
    deal: Deal, clock: SettableClock, days_late: int
) -> None:
    deal.delivered()
    clock.advance(WINDOW + timedelta(days=days_late))

    approved = 0
    for _ in range(90):
        approved += deal.task("sweep_silent_deliveries")["approved"]
        clock.advance(timedelta(minutes=1))

    assert approved == 1
    assert deal.milestone().state is MilestoneState.APPROVED
    assert len(published(deal.platform.tables, "WorkApproved.v1")) == 1


def test_the_sweep_leaves_what_is_not_due(deal: Deal, clock: SettableClock) -> None:
    deal.delivered()
    clock.advance(WINDOW - timedelta(minutes=1))

    assert deal.task("sweep_silent_deliveries") == {"approved": 0}


def test_an_operator_shortens_the_window_of_deliveries_to_come(deal: Deal, clock: SettableClock) -> None:
    settings = DynamoSettings(deal.platform.database)
    for name, value in (("review_window_seconds", 60), ("review_reminder_seconds", 3_600)):
        settings.save(Setting(name, value, changed_by="acc_admin", changed_at=clock.now()))
    deal.delivered()

    milestone = deal.milestone()

    assert get_setting(deal.platform)("review_window_seconds").value == 60
    assert milestone.release_at == clock.now() + timedelta(minutes=1)
    assert milestone.remind_at == milestone.release_at
    clock.advance(timedelta(minutes=1))
    assert deal.task("sweep_silent_deliveries") == {"approved": 1}

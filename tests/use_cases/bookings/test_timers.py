"""Timers of reservations on EventBridge Scheduler, and text messages on SNS, as the local cloud speaks them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from guildhall.bookings.gateways.timers import SchedulerTimers
from guildhall.kernel.errors import Unavailable
from guildhall.notifications.gateways.texts import SnsTexter
from tools.localcloud import LocalCloud

AT = datetime(2026, 3, 5, 19, tzinfo=UTC)
NAME = "rsv_01KCX3V7Q8M2N4P6R8T0W2Y4AB-0"

pytestmark = pytest.mark.usefixtures("platform")


def timers(group: str) -> SchedulerTimers:
    arn = "arn:aws:lambda:eu-west-3:000000000000:function:bookings-tasks"
    return SchedulerTimers(group, arn, "arn:aws:iam::000000000000:role/timers", "arn:aws:sqs:eu-west-3:0:letters")


def test_a_timer_is_set_moved_and_cancelled_by_its_name(aws_cloud: LocalCloud) -> None:
    scheduler: Any = aws_cloud.client("scheduler")
    own = timers("default")

    own.set(NAME, AT, "remind", {"minutes_before": 60})
    own.set(NAME, AT + timedelta(days=1), "remind", {"minutes_before": 90})
    moved = scheduler.get_schedule(GroupName="default", Name=NAME)
    own.cancel(NAME)
    own.cancel(NAME)

    assert (moved["ScheduleExpression"], moved["ActionAfterCompletion"]) == ("at(2026-03-06T19:00:00)", "DELETE")
    assert json.loads(moved["Target"]["Input"]) == {"task": "remind", "input": {"minutes_before": 90}}
    assert NAME not in {each["Name"] for each in scheduler.list_schedules(GroupName="default")["Schedules"]}


def test_a_scheduler_that_refuses_is_an_outage_so_that_the_event_comes_again(aws_cloud: LocalCloud) -> None:
    del aws_cloud

    with pytest.raises(Unavailable):
        timers("no-such-group").set(NAME, AT, "remind", {})


def test_a_text_message_is_handed_to_sns_with_the_number_that_it_is_for(aws_cloud: LocalCloud) -> None:
    SnsTexter().send("+33140205050", "Your table at Chez Nour")

    assert any("+33140205050" in str(text) and "Chez Nour" in str(text) for text in aws_cloud.texts())

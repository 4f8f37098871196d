"""Timers of holds on EventBridge Scheduler."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from guildhall.kernel.errors import Unavailable
from guildhall.payments.gateways.hold_timers import SchedulerHoldTimers
from tools.localcloud import LocalCloud

HELD_AT = datetime(2096, 3, 2, 12, tzinfo=UTC)
"""Far off: what is due by the cloud's own clock, it fires and deletes."""
TARGET = "arn:aws:lambda:eu-west-3:000000000000:function:payments-tasks"
ROLE = "arn:aws:iam::000000000000:role/timers"
LETTERS = "arn:aws:sqs:eu-west-3:000000000000:letters"
MILESTONE = "mil_01KCX3V7Q8M2N4P6R8T0W2Y4AB"


pytestmark = pytest.mark.usefixtures("platform")


def timers(group: str) -> SchedulerHoldTimers:
    return SchedulerHoldTimers(group, TARGET, ROLE, LETTERS)


def test_the_same_timer_twice_is_one_schedule_that_fires_once_and_goes(aws_cloud: LocalCloud) -> None:
    scheduler: Any = aws_cloud.client("scheduler")
    scheduler.create_schedule_group(Name="holds")

    for _ in range(2):
        timers("holds").set(MILESTONE, HELD_AT, HELD_AT + timedelta(days=60))
    timers("holds").set(MILESTONE, HELD_AT, HELD_AT + timedelta(days=75))
    timers("holds").set(MILESTONE, HELD_AT + timedelta(days=1), HELD_AT + timedelta(days=61))

    found = [each["Name"] for each in scheduler.list_schedules(GroupName="holds")["Schedules"]]
    assert len(found) == 3
    assert all(len(name) <= 64 for name in found)
    one = scheduler.get_schedule(GroupName="holds", Name=f"{MILESTONE}-60-20960302T120000")
    assert (one["ScheduleExpression"], one["FlexibleTimeWindow"]) == ("at(2096-05-01T12:00:00)", {"Mode": "OFF"})
    assert one["ActionAfterCompletion"] == "DELETE"
    given = json.loads(one["Target"]["Input"])
    assert given == {"task": "hold_aged", "input": {"milestone_id": MILESTONE, "held_at": "2096-03-02T12:00:00.000Z"}}


def test_a_scheduler_that_refuses_is_an_outage_so_that_the_event_comes_again(aws_cloud: LocalCloud) -> None:
    del aws_cloud

    with pytest.raises(Unavailable):
        timers("no-such-group").set(MILESTONE, HELD_AT, HELD_AT + timedelta(days=60))

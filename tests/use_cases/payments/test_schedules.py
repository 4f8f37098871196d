"""The payment schedule of a contract: each milestone has its day, and the client hears of it once if it is unpaid."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from guildhall.contracts.events import AgreedMilestone, ContractSignedV1
from guildhall.payments.gateways.hold_timers import SchedulerHoldTimers
from guildhall.payments.use_cases.scheduling import pay_days
from tests.support.http import LambdaContext
from tests.support.outbox import published
from tests.support.payments import PaymentsHouse
from tools.localcloud import LocalCloud

MILESTONE = "mil_01KCX3V7Q8M2N4P6R8T0W2Y4AB"


def agreed(number: int, due_on: date) -> AgreedMilestone:
    return AgreedMilestone(milestone_id=f"mil_{number}", title=f"Part {number}", amount_minor=100_00, due_on=due_on)


def sign(house: PaymentsHouse, *due: date) -> list[str]:
    """Both sides sign a contract with a milestone for each day; payments hears of it twice."""
    milestones = [agreed(number, due_on) for number, due_on in enumerate(due, 1)]
    signed = ContractSignedV1(
        contract_id=house.contract, client_id=house.client.account_id, expert_id=house.expert.account_id, title="Work",
        currency="EUR", milestones=milestones,
    )  # fmt: skip
    for _ in range(2):
        assert house.hear(signed) == []
    return [each.milestone_id for each in milestones]


def fire(house: PaymentsHouse, milestone: str) -> bool:
    """Let the timer bring its task, as the scheduler would."""
    house.clock.advance(max(house.timers.funding[milestone] - house.clock.now(), timedelta(0)))
    answer = house.task({"task": "funding_due", "input": {"milestone_id": milestone}}, LambdaContext())
    return bool(answer["is_told"])


@pytest.mark.feature("PAY-12")
def test_each_milestone_says_when_to_pay_and_the_client_hears_of_it_on_that_day(house: PaymentsHouse) -> None:
    first, second, third = sign(house, date(2026, 3, 20), date(2026, 4, 10), date(2026, 9, 30))

    rows = house.call("GET", "/v1/payments", by=house.client, query={"contract_id": house.contract}).body["items"]
    assert [(row["milestone_id"], row["pay_on"], row["due_on"]) for row in rows] == [
        (first, "2026-03-02", "2026-03-20"),
        (second, "2026-03-20", "2026-04-10"),
        (third, "2026-08-01", "2026-09-30"),  # not in April: nobody's money is held for half a year
    ]
    assert house.timers.funding == {
        second: datetime(2026, 3, 20, 8, tzinfo=UTC),
        third: datetime(2026, 8, 1, 8, tzinfo=UTC),
    }

    assert [fire(house, second), fire(house, second)] == [True, False]

    (told,) = published(house.platform.tables, "FundingDue.v1")
    assert (told["client_id"], told["milestone_id"], told["amount_minor"]) == ("acc_client1", second, 100_00)
    assert told["due_on"] == "2026-04-10"


def test_nobody_is_reminded_of_what_is_paid_or_being_paid(house: PaymentsHouse) -> None:
    _, paid, begun = sign(house, date(2026, 3, 20), date(2026, 4, 10), date(2026, 4, 20))
    house.hold(paid)
    house.fund(begun)

    assert [fire(house, paid), fire(house, begun)] == [False, False]
    assert published(house.platform.tables, "FundingDue.v1") == []


@pytest.mark.parametrize(
    ("signed_on", "due", "pay"),
    [
        (date(2026, 3, 2), [date(2026, 3, 9)], [date(2026, 3, 2)]),
        (date(2026, 3, 2), [date(2026, 6, 1)], [date(2026, 4, 2)]),
        (date(2026, 3, 30), [date(2026, 3, 9), date(2026, 4, 1)], [date(2026, 3, 30), date(2026, 3, 30)]),
    ],
)
def test_a_day_to_pay_is_when_work_begins_not_before_the_signature_and_not_too_early(
    signed_on: date, due: list[date], pay: list[date]
) -> None:
    milestones = [agreed(number, day) for number, day in enumerate(due)]

    assert [day for _, day in pay_days(signed_on, milestones)] == pay


def test_the_same_reminder_twice_is_one_schedule(aws_cloud: LocalCloud, platform: object) -> None:
    del platform
    scheduler: Any = aws_cloud.client("scheduler")
    scheduler.create_schedule_group(Name="funding")
    arn = "arn:aws:lambda:eu-west-3:000000000000:function:payments-tasks"
    timers = SchedulerHoldTimers("funding", arn, "arn:aws:iam::000000000000:role/timers", "arn:aws:sqs:eu-west-3:0:d")

    # Far off: what is due by the cloud's own clock, it fires and deletes.
    for _ in range(2):
        timers.set_funding(MILESTONE, datetime(2096, 4, 1, 8, tzinfo=UTC))

    (found,) = scheduler.list_schedules(GroupName="funding")["Schedules"]
    one = scheduler.get_schedule(GroupName="funding", Name=found["Name"])
    assert one["ScheduleExpression"] == "at(2096-04-01T08:00:00)"
    assert json.loads(one["Target"]["Input"]) == {"task": "funding_due", "input": {"milestone_id": MILESTONE}}

"""The ports `HoldTimers` and `FundingTimers` on EventBridge Scheduler: one-time schedules that fire once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import Unavailable
from guildhall.platform import aws

RETRY = {"MaximumEventAgeInSeconds": 86_400, "MaximumRetryAttempts": 20}
"""A day of trying; then the dead letters, an alarm, and the sweep that looks anyway."""


class SchedulerHoldTimers:
    """Sets schedules in one group. target: ARN of the function of tasks. role: as which it is invoked."""

    def __init__(self, group: str, target: str, role: str, dead_letters: str) -> None:
        self._group, self._target, self._role, self._dead_letters = group, target, role, dead_letters

    def set(self, milestone_id: str, held_at: datetime, fires_at: datetime) -> None:
        """Set a timer; its name, of the hold and the day, makes a second one change nothing. Raises Unavailable."""
        days = (fires_at - held_at).days
        given = {"task": "hold_aged", "input": {"milestone_id": milestone_id, "held_at": to_text(held_at)}}
        self._set(f"{milestone_id}-{days}-{held_at:%Y%m%dT%H%M%S}", fires_at, given)

    def set_funding(self, milestone_id: str, fires_at: datetime) -> None:
        """Set a timer about a milestone that nobody has paid for. Raises Unavailable."""
        given = {"task": "funding_due", "input": {"milestone_id": milestone_id}}
        self._set(f"{milestone_id}-fund-{fires_at:%Y%m%d}", fires_at, given)

    def _set(self, name: str, fires_at: datetime, given: dict[str, Any]) -> None:
        request: dict[str, Any] = {
            # At most 64 characters, of letters, digits, and `-_.`.
            "Name": name,
            "GroupName": self._group,
            "ScheduleExpression": f"at({fires_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S})",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ActionAfterCompletion": "DELETE",
            "Target": {
                "Arn": self._target,
                "RoleArn": self._role,
                "Input": json.dumps(given),
                "RetryPolicy": RETRY,
                "DeadLetterConfig": {"Arn": self._dead_letters},
            },
        }
        try:
            aws.client("scheduler").create_schedule(**request)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConflictException":
                raise Unavailable from error

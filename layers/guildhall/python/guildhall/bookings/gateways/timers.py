"""The port `Timers` on EventBridge Scheduler: one-time schedules that are deleted when they have fired."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from guildhall.kernel.errors import Unavailable
from guildhall.platform import aws

RETRY = {"MaximumEventAgeInSeconds": 3_600, "MaximumRetryAttempts": 10}
"""An hour of trying: a reminder that comes later than that reminds of nothing."""


class SchedulerTimers:
    """Sets schedules in one group. target: ARN of the function of tasks. role: as which it is invoked."""

    def __init__(self, group: str, target: str, role: str, dead_letters: str) -> None:
        self._group, self._target, self._role, self._dead_letters = group, target, role, dead_letters

    def set(self, name: str, at: datetime, task: str, given: dict[str, Any]) -> None:
        """Set it, or move the one of that name. Raises Unavailable."""
        request: dict[str, Any] = {
            "Name": name,
            "GroupName": self._group,
            "ScheduleExpression": f"at({at.astimezone(UTC):%Y-%m-%dT%H:%M:%S})",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ActionAfterCompletion": "DELETE",
            "Target": {
                "Arn": self._target,
                "RoleArn": self._role,
                "Input": json.dumps({"task": task, "input": given}),
                "RetryPolicy": RETRY,
                "DeadLetterConfig": {"Arn": self._dead_letters},
            },
        }
        client = aws.client("scheduler")
        try:
            client.create_schedule(**request)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConflictException":
                raise Unavailable from error
            self._move(request)

    def cancel(self, name: str) -> None:
        """Let nothing happen; so it is, too, if there is none. Raises Unavailable."""
        try:
            aws.client("scheduler").delete_schedule(Name=name, GroupName=self._group)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise Unavailable from error

    def _move(self, request: dict[str, Any]) -> None:
        try:
            aws.client("scheduler").update_schedule(**request)
        except ClientError as error:
            # It fired this moment: whoever set it comes again.
            raise Unavailable from error

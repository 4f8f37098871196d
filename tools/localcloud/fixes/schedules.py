"""Schedules fire within a second, in their own time zone.

AWS: EventBridge Scheduler fires within the minute; `ScheduleExpressionTimezone` says whose clock an expression reads.
MiniStack: looks every ten seconds and reads every expression in UTC (services/scheduler.py:494, 519).
Ours: the same decision made once a second with the schedule's zone. Dispatch and deletion after completion are as
MiniStack does them.
Can go when MiniStack reads the zone.
"""

from __future__ import annotations

import logging
import re
import time
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ministack.core.responses import new_uuid, request_scope
from ministack.services import eventbridge, scheduler

from tools.localcloud.replace import expect, replace

logger = logging.getLogger("localcloud.schedules")

_AT = re.compile(r"\s*at\((.+)\)\s*")


def apply() -> None:
    """Replace the sweep over all schedules."""
    expect(scheduler._ticker_loop, "51e1b1334023", "scheduler._ticker_loop")
    scheduler._SCHEDULE_TICK_INTERVAL = 1
    replace(scheduler, "_tick_schedules", "0ece514e9120", _tick)


def _tick() -> None:
    for key, schedule in list(scheduler._schedules.all_items()):
        now = datetime.now(UTC)
        if _has_ended(schedule, now):
            _complete(key, schedule)
        elif schedule.get("State") == "ENABLED" and _is_due(key, schedule, now):
            scheduler._schedule_last_fired[key] = now.timestamp()
            _fire(key, schedule)
            if _AT.fullmatch(schedule["ScheduleExpression"]):
                _complete(key, schedule)


def _has_ended(schedule: dict[str, Any], now: datetime) -> bool:
    end = scheduler._to_epoch(schedule.get("EndDate"))
    return end is not None and now.timestamp() > end


def _complete(key: tuple[str, str, str], schedule: dict[str, Any]) -> None:
    if schedule.get("ActionAfterCompletion") == "DELETE":
        scheduler._schedules._data.pop(key, None)
        scheduler._schedule_last_fired.pop(key, None)


def _is_due(key: tuple[str, str, str], schedule: dict[str, Any], now: datetime) -> bool:
    expression = schedule["ScheduleExpression"]
    name = schedule.get("ScheduleExpressionTimezone") or "UTC"
    zone = UTC if name == "UTC" else ZoneInfo(name)  # a machine may come without any zone data
    start = scheduler._to_epoch(schedule.get("StartDate"))
    if start is not None and now.timestamp() < start:
        return False
    fired = scheduler._schedule_last_fired
    once = _AT.fullmatch(expression)
    if once:
        return key not in fired and now >= datetime.fromisoformat(once[1].strip()).replace(tzinfo=zone)
    interval = eventbridge._parse_rate_seconds(expression)
    if interval is not None:
        last_fired: float = fired.setdefault(key, schedule.get("CreationDate", time.time()))
        return now.timestamp() - last_fired >= float(interval)
    fields = eventbridge._parse_cron_fields(expression)
    if fields is None:
        return False
    last = datetime.fromtimestamp(fired.setdefault(key, now.timestamp()), zone)
    due = eventbridge._cron_next_fire(fields, last)
    return due is not None and now >= due


def _fire(key: tuple[str, str, str], schedule: dict[str, Any]) -> None:
    account, region, name = key
    event = {
        "EventId": new_uuid(),
        "Source": "aws.scheduler",
        "DetailType": "Scheduled Event",
        "Detail": "{}",
        "Time": time.time(),
        "Resources": [schedule.get("Arn", "")],
        "Account": account,
        "Region": region,
    }
    with request_scope(account, region):
        try:
            eventbridge._invoke_target(schedule["Target"], event, schedule)
        # A target may fail in any way; the thread that fires schedules goes on, as the service does.
        except Exception:
            logger.exception("schedule %s could not be delivered", name)

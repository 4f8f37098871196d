"""Alarms of CloudWatch, as EventBridge brings them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class AlarmNews:
    """That an alarm is in another state. description: what it means. cause: why, in the words of CloudWatch."""

    name: str
    state: str
    description: str
    cause: str
    at: datetime


def news_of(detail: dict[str, Any]) -> AlarmNews:
    """Read the detail of a `CloudWatch Alarm State Change` (CloudWatch user guide, "Alarm events and EventBridge")."""
    state = detail["state"]
    return AlarmNews(
        name=str(detail["alarmName"]),
        state=str(state["value"]),
        description=str(detail.get("configuration", {}).get("description", "")),
        cause=str(state.get("reason", "")),
        at=datetime.fromisoformat(str(state["timestamp"])),
    )

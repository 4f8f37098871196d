"""What statistics need."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from guildhall.notifications.models import Channel, Figures, Outcome


class Statistics(Protocol):
    """What became of what people were told."""

    def of_days(self, first_on: date, last_on: date) -> list[Figures]:
        """Return what was counted of those days, both included, by day, type and channel."""

    def of_announcement(self, announcement_id: str) -> dict[Channel, dict[Outcome, int]]:
        """Return what was counted of an announcement, by channel."""

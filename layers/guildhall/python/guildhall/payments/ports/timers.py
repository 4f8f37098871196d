"""What one-time timers of payments need."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class HoldTimers(Protocol):
    """Timers that bring the task `hold_aged`."""

    def set(self, milestone_id: str, held_at: datetime, fires_at: datetime) -> None:
        """Set a timer about a hold; the same one twice is one. held_at: tells this hold from another of the milestone.

        Raises Unavailable.
        """


class FundingTimers(Protocol):
    """Timers that bring the task `funding_due`."""

    def set_funding(self, milestone_id: str, fires_at: datetime) -> None:
        """Set a timer about a milestone that nobody has paid for; the same one twice is one. Raises Unavailable."""

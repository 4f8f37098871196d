"""Statistics for operators: what became of what people were told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Fault, Invalid
from guildhall.kernel.policy import Gate, require
from guildhall.notifications.errors import AnnouncementUnknown
from guildhall.notifications.models import Channel, Figures, Outcome, Type
from guildhall.notifications.ports.announcements import Announcements
from guildhall.notifications.ports.figures import Statistics
from guildhall.notifications.use_cases.announcements import DESK, VIEW

MOST_DAYS = 92


@dataclass(frozen=True, slots=True)
class ShowFigures:
    """Show operators how much was told, and what became of it."""

    statistics: Statistics
    announcements: Announcements
    gate: Gate

    def of_days(
        self, actor: Actor, first_on: date, last_on: date, *, kind: Type | None, channel: Channel | None
    ) -> list[Figures]:
        """Return the figures of those days, both included, by day, type and channel; days of UTC.

        Raises Forbidden, Invalid for days in the wrong order or more than 92 of them.
        """
        require(self.gate, actor, VIEW, DESK)
        if not 0 <= (last_on - first_on).days < MOST_DAYS:
            raise Invalid(
                faults=(Fault("#query/last_on", f"at most {MOST_DAYS} days, in their order", "out_of_range"),)
            )
        found = self.statistics.of_days(first_on, last_on)
        return [each for each in found if kind in {None, each.type} and channel in {None, each.channel}]

    def of_announcement(self, actor: Actor, announcement_id: str) -> dict[Channel, dict[Outcome, int]]:
        """Return the figures of one announcement, by channel. Raises Forbidden, AnnouncementUnknown."""
        require(self.gate, actor, VIEW, DESK)
        if self.announcements.get(announcement_id) is None:
            raise AnnouncementUnknown
        return self.statistics.of_announcement(announcement_id)

"""What of released money the platform keeps, by day or for a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from guildhall.kernel.actor import Actor
from guildhall.kernel.policy import Gate, require
from guildhall.ledger.errors import PeriodTooLong
from guildhall.ledger.models import Period
from guildhall.ledger.models.days import DayEntry
from guildhall.ledger.models.taking import Taken, taken_of
from guildhall.ledger.ports import Days
from guildhall.ledger.use_cases.finance import ONE_DAY, VIEW_BOOKS, books_of_all

LONGEST = timedelta(days=31)
"""Read entry by entry: roll-ups of accounts do not tell a release from a transfer."""


@dataclass(frozen=True, slots=True)
class ShowTakeRate:
    """Show the take rate, from the entries of the journal."""

    days: Days
    gate: Gate

    def __call__(self, actor: Actor, period: Period, by: str) -> list[Taken]:
        """Return what was taken by time and currency, oldest first.

        period: both ends given, 31 days at most. by: "day", "month", or "period" for one each.
        Raises Forbidden, PeriodTooLong.
        """
        require(self.gate, actor, VIEW_BOOKS, books_of_all())
        first, last = period.from_on, period.to_on
        assert first is not None and last is not None  # noqa: S101, PT018  the edge asks for both
        if last - first >= LONGEST:
            raise PeriodTooLong("ask for 31 days at most")
        found, day = dict[str, list[DayEntry]](), first
        while day <= last:
            when = {"day": day.isoformat(), "month": f"{day:%Y-%m}", "period": f"{first}/{last}"}[by]
            found.setdefault(when, []).extend(self.days.entries(day))
            day += ONE_DAY
        return [taken for when, entries in found.items() for taken in taken_of(when, entries)]

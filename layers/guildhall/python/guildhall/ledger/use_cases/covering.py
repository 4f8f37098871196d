"""The check that what we hold covers what we owe: hourly, with an alarm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from guildhall.kernel.clock import Clock
from guildhall.ledger.models import Coverage, Roll, coverage_of
from guildhall.ledger.models.days import Totals, accounts_of, natural, totals_after
from guildhall.ledger.ports import Alarms, Days
from guildhall.ledger.use_cases.closing import LOOK_BACK


@dataclass(frozen=True, slots=True)
class CheckCoverage:
    """Compare what providers and banks hold with what belongs to others, per currency."""

    days: Days
    alarms: Alarms
    clock: Clock

    def __call__(self) -> list[Coverage]:
        """Return and keep the coverage as of now; a currency that is short, or does not balance, is counted."""
        found = coverage_of(standing(self.days, self.clock.now().date()), self.clock.now())
        self.days.keep_coverage(found)
        for coverage in found:
            if not coverage.is_sound:
                self.alarms.coverage_short(coverage)
        return found


def standing(days: Days, today: date) -> Totals:
    """Return the totals of all classes at this moment: the last closed day's, and what came since."""
    last = days.last_closed()
    totals: Totals = last.totals if last else {}
    day = last.day + timedelta(days=1) if last else today - LOOK_BACK
    while day <= today:
        moved = accounts_of(days.entries(day))
        rolls = [
            Roll(account, currency, day, len(lines), natural(account, sum(minor for _, minor in lines)), 0)
            for (account, currency), lines in moved.items()
        ]
        totals = totals_after(totals, rolls)
        day += timedelta(days=1)
    return totals

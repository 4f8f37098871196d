"""The check that what we hold covers what we owe: hourly, with an alarm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from guildhall.kernel.clock import Clock
from guildhall.ledger.models import Coverage, Roll, class_of, coverage_of
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


@dataclass(frozen=True, slots=True)
class HotBalances:
    """Say what a hot account holds at this moment, in each currency."""

    days: Days
    clock: Clock

    def __call__(self, account: str) -> dict[str, int]:
        """Return minor units by currency, in natural direction: the last roll-ups, and what came since."""
        last, today = self.days.last_closed(), self.clock.now().date()
        known = last.totals.get(class_of(account).name, {}) if last else {}
        rolls = (self.days.last_roll(account, currency, today + timedelta(days=1)) for currency in known)
        held = {roll.currency: roll.closing_minor for roll in rolls if roll is not None}
        day = last.day + timedelta(days=1) if last else today - LOOK_BACK
        while day <= today:
            for (name, currency), lines in accounts_of(self.days.entries(day)).items():
                if name == account:
                    held[currency] = held.get(currency, 0) + natural(name, sum(minor for _, minor in lines))
            day += timedelta(days=1)
        return held

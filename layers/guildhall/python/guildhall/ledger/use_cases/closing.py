"""The nightly close: each day is folded, frozen, and chained by hash to the day before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from guildhall.kernel.clock import Clock
from guildhall.ledger.errors import BooksBroken
from guildhall.ledger.models import ClosedDay, DayEntry, Roll, coverage_of
from guildhall.ledger.models.days import FIRST_DIGEST, Totals, accounts_of, digest_of, natural, totals_after
from guildhall.ledger.ports import Alarms, Days

MARGIN = timedelta(hours=1)
"""After midnight, before a day is closed: what was booked a moment before it has long been committed."""
LOOK_BACK = timedelta(days=31)
"""How far the very first close looks for the first day of the journal."""
CHECKED_AGAIN = 7
"""How many closed days each night looks at once more."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CloseDays:
    """Close every day that is over: a nightly job, harmless when it runs twice."""

    days: Days
    alarms: Alarms
    clock: Clock

    def __call__(self) -> list[ClosedDay]:
        """Return the days that were closed now, oldest first. Raises BooksBroken (a person must look first)."""
        last = self.days.last_closed()
        closed = []
        for day in self._open_days(last):
            try:
                last = self._close(day, last)
            except BooksBroken as broken:
                self.alarms.books_broken(str(broken))
                raise
            closed.append(last)
        for coverage in coverage_of(closed[-1].totals, self.clock.now()) if closed else []:
            if coverage.suspense_minor:
                self.alarms.suspense_open(coverage)
        return closed

    def _open_days(self, last: ClosedDay | None) -> Iterator[date]:
        end = (self.clock.now() - MARGIN).date()
        day = last.day + ONE_DAY if last else self._first_day(end)
        while day < end:
            yield day
            day += ONE_DAY

    def _first_day(self, end: date) -> date:
        day = end - LOOK_BACK
        while day < end and not self.days.entries(day):
            day += ONE_DAY
        return day

    def _close(self, day: date, previous: ClosedDay | None) -> ClosedDay:
        before = previous.digest if previous else FIRST_DIGEST
        totals: Totals = previous.totals if previous else {}
        entries = self.days.entries(day)
        rolls = roll_up(self.days, day, entries)
        stored = {(roll.account, roll.currency): roll for roll in self.days.rolls(accounts_of(entries), day)}
        for roll in rolls:
            if stored.get((roll.account, roll.currency), roll) != roll:
                raise BooksBroken(f"{day}: the roll-up of {roll.account} {roll.currency} is not what its lines say")
        self.days.add_rolls(roll for roll in rolls if (roll.account, roll.currency) not in stored)
        digest = digest_of(before, day, entries, rolls)
        after = totals_after(totals, rolls)
        closed = ClosedDay(day, len(entries), after, before, digest, self.clock.now())
        self.days.close(closed)
        return closed


@dataclass(frozen=True, slots=True)
class VerifyDays:
    """Look at closed days again: nothing in them may have changed."""

    days: Days
    alarms: Alarms

    def __call__(self, last: date | None = None, count: int = CHECKED_AGAIN) -> list[str]:
        """Return what is broken, counting each for the alarm; nothing when all is well.

        last: the newest day to look at; the newest closed one if not given. count: how many days, going back.
        """
        newest = self.days.last_closed()
        day = last or (newest.day if newest else None)
        broken: list[str] = []
        following: ClosedDay | None = None
        for _ in range(count if day else 0):
            assert day is not None  # noqa: S101  else the range is empty
            closed = self.days.closed(day)
            if closed is None:
                break
            if following is not None and following.previous_digest != closed.digest:
                broken.append(f"{following.day} is not chained to {day}")
            broken += self._look(closed)
            following, day = closed, day - ONE_DAY
        for detail in broken:
            self.alarms.books_broken(detail)
        return broken

    def _look(self, closed: ClosedDay) -> list[str]:
        entries = self.days.entries(closed.day)
        try:
            rolls = roll_up(self.days, closed.day, entries)
        except BooksBroken as broken:
            return [str(broken)]
        if self.days.rolls(accounts_of(entries), closed.day) != rolls:
            return [f"{closed.day}: a roll-up is not what its lines say"]
        if digest_of(closed.previous_digest, closed.day, entries, rolls) != closed.digest:
            return [f"{closed.day} is not what it was when it was closed"]
        return []


def roll_up(days: Days, day: date, entries: list[DayEntry]) -> list[Roll]:
    """Return the roll-ups of a day, by account and currency.

    Raises BooksBroken when a header is not what was posted, or lines are not what their headers say.
    """
    for entry in entries:
        if entry.content_digest != entry.digest:
            raise BooksBroken(f"{day}: {entry.entry_id} is not what was posted")
    rolls = []
    for (account, currency), said in accounts_of(entries).items():
        lines = sorted(days.lines(account, currency, day))
        if lines != said:
            raise BooksBroken(f"{day}: the lines of {account} {currency} are not what their headers say")
        before = days.last_roll(account, currency, day)
        total = natural(account, sum(minor for _, minor in lines))
        closing = total + (before.closing_minor if before else 0)
        rolls.append(Roll(account, currency, day, len(lines), total, closing))
    return rolls

"""What finance staff see of the books: coverage, closed days, and what accounts brought in a period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.money import exponent
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.ledger.errors import PeriodTooLong
from guildhall.ledger.models import ClosedDay, Coverage, Hold, Period, PeriodTotal, Posting, account, class_of
from guildhall.ledger.models.days import accounts_of, natural
from guildhall.ledger.ports import Books, Days

VIEW_BOOKS = "ledger.view_books"
FEES = (
    "platform_fee", "subscription_revenue", "processor_fee", "dispute_fee", "chargeback_loss", "referral_expense",
    "promo_expense", "fx_gain_loss", "rounding",
)  # fmt: skip
"""What the platform earned and spent."""
TAXES = ("tax_payable", "withholding_payable")
LOOK_BACK = timedelta(days=31)
"""How many days are read entry by entry when none was ever closed."""
LONGEST = timedelta(days=366)
ONE_DAY = timedelta(days=1)


def books_of_all() -> Resource:
    """Return the whole of the books, as the policies see them."""
    return Resource("Books", "all")


@dataclass(frozen=True, slots=True)
class ShowCoverage:
    """Show whether what we hold covers what we owe."""

    days: Days
    gate: Gate

    def __call__(self, actor: Actor) -> list[Coverage]:
        """Return what the last check found, by currency. Raises Forbidden."""
        require(self.gate, actor, VIEW_BOOKS, books_of_all())
        return self.days.last_coverage()


@dataclass(frozen=True, slots=True)
class ListClosedDays:
    """Show the chain of closed days."""

    days: Days
    gate: Gate

    def __call__(
        self, actor: Actor, limit: int, position: dict[str, str] | None
    ) -> tuple[list[ClosedDay], dict[str, str] | None]:
        """Return one page, newest first. Raises Forbidden."""
        require(self.gate, actor, VIEW_BOOKS, books_of_all())
        return self.days.list_closed(limit, position)


@dataclass(frozen=True, slots=True)
class ListMovements:
    """Show what a day brought to a provider's account and took from it: payments, payouts, refunds, fees."""

    books: Books
    gate: Gate

    def __call__(
        self, actor: Actor, provider: str, currency: str, day: date, kinds: frozenset[str] = frozenset()
    ) -> list[Posting]:
        """Return the day's postings, oldest first. kinds: of entries; all if empty.

        Raises Forbidden, CurrencyUnknown.
        """
        require(self.gate, actor, VIEW_BOOKS, books_of_all())
        exponent(currency)
        found = self.books.postings_of_day(account("psp_clearing", provider), currency, day)
        return [each for each in found if not kinds or each.entry_kind in kinds]


@dataclass(frozen=True, slots=True)
class ListHolds:
    """Show what is held for milestones, by age: of closed days by their roll-ups, of open ones by their entries."""

    days: Days
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, min_age_days: int = 0, currency: str | None = None) -> list[Hold]:
        """Return the holds that money lies in, oldest first; a year back at most. Raises Forbidden."""
        require(self.gate, actor, VIEW_BOOKS, books_of_all())
        today = self.clock.now().date()
        holds: dict[tuple[str, str], Hold] = {}
        for day, name, code, minor in moves_of(self.days, ("hold",), today - LONGEST, today):
            known = holds.get((name, code)) or Hold(name.partition(":")[2], code, 0, day)
            since = known.held_since if known.held_minor else day
            holds[name, code] = replace(known, held_minor=known.held_minor + minor, held_since=since)
        old = (hold for hold in holds.values() if hold.held_minor and (today - hold.held_since).days >= min_age_days)
        return sorted(
            (hold for hold in old if currency in {None, hold.currency}),
            key=lambda hold: (hold.held_since, hold.milestone_id),
        )


@dataclass(frozen=True, slots=True)
class ShowTotals:
    """Show what hot accounts brought: of closed days by their roll-ups, of open ones by their entries."""

    days: Days
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, classes: tuple[str, ...], period: Period, by: str) -> list[PeriodTotal]:
        """Return totals by time, account and currency, oldest first.

        period: both ends given, a year at most. by: "day", "month", or "period" for one total each.
        Raises Forbidden, PeriodTooLong.
        """
        require(self.gate, actor, VIEW_BOOKS, books_of_all())
        first, last = period.from_on, period.to_on
        assert first is not None and last is not None  # noqa: S101, PT018  the edge asks for both
        if last - first > LONGEST:
            raise PeriodTooLong("ask for a year at most")
        totals: dict[tuple[str, str, str], int] = {}
        for day, name, currency, minor in moves_of(self.days, classes, first, min(last, self.clock.now().date())):
            when = {"day": day.isoformat(), "month": day.isoformat()[:7], "period": f"{first}/{last}"}[by]
            totals[when, name, currency] = totals.get((when, name, currency), 0) + minor
        return [PeriodTotal(*key, minor) for key, minor in sorted(totals.items())]


def moves_of(days: Days, classes: tuple[str, ...], first: date, last: date) -> Iterator[tuple[date, str, str, int]]:
    """Yield what each day brought to each account of some classes that are listed by class; each account's in order."""
    closed = days.last_closed()
    for class_name in classes:
        for month in _months(first, last):
            for roll in days.rolls_of(class_name, month):
                if first <= roll.day <= last:
                    yield roll.day, roll.account, roll.currency, roll.total_minor
    day = max(first, closed.day + ONE_DAY) if closed else max(first, last - LOOK_BACK)
    while day <= last:
        for (name, currency), lines in accounts_of(days.entries(day)).items():
            if class_of(name).name in classes:
                yield day, name, currency, natural(name, sum(minor for _, minor in lines))
        day += ONE_DAY


def _months(first: date, last: date) -> Iterator[str]:
    month = first.replace(day=1)
    while month <= last:
        yield f"{month:%Y-%m}"
        month = (month + timedelta(days=31)).replace(day=1)

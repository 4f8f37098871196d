"""What finance staff see of the books: coverage, closed days, and what accounts brought in a period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.ledger.errors import PeriodTooLong
from guildhall.ledger.models import ClosedDay, Coverage, Period, PeriodTotal, class_of
from guildhall.ledger.models.days import accounts_of, natural
from guildhall.ledger.ports import Days

VIEW_BOOKS = "ledger.view_books"
FEES = (
    "platform_fee", "subscription_revenue", "processor_fee", "dispute_fee", "chargeback_loss", "referral_expense",
    "promo_expense", "fx_gain_loss", "rounding",
)  # fmt: skip
"""What the platform earned and spent."""
TAXES = ("tax_payable", "withholding_payable")
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
        for day, account, currency, minor in self._each(classes, first, last):
            when = {"day": day.isoformat(), "month": day.isoformat()[:7], "period": f"{first}/{last}"}[by]
            totals[when, account, currency] = totals.get((when, account, currency), 0) + minor
        return [PeriodTotal(*key, minor) for key, minor in sorted(totals.items())]

    def _each(self, classes: tuple[str, ...], first: date, last: date) -> Iterator[tuple[date, str, str, int]]:
        closed = self.days.last_closed()
        for class_name in classes:
            for month in _months(first, last):
                for roll in self.days.rolls_of(class_name, month):
                    if first <= roll.day <= last:
                        yield roll.day, roll.account, roll.currency, roll.total_minor
        last = min(last, self.clock.now().date())
        day = max(first, closed.day + ONE_DAY) if closed else first
        while day <= last:
            for (account, currency), lines in accounts_of(self.days.entries(day)).items():
                if class_of(account).name in classes:
                    yield day, account, currency, natural(account, sum(minor for _, minor in lines))
            day += ONE_DAY


def _months(first: date, last: date) -> Iterator[str]:
    month = first.replace(day=1)
    while month <= last:
        yield f"{month:%Y-%m}"
        month = (month + timedelta(days=31)).replace(day=1)

"""What some days of a venue came to, against the days before; and what the days to come may come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median_low

from guildhall.bookings.models.evening import Figures

WEEK = timedelta(days=7)
WEEKS_BACK = 8
"""Two months: long enough that one odd evening decides nothing, short enough to follow the season."""
LEAST_DAYS = 3
"""Of fewer equal weekdays nothing can be said."""

Days = Sequence[tuple[date, Figures]]


def weeks_before(first_on: date, count: int) -> date:
    """Return where the period before begins: as many whole weeks earlier as it takes, so that weekdays are the same."""
    return first_on - WEEK * -(-count // 7)


@dataclass(frozen=True, slots=True)
class Known:
    """A day that was, on which a forecast stands. covers: who came. missed, due: parties."""

    on: date
    covers: int
    missed: int
    due: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a day may come to.

    booked: guests who have a reservation already. expected: the middle of what came on the same weekdays, or what is
    booked if that is more; least, most: of those weekdays. missed: parties of those booked to which nobody may come.
    All three None where too few such days are known. basis: those days, the latest first.
    """

    on: date
    booked: int
    expected: int | None
    least: int | None
    most: int | None
    missed: int | None
    basis: tuple[Known, ...]


def forecast(on: date, day: Figures, history: Days) -> Forecast:
    """Say what a day may come to by its weekday.

    history: days that are over, in order. Days on which the venue did not open, and those before its first guests, say
    nothing.
    """
    begun = next((known for known, figures in history if figures.covers), None)
    basis = tuple(
        Known(known, figures.covers, figures.missed, figures.due)
        for known, figures in reversed(history)
        if begun and known >= begun and known.weekday() == on.weekday() and figures.seats
    )
    if len(basis) < LEAST_DAYS:
        return Forecast(on, day.covers, None, None, None, None, basis)
    covers, due = [known.covers for known in basis], sum(known.due for known in basis)
    parties = sum(day.parties.values()) - _over(day)
    missed = round(parties * sum(known.missed for known in basis) / due) if due else 0
    return Forecast(on, day.covers, max(median_low(covers), day.covers), min(covers), max(covers), missed, basis)


def _over(day: Figures) -> int:
    """Count the parties of a day that are not to come any more, or have come already."""
    return sum(count for state, count in day.parties.items() if state.value != "confirmed")


class Goal(StrEnum):
    """What a venue can measure itself by."""

    CONVERSION = "conversion"
    ABANDONMENT = "abandonment"
    SATISFACTION = "satisfaction"


@dataclass(frozen=True, slots=True)
class Kpi:
    """A measure against its target. value: shares in hundredths of a percent, stars in hundredths; None: nothing known.

    of: how many forms, or answers of guests, it stands on.
    """

    goal: Goal
    value: int | None
    target: int
    of: int

    @property
    def is_met(self) -> bool | None:
        """Tell whether the target is met; None while nothing is known."""
        if self.value is None:
            return None
        return self.value < self.target if self.goal is Goal.ABANDONMENT else self.value > self.target


CONVERSION_TARGET, ABANDONMENT_TARGET, SATISFACTION_TARGET = 1_500, 3_000, 450


def kpis(period: Figures, stars: Sequence[int]) -> list[Kpi]:
    """Measure a period. stars: what guests gave in it, 1 to 5 each."""
    forms = period.confirmed + period.abandoned
    mean = sum(stars) * 100 // len(stars) if stars else None
    return [
        Kpi(Goal.CONVERSION, period.conversion_basis if forms else None, CONVERSION_TARGET, forms),
        Kpi(Goal.ABANDONMENT, period.abandonment_basis if forms else None, ABANDONMENT_TARGET, forms),
        Kpi(Goal.SATISFACTION, mean, SATISFACTION_TARGET, len(stars)),
    ]


@dataclass(frozen=True, slots=True)
class Trend:
    """Some days, in sum and one by one, with the same weekdays before, forecasts of those to come, and measures."""

    first_on: date
    days: tuple[tuple[date, Figures], ...]
    period: Figures
    before_on: date
    before: Figures
    forecasts: tuple[Forecast, ...]
    kpis: tuple[Kpi, ...]

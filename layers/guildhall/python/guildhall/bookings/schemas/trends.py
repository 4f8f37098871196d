"""Shapes of comparisons, forecasts and measures."""

from __future__ import annotations

from pydantic import BaseModel, Field

from guildhall.bookings.models.trends import Forecast, Goal, Kpi, Trend
from guildhall.bookings.schemas.evening import FiguresOut, TotalOut
from guildhall.kernel.types import Day


class KnownDayOut(BaseModel):
    """A day that was: guests who came, parties that were due, and those to which nobody came."""

    on: Day
    covers: int
    parties_due: int
    no_shows: int


class ForecastOut(BaseModel):
    """What a day may come to, by the same weekdays before it; null where too few of them are known.

    expected_covers: the middle of `basis`, or what is booked if that is more; least and most are of `basis`.
    """

    on: Day
    booked_covers: int
    expected_covers: int | None
    least_covers: int | None
    most_covers: int | None
    expected_no_shows: int | None = Field(description="Parties.")
    basis: list[KnownDayOut]

    @classmethod
    def of(cls, known: Forecast) -> ForecastOut:
        """Shape a forecast for the wire."""
        basis = [
            KnownDayOut(on=each.on, covers=each.covers, parties_due=each.due, no_shows=each.missed)
            for each in known.basis
        ]
        return cls(
            on=known.on,
            booked_covers=known.booked,
            expected_covers=known.expected,
            least_covers=known.least,
            most_covers=known.most,
            expected_no_shows=known.missed,
            basis=basis,
        )


class KpiOut(BaseModel):
    """A measure against its target: shares in hundredths of a percent, stars in hundredths. of: what it stands on."""

    goal: Goal
    value: int | None
    target: int
    of: int
    is_met: bool | None

    @classmethod
    def of_kpi(cls, kpi: Kpi) -> KpiOut:
        """Shape a measure for the wire."""
        return cls(goal=kpi.goal, value=kpi.value, target=kpi.target, of=kpi.of, is_met=kpi.is_met)


class PeriodOut(TotalOut):
    """What days came to together."""

    first_on: Day


class TrendOut(BaseModel):
    """Some days in sum and one by one, the same weekdays before, forecasts from today on, and measures."""

    period: PeriodOut
    before: PeriodOut
    days: list[FiguresOut]
    forecasts: list[ForecastOut]
    kpis: list[KpiOut]

    @classmethod
    def of(cls, trend: Trend) -> TrendOut:
        """Shape a trend for the wire."""
        return cls(
            period=PeriodOut(first_on=trend.first_on, **TotalOut.fields_of(trend.period)),
            before=PeriodOut(first_on=trend.before_on, **TotalOut.fields_of(trend.before)),
            days=[FiguresOut.of(on, day) for on, day in trend.days],
            forecasts=[ForecastOut.of(each) for each in trend.forecasts],
            kpis=[KpiOut.of_kpi(each) for each in trend.kpis],
        )

"""How a venue does: some days against those before, what the next may come to, and what guests say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from guildhall.bookings.models.evening import Figures, total
from guildhall.bookings.models.trends import WEEKS_BACK, Forecast, Trend, forecast, kpis, weeks_before
from guildhall.bookings.opening import instant_of
from guildhall.bookings.ports.reminders import Feedbacks
from guildhall.bookings.use_cases.evening import CountDay
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock


@dataclass(frozen=True, slots=True)
class ShowTrend:
    """Compare, and look ahead."""

    count_day: CountDay
    feedbacks: Feedbacks
    access: AccessVenue
    clock: Clock

    def __call__(self, actor: Actor, venue_id: str, first_on: date, count: int) -> Trend:
        """Return what local dates came to. count: of days, at most MOST_DAYS. Raises VenueUnknown, Forbidden."""
        venue = self.access(actor, venue_id, "bookings.run_room")
        zone, before_on = ZoneInfo(venue.details.time_zone), weeks_before(first_on, count)
        days = self.count_day(actor, venue_id, first_on, count)
        before = self.count_day(actor, venue_id, before_on, count)
        today = self.clock.now().astimezone(zone).date()
        period = total([day for _, day in days])
        return Trend(
            first_on,
            tuple(days),
            period,
            before_on,
            total([day for _, day in before]),
            self._forecasts(actor, venue_id, [each for each in days if each[0] >= today], today),
            tuple(kpis(period, self._stars(venue_id, zone, first_on, count))),
        )

    def _forecasts(
        self, actor: Actor, venue_id: str, ahead: Sequence[tuple[date, Figures]], today: date
    ) -> tuple[Forecast, ...]:
        if not ahead:
            return ()
        weeks = timedelta(weeks=WEEKS_BACK)
        history = self.count_day(actor, venue_id, today - weeks, weeks.days)
        return tuple(forecast(on, day, history) for on, day in ahead)

    def _stars(self, venue_id: str, zone: ZoneInfo, first_on: date, count: int) -> list[int]:
        first, last = (instant_of(zone, first_on + timedelta(days=more), time()) for more in (0, count))
        return self.feedbacks.stars(venue_id, first, last)

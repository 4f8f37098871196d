"""Opening rules: who writes them, and what they mean for the days to come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from guildhall.bookings import opening
from guildhall.bookings.models.opening import OpeningRules, check_rules
from guildhall.bookings.models.venue import Venue, check_publishable
from guildhall.bookings.opening import Day, Hours, Service
from guildhall.bookings.ports.venues import HolidayCalendars, Openings, PublicHolidays
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion


@dataclass(frozen=True, slots=True)
class FindHours:
    """Bring together what decides when a venue is open."""

    openings: Openings
    holidays: PublicHolidays

    def __call__(self, venue: Venue, first: date, last: date) -> Hours:
        """Return the hours, good for every day from first to last."""
        rules = self.openings.get(venue.venue_id)
        country, subdivision = venue.details.address.country, rules.holidays.subdivision
        return Hours(rules, ZoneInfo(venue.details.time_zone), self.holidays.between(country, subdivision, first, last))

    def days(self, venue: Venue, first: date, count: int) -> list[tuple[Day, list[Service]]]:
        """List days with their services, from first on. count: at most opening.MOST_DAYS."""
        dates = [first + timedelta(days=n) for n in range(min(count, opening.MOST_DAYS))]
        hours = self(venue, dates[0], dates[-1])
        return [(opening.day_of(hours, day), opening.services(hours, day)) for day in dates]


@dataclass(frozen=True, slots=True)
class AccessOpening:
    """Show the rules to those who run the venue."""

    openings: Openings
    access: AccessVenue

    def __call__(self, actor: Actor, venue_id: str) -> OpeningRules:
        """Return the rules, version 0 if nobody has written any. Raises VenueUnknown."""
        self.access(actor, venue_id)
        return self.openings.get(venue_id)


@dataclass(frozen=True, slots=True)
class WriteOpening:
    """Keep the rules that the owner wrote, with the public holidays that they speak of."""

    openings: Openings
    calendars: HolidayCalendars
    access: AccessVenue
    clock: Clock

    def __call__(self, actor: Actor, venue_id: str, rules: OpeningRules, version: int) -> OpeningRules:
        """Return the stored rules.

        Raises VenueUnknown, Forbidden, StaleVersion, HoursImpossible, and VenueIncomplete if a public venue would have
        no service left.
        """
        venue = self.access(actor, venue_id, "bookings.write_opening")
        known = self.openings.get(venue_id)
        if known.version != version:
            raise StaleVersion(f"the rules are at version {known.version}")
        check_rules(rules)
        if venue.is_published:
            check_publishable(venue, rules)
        self.calendars.keep(
            venue.details.address.country, rules.holidays.subdivision, opening.years_from(self.clock.now().date())
        )
        written = replace(rules, updated_at=self.clock.now(), version=version)
        return self.openings.save("bookings.write_opening", written)


@dataclass(frozen=True, slots=True)
class KeepHolidays:
    """Bring every calendar in use up to date: a new year, or dates that the library knows better by now."""

    calendars: HolidayCalendars
    clock: Clock

    def __call__(self) -> int:
        """Return how many calendars there are."""
        in_use = self.calendars.in_use()
        for country, subdivision in in_use:
            self.calendars.keep(country, subdivision, opening.years_from(self.clock.now().date()))
        return len(in_use)

"""Take what browsers tell of real visits, and show it to operators."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from guildhall.administration.models.field import Breakages, Distribution, FieldReport, merged
from guildhall.administration.ports import FieldAlarms, FieldCounters
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.kernel.rate_limits import Limit, RateLimits

FIELD = Resource("FieldReports", "all")
BY_ADDRESS = Limit("field-reports", quota=600, window_seconds=600)
"""Of one network address, behind which a whole office may sit."""
OF_ALL = Limit("field-reports-of-all", quota=1_200, window_seconds=60)
"""More are turned away: percentiles need no more, and nobody fills the table with made-up reports."""


@dataclass(frozen=True, slots=True)
class TakeFieldReport:
    """Count what one page view tells."""

    counters: FieldCounters
    limits: RateLimits
    alarms: FieldAlarms
    clock: Clock

    def __call__(self, report: FieldReport, address: str) -> None:
        """Count it once, however often it comes. address: of the sender, for the limit only. Raises TooMany."""
        self.limits.take(BY_ADDRESS, address)
        self.limits.take(OF_ALL, "all")
        if self.counters.add(self.clock.now().date(), report):
            for each in report.broken:
                self.alarms.page_broke(report, each)


@dataclass(frozen=True, slots=True)
class ReadField:
    """Show an operator how pages do in the field."""

    counters: FieldCounters
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, days: int, app_release: str | None) -> tuple[list[Distribution], list[Breakages]]:
        """Return the vitals by route, and the errors, the most frequent first.

        days: back from today (UTC), 1 to MOST_DAYS. app_release: only what that one told. Raises Forbidden.
        """
        require(self.gate, actor, "administration.view_field_reports", FIELD)
        today = self.clock.now().date()
        measured: list[Distribution] = []
        broken: dict[tuple[str, str, str], Breakages] = {}
        for day in (today - timedelta(days=back) for back in range(days)):
            of_day, errors = self.counters.of_day(day, app_release)
            measured += of_day
            for each in errors:
                key = (each.digest, each.route, each.app_release)
                known = broken.get(key)
                broken[key] = replace(known, count=known.count + each.count) if known else each
        return merged(measured), sorted(broken.values(), key=lambda each: (-each.count, each.digest))

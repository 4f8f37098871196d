"""Read the audit log, seal its hours, and look whether they are what they were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from guildhall.administration.models.audit import FIRST_CHAIN, AuditEntry, SealedHour, lines_of, seal
from guildhall.administration.ports import AuditLog, Exports, SealAlarms, Seals
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock, to_text
from guildhall.kernel.policy import Gate, Resource, require

AUDIT_LOG = Resource("AuditLog", "all")


HOUR = timedelta(hours=1)


MARGIN = timedelta(minutes=15)
"""After an hour, before it is sealed: what was written in its last moment has long been committed."""


LOOK_BACK = timedelta(hours=24)
"""How far the very first run looks."""


HOURS_A_RUN = 24


CHECKED_AGAIN = 48
"""How many hours each run of the check looks at."""


@dataclass(frozen=True, slots=True)
class ReadAuditLog:
    """Show an operator who changed what."""

    log: AuditLog
    gate: Gate
    clock: Clock

    def __call__(
        self,
        actor: Actor,
        *,
        entity: str | None,
        until: datetime | None,
        limit: int,
        position: dict[str, Any] | None,
    ) -> tuple[list[AuditEntry], dict[str, Any] | None]:
        """Return a page, newest first: of one entity's history, or of everything up to an instant (default now).

        A page of everything may be empty and still have a next position: quiet hours are passed over a day at a time.
        Raises Forbidden.
        """
        require(self.gate, actor, "administration.view_audit_log", AUDIT_LOG)
        if entity is not None:
            return self.log.of_entity(entity, limit, position)
        return self.log.before(until or self.clock.now(), limit, position)


@dataclass(frozen=True, slots=True)
class SealAuditLog:
    """Export every hour that is over and chain it to the hour before: an hourly job, harmless when it runs twice."""

    log: AuditLog
    seals: Seals
    exports: Exports
    clock: Clock

    def __call__(self) -> list[SealedHour]:
        """Return the hours that were sealed now, oldest first; at most a day's, the next run takes the rest.

        Raises StaleVersion if another run seals the same hour at this moment.
        """
        last = self.seals.last()
        over = (self.clock.now() - MARGIN).replace(minute=0, second=0, microsecond=0)
        hour = last.hour + HOUR if last else over - LOOK_BACK
        sealed: list[SealedHour] = []
        while hour < over and len(sealed) < HOURS_A_RUN:
            content = lines_of(self.log.of_hour(hour))
            last = seal(hour, content, last.chain if last else FIRST_CHAIN)
            self.exports.put(last, content)
            self.seals.add(last)
            sealed.append(last)
            hour += HOUR
        return sealed


@dataclass(frozen=True, slots=True)
class VerifyAuditLog:
    """Look at sealed hours again: the log and its export must be what they were."""

    log: AuditLog
    seals: Seals
    exports: Exports
    alarms: SealAlarms
    clock: Clock

    def __call__(self, first: datetime | None = None, hours: int = CHECKED_AGAIN) -> list[str]:
        """Return what is broken, telling each; nothing when all is well.

        first: the oldest hour to look at; as many as `hours` ago if not given.
        """
        first = first or self.clock.now() - hours * HOUR
        broken: list[str] = []
        before = self.seals.since(first - HOUR, 1)
        previous = before[0] if before and before[0].hour < first else None
        for sealed in self.seals.since(first, hours):
            broken += self._look(sealed, previous)
            previous = sealed
        for detail in broken:
            self.alarms.broken(detail)
        return broken

    def _look(self, sealed: SealedHour, previous: SealedHour | None) -> list[str]:
        said = to_text(sealed.hour)
        kept = self.exports.get(sealed)
        broken = []
        if kept is None or seal(sealed.hour, kept, "").digest != sealed.digest:
            broken.append(f"{said}: the export is not what was sealed")
        present = lines_of(self.log.of_hour(sealed.hour))
        if seal(sealed.hour, present, "").digest != sealed.digest:
            broken.append(f"{said}: the log is not what was sealed")
        if previous and seal(sealed.hour, kept or present, previous.chain).chain != sealed.chain:
            broken.append(f"{said} is not chained to {to_text(previous.hour)}")
        return broken

"""What an operator, or another capability, can ask of administration."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from guildhall.administration import models
from guildhall.administration.events import SettingChangedV1
from guildhall.administration.models import (
    FIRST_CHAIN,
    KNOBS,
    AuditEntry,
    DeadLetter,
    Grant,
    QueueState,
    SealedHour,
    Setting,
    lines_of,
    seal,
)
from guildhall.administration.ports import AuditLog, Exports, Grants, Queues, SealAlarms, Seals, Settings
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock, to_text
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.policy import Gate, Resource, require

SETTINGS = Resource("Setting", "all")
AUDIT_LOG = Resource("AuditLog", "all")
QUEUES = Resource("Queue", "all")
GRANTS = Resource("Grants", "all", {"account_id": ""})

HOUR = timedelta(hours=1)
MARGIN = timedelta(minutes=15)
"""After an hour, before it is sealed: what was written in its last moment has long been committed."""
LOOK_BACK = timedelta(hours=24)
"""How far the very first run looks."""
HOURS_A_RUN = 24
CHECKED_AGAIN = 48
"""How many hours each run of the check looks at."""


@dataclass(frozen=True, slots=True)
class GetSetting:
    """Tell the present value; any capability may ask, it is no secret."""

    settings: Settings

    def __call__(self, name: str) -> Setting:
        """Return the setting, at its default if nobody changed it. Raises SettingUnknown."""
        default = models.knob(name).default
        return self.settings.get(name) or Setting(name, default)


@dataclass(frozen=True, slots=True)
class ListSettings:
    """Show an operator every setting."""

    settings: Settings
    gate: Gate

    def __call__(self, actor: Actor) -> list[Setting]:
        """Return all settings by name, changed or not. Raises Forbidden."""
        require(self.gate, actor, "administration.view_settings", SETTINGS)
        stored = {setting.name: setting for setting in self.settings.list()}
        return [stored.get(name) or Setting(name, KNOBS[name].default) for name in sorted(KNOBS)]


@dataclass(frozen=True, slots=True)
class ChangeSetting:
    """Turn a knob; what already runs keeps the value it began with."""

    settings: Settings
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, name: str, value: int, version: int) -> Setting:
        """Return the changed setting.

        version: what the operator read; 0 while it stands at its default.
        Raises Forbidden, SettingUnknown, SettingOutOfBounds, StaleVersion.
        """
        require(self.gate, actor, "administration.change_setting", SETTINGS)
        models.check(name, value)
        current = self.settings.get(name) or Setting(name, value)
        if current.version != version:
            raise StaleVersion(f"{name} is at version {current.version}")
        changed = replace(current, value=value, changed_by=actor.account_id, changed_at=self.clock.now())
        return self.settings.save(changed, SettingChangedV1(name=name, value=value))


@dataclass(frozen=True, slots=True)
class HoldersOf:
    """Tell who holds a permission; other capabilities ask it for their policies."""

    grants: Grants

    def __call__(self, permission: str) -> frozenset[str]:
        """Return the ids of the accounts."""
        return frozenset(grant.account_id for grant in self.grants.list(permission))


@dataclass(frozen=True, slots=True)
class ManageGrants:
    """Say who may do what beyond their roles. Nobody grants themselves anything."""

    grants: Grants
    gate: Gate
    clock: Clock

    def list(self, actor: Actor) -> list[Grant]:
        """Return every grant, by permission and account. Raises Forbidden."""
        require(self.gate, actor, "administration.view_grants", GRANTS)
        return self.grants.list()

    def grant(self, actor: Actor, permission: str, account_id: str) -> Grant:
        """Return the grant, as it stood if it stood already. Raises Forbidden, PermissionUnknown."""
        self._require(actor, permission, account_id)
        known = self.grants.get(permission, account_id)
        if known is not None:
            return known
        made = Grant(permission, account_id, actor.account_id, self.clock.now())
        self.grants.save(made)
        return made

    def revoke(self, actor: Actor, permission: str, account_id: str) -> None:
        """Take a grant away; none is fine. Raises Forbidden, PermissionUnknown."""
        self._require(actor, permission, account_id)
        known = self.grants.get(permission, account_id)
        if known is not None:
            self.grants.remove(known)

    def _require(self, actor: Actor, permission: str, account_id: str) -> None:
        subject = Resource("Grants", permission, {"account_id": account_id})
        require(self.gate, actor, "administration.change_grants", subject)
        models.check_grant(permission, account_id)


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


@dataclass(frozen=True, slots=True)
class ListQueues:
    """Show an operator how every queue is doing."""

    queues: Queues
    gate: Gate

    def __call__(self, actor: Actor) -> list[QueueState]:
        """Return the queues by name. Raises Forbidden."""
        require(self.gate, actor, "administration.view_queues", QUEUES)
        return self.queues.states()


@dataclass(frozen=True, slots=True)
class ViewDeadLetters:
    """Show an operator what a queue gave up."""

    queues: Queues
    gate: Gate

    def __call__(self, actor: Actor, name: str) -> list[DeadLetter]:
        """Return up to ten of them, left where they are. Raises Forbidden, QueueUnknown."""
        require(self.gate, actor, "administration.view_queues", QUEUES)
        return self.queues.dead_letters(name)


@dataclass(frozen=True, slots=True)
class RedriveQueue:
    """Let a queue try its dead letters again; consumers are idempotent, so a repetition is harmless."""

    queues: Queues
    gate: Gate

    MOST: ClassVar[int] = 100

    def __call__(self, actor: Actor, name: str) -> int:
        """Send up to 100 dead letters back; return how many went. Raises Forbidden, QueueUnknown."""
        require(self.gate, actor, "administration.redrive_queue", QUEUES)
        return self.queues.redrive(name, self.MOST)

"""What an operator, or another capability, can ask of administration."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from guildhall.administration import models
from guildhall.administration.events import SettingChangedV1
from guildhall.administration.models import KNOBS, AuditEntry, DeadLetter, Grant, QueueState, Setting
from guildhall.administration.ports import AuditLog, Grants, Queues, Settings
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.policy import Gate, Resource, require

SETTINGS = Resource("Setting", "all")
AUDIT_LOG = Resource("AuditLog", "all")
QUEUES = Resource("Queue", "all")
GRANTS = Resource("Grants", "all", {"account_id": ""})


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

"""Ask for a setting, list them, turn one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.administration.events import SettingChangedV1
from guildhall.administration.models.settings import KNOBS, Setting, check, knob
from guildhall.administration.ports import Settings
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.policy import Gate, Resource, require

SETTINGS = Resource("Setting", "all")


@dataclass(frozen=True, slots=True)
class GetSetting:
    """Tell the present value; any capability may ask, it is no secret."""

    settings: Settings

    def __call__(self, name: str) -> Setting:
        """Return the setting, at its default if nobody changed it. Raises SettingUnknown."""
        default = knob(name).default
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
        check(name, value)
        current = self.settings.get(name) or Setting(name, value)
        if current.version != version:
            raise StaleVersion(f"{name} is at version {current.version}")
        changed = replace(current, value=value, changed_by=actor.account_id, changed_at=self.clock.now())
        return self.settings.save(changed, SettingChangedV1(name=name, value=value))

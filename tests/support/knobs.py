"""Turning the platform's knobs."""

from __future__ import annotations

from guildhall.administration.models.settings import Setting
from guildhall.administration.store.settings import DynamoSettings
from guildhall.administration.wiring.settings import get_setting
from guildhall.platform.assembly import Platform


def turn(platform: Platform, name: str, value: int) -> None:
    """Set a setting."""
    present = get_setting(platform)(name)
    DynamoSettings(platform.database).save(Setting(name, value, present.version, "acc_admin", platform.clock.now()))

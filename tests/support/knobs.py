"""Turning the platform's knobs."""

from __future__ import annotations

from guildhall.administration import wiring
from guildhall.administration.models import Setting
from guildhall.administration.store import DynamoSettings
from guildhall.platform.assembly import Platform


def turn(platform: Platform, name: str, value: int) -> None:
    """Set a setting."""
    present = wiring.get_setting(platform)(name)
    DynamoSettings(platform.database).save(Setting(name, value, present.version, "acc_admin", platform.clock.now()))

"""The present value of a setting, for every capability."""

from __future__ import annotations

from guildhall.administration.store.settings import DynamoSettings
from guildhall.administration.use_cases.settings import GetSetting
from guildhall.platform.assembly import Platform


def get_setting(platform: Platform) -> GetSetting:
    """Build the one use case that other capabilities ask for (decision 0002)."""
    return GetSetting(DynamoSettings(platform.database))

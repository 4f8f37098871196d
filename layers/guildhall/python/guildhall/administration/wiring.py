"""Which adapter stands behind which port of administration."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.administration.store import DynamoSettings
from guildhall.administration.use_cases import ChangeSetting, GetSetting, ListSettings
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class Administration:
    """The use cases."""

    get_setting: GetSetting
    list_settings: ListSettings
    change_setting: ChangeSetting


def wire(platform: Platform) -> Administration:
    """Build the use cases on DynamoDB."""
    settings = DynamoSettings(platform.database)
    return Administration(
        get_setting=GetSetting(settings),
        list_settings=ListSettings(settings, platform.gate),
        change_setting=ChangeSetting(settings, platform.gate, platform.clock),
    )

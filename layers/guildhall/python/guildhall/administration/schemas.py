"""Request and response shapes of administration's HTTP API."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from guildhall.administration.models import KNOBS, Setting
from guildhall.kernel.types import Instant


class SettingIn(BaseModel):
    """A new value."""

    model_config = ConfigDict(extra="forbid")

    value: int = Field(strict=True, description="Whole number, in the unit that the setting's name ends with.")


class SettingOut(BaseModel):
    """A setting with its bounds."""

    name: str
    value: int
    default: int
    least: int
    most: int
    meaning: str
    version: int
    changed_by: str | None
    changed_at: Instant | None

    @classmethod
    def of(cls, setting: Setting) -> SettingOut:
        """Shape a setting for the wire."""
        knob = KNOBS[setting.name]
        return cls(
            name=setting.name,
            value=setting.value,
            default=knob.default,
            least=knob.least,
            most=knob.most,
            meaning=knob.meaning,
            version=setting.version,
            changed_by=setting.changed_by,
            changed_at=setting.changed_at,
        )


class SettingsOut(BaseModel):
    """All settings; few enough for one page."""

    items: list[SettingOut]

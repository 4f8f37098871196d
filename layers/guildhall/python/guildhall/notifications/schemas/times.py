"""Times and zones as people write them, and when things go out by them."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from guildhall.notifications.models import Digest, Rhythm

WallTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise ValueError("not an IANA time zone") from error
    return name


TimeZone = Annotated[str, Field(max_length=50, description="IANA name of a time zone."), AfterValidator(_known_zone)]


class RhythmIn(BaseModel):
    """When things go out."""

    model_config = ConfigDict(extra="forbid")

    time_zone: TimeZone
    is_zone_chosen: bool = Field(
        default=True,
        strict=True,
        description="False where the device says where it is, not the person: it counts while no zone is known.",
    )
    quiet_from: WallTime | None = Field(default=None, description="Wall time; only what is urgent goes out after it.")
    quiet_until: WallTime | None = Field(default=None, description="Wall time at which things go out again.")
    digest: Digest = Field(default=Digest.OFF, description="Collect letters until 8 in the morning, or until Monday.")
    unread_minutes: int = Field(
        default=0, ge=0, le=1440, strict=True, description="Write only what is unread in the app for so long."
    )

    @model_validator(mode="after")
    def _both_or_none(self) -> RhythmIn:
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValueError("quiet_from and quiet_until belong together")
        return self

    def inside(self) -> Rhythm:
        """Return it as the inside knows it."""
        hours = (self.quiet_from or "", self.quiet_until or "")
        return Rhythm(
            self.time_zone,
            *hours,
            digest=self.digest,
            unread_minutes=self.unread_minutes,
            is_zone_chosen=self.is_zone_chosen,
        )


class RhythmOut(BaseModel):
    """When things go out. quiet_from, quiet_until: null for no quiet hours."""

    time_zone: str
    quiet_from: str | None
    quiet_until: str | None
    digest: Digest
    unread_minutes: int
    is_zone_known: bool = Field(description="False while nobody said one, and UTC counts.")

    @classmethod
    def of(cls, rhythm: Rhythm) -> RhythmOut:
        """Shape it for the wire."""
        return cls(
            time_zone=rhythm.time_zone,
            quiet_from=rhythm.quiet_from or None,
            quiet_until=rhythm.quiet_until or None,
            digest=rhythm.digest,
            unread_minutes=rhythm.unread_minutes,
            is_zone_known=rhythm.is_zone_known,
        )

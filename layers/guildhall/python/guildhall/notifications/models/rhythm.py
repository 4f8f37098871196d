"""When a person wants to hear of things: at once, after the night, collected, or only if unread in the app."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from guildhall.notifications.models.types import Channel, Params, Type

DIGEST_AT = time(8)
"""Wall time at which collected letters go out."""
MONDAY = 0
IN_USE = timedelta(minutes=2)
"""How long a push or text waits while the person has the app before them: what they read there goes nowhere else."""
GRID_SECONDS = 300
"""Letters that wait to be read in the app go out on these marks, so that what comes in together goes out together."""


class Digest(StrEnum):
    """How letters that are not urgent are collected."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"


class Effect(StrEnum):
    """What a rule does. in_app_only: nothing goes out. at_once: neither the night nor a collection holds it up."""

    IN_APP_ONLY = "in_app_only"
    AT_ONCE = "at_once"


@dataclass(frozen=True, slots=True)
class Rule:
    """A person's own rule. type: what it is for, any if None. about: an id of what it is about, anything if None."""

    does: Effect
    type: Type | None = None
    about: str | None = None

    def concerns(self, kind: Type, params: Params) -> bool:
        """Tell whether the rule is for this."""
        return self.type in {None, kind} and (self.about is None or self.about in params.values())


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When things go out to a person.

    time_zone: IANA. is_zone_chosen: whether the person chose it, not one of their devices. quiet_from, quiet_until:
    wall times such as `22:00`, the second exclusive; empty for none. unread_minutes: letters go out only if unread in
    the app for so long; 0 for at once.
    """

    time_zone: str = "UTC"
    quiet_from: str = ""
    quiet_until: str = ""
    digest: Digest = Digest.OFF
    unread_minutes: int = 0
    is_zone_chosen: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """The person's own clocks."""
        return ZoneInfo(self.time_zone)

    @property
    def is_zone_known(self) -> bool:
        """Whether anybody ever said it: before we noted who did, whoever set anything set the zone with it."""
        return self != Rhythm()

    def due(self, channel: Channel, now: datetime) -> datetime:
        """Return when something that is not urgent goes out; now if nothing holds it up."""
        at = now
        if channel is Channel.EMAIL and self.digest is not Digest.OFF:
            at = self._next_digest(now)
        elif channel is Channel.EMAIL and self.unread_minutes:
            after = (now + timedelta(minutes=self.unread_minutes)).timestamp()
            at = datetime.fromtimestamp(-(-after // GRID_SECONDS) * GRID_SECONDS, UTC)
        return self._after_quiet(at)

    def _next_digest(self, now: datetime) -> datetime:
        local = now.astimezone(self.zone)
        days = 1 if local.time() >= DIGEST_AT else 0
        if self.digest is Digest.WEEKLY:
            days += (MONDAY - (local.weekday() + days)) % 7
        return self._wall(local, days, DIGEST_AT)

    def _after_quiet(self, at: datetime) -> datetime:
        if self.quiet_from == self.quiet_until:
            return at
        start, end = time.fromisoformat(self.quiet_from), time.fromisoformat(self.quiet_until)
        local = at.astimezone(self.zone)
        clock = local.time()
        is_over_midnight = start > end
        is_quiet = clock >= start or clock < end if is_over_midnight else start <= clock < end
        if not is_quiet:
            return at
        return self._wall(local, 1 if is_over_midnight and clock >= start else 0, end)

    @staticmethod
    def _wall(local: datetime, days: int, clock: time) -> datetime:
        # Through the calendar, not by adding hours: a day may have 23 or 25. In an hour that comes twice, the end is
        # that of the hour one is in.
        at = datetime.combine(local.date() + timedelta(days=days), clock, local.tzinfo)
        return at.replace(fold=0 if days else local.fold).astimezone(UTC)

"""When something starts, as callers write it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from guildhall.bookings.errors.reservations import TimeSkipped
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.opening import instant_of, is_skipped
from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import Fault
from guildhall.kernel.types import FIRST_YEAR, LAST_YEAR, Moment

WALL_TIME = r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:00)?$"


def _wall_time(text: str) -> str:
    """Refuse what looks like a wall time and is none, such as the 30th of February."""
    try:
        year = datetime.fromisoformat(text).year
    except ValueError:
        year = 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PydanticCustomError("time_format", "a time such as 2026-04-01T19:30")
    return text


WallTime = Annotated[str, AfterValidator(_wall_time)]
Start = Annotated[
    Moment | Annotated[WallTime, Field(pattern=WALL_TIME)],
    Field(
        description="An instant with its offset, or without one a time of the venue's clocks.",
        examples=["2026-04-01T19:30"],
        union_mode="left_to_right",
    ),
]


def instant(start: datetime | str, venue: Venue) -> datetime:
    """Return the instant that a caller means. Raises TimeSkipped for a wall time that the clocks leave out."""
    if isinstance(start, datetime):
        return start
    zone, wall = ZoneInfo(venue.details.time_zone), datetime.fromisoformat(start)
    if is_skipped(zone, wall.date(), wall.time()):
        skipped = TimeSkipped(
            f"the clocks of {venue.details.time_zone} skip {wall:%H:%M} on {wall:%Y-%m-%d}",
            faults=(Fault("/starts_at", "skipped by the clocks", "skipped"),),
        )
        skipped.members["next_at"] = to_text(instant_of(zone, wall.date(), wall.time()))
        raise skipped
    return instant_of(zone, wall.date(), wall.time())

"""Shapes of calendar feeds."""

from __future__ import annotations

from pydantic import BaseModel

from guildhall.bookings.models.feed import Feed
from guildhall.kernel.types import Instant


class CalendarFeedOut(BaseModel):
    """Whether an address opens the venue's calendar, and since when it is so."""

    is_open: bool
    updated_at: Instant | None

    @classmethod
    def of(cls, feed: Feed) -> CalendarFeedOut:
        """Shape a feed for the wire."""
        return cls(is_open=feed.is_open, updated_at=feed.updated_at)


class SharedCalendarOut(CalendarFeedOut):
    """A calendar with its new address.

    path: below the API's own; shown this once. Whoever has it reads the calendar.
    """

    path: str

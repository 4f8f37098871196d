"""What a venue's guests are reminded of, and when; and what they say of the visit afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.types import Instant

MOST_REMINDERS = 4
DAY_BEFORE = 24 * 60
THREE_HOURS = 3 * 60


@dataclass(frozen=True, slots=True)
class Reminder:
    """How long before the start; sms: by text message as well, where the guest's telephone is known."""

    minutes_before: int
    sms: bool = False


@dataclass(frozen=True, slots=True)
class Reminders:
    """What a venue sends. reminders: the longest time first. invites_after_minutes: after the guests have gone; None:
    nobody is asked how it was.
    """

    venue_id: str
    reminders: tuple[Reminder, ...] = (Reminder(DAY_BEFORE),)
    invites_after_minutes: int | None = THREE_HOURS
    updated_at: Instant | None = None
    version: int = 0

    def at(self, minutes_before: int) -> Reminder | None:
        """Return the reminder of that time, or None."""
        return next((each for each in self.reminders if each.minutes_before == minutes_before), None)


@dataclass(frozen=True, slots=True)
class Texts:
    """Whether a guest, known by a telephone number, wants text messages of one venue."""

    venue_id: str
    is_wanted: bool = True
    updated_at: Instant | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a guest says of a visit. stars: 1 to 5."""

    reservation_id: str
    venue_id: str
    stars: int
    words: str
    visited_at: Instant
    given_at: Instant
    version: int = 0

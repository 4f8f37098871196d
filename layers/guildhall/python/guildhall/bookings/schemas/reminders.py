"""Shapes of reminders, and of what guests say of their visit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, Field

from guildhall.bookings.models.reminders import MOST_REMINDERS, Feedback, Reminder, Reminders
from guildhall.bookings.schemas.parts import line
from guildhall.bookings.schemas.reservations import Written
from guildhall.kernel.types import Instant

WEEK_MINUTES = 7 * 24 * 60


class ReminderIn(Written):
    """How long before the start; sms: by text message as well, where the guest's telephone is known."""

    minutes_before: Annotated[int, Field(strict=True, ge=15, le=2 * WEEK_MINUTES)]
    sms: bool = False


class RemindersIn(Written):
    """What guests are reminded of. invites_after_minutes: after they have gone; null: nobody is asked how it was."""

    reminders: list[ReminderIn] = Field(default=[], max_length=MOST_REMINDERS)
    invites_after_minutes: Annotated[int, Field(strict=True, ge=0, le=WEEK_MINUTES)] | None = None

    def given(self) -> list[Reminder]:
        """Return the models; of two for the same time the last counts."""
        by_time = {each.minutes_before: Reminder(each.minutes_before, each.sms) for each in self.reminders}
        return list(by_time.values())


class ReminderOut(BaseModel):
    """How long before the start, and whether by text message as well."""

    minutes_before: int
    sms: bool


class RemindersOut(BaseModel):
    """What guests are reminded of, the longest time first."""

    reminders: list[ReminderOut]
    invites_after_minutes: int | None
    updated_at: Instant | None
    version: int

    @classmethod
    def of(cls, rules: Reminders) -> RemindersOut:
        """Shape the rules for the wire."""
        return cls(
            reminders=[ReminderOut(minutes_before=each.minutes_before, sms=each.sms) for each in rules.reminders],
            invites_after_minutes=rules.invites_after_minutes,
            updated_at=rules.updated_at,
            version=rules.version,
        )


class TextsIn(Written):
    """Whether the guest wants text messages of the venue."""

    is_wanted: bool


class TextsOut(BaseModel):
    """Whether the guest gets text messages of the venue; null without a telephone number."""

    is_wanted: bool | None


class FeedbackIn(Written):
    """What a guest says of a visit."""

    stars: Annotated[int, Field(strict=True, ge=1, le=5)]
    words: Annotated[str, line(1000)] = ""


class FeedbackOut(BaseModel):
    """What a guest said of a visit."""

    reservation_id: str
    stars: int
    words: str
    visited_at: Instant
    given_at: Instant

    @classmethod
    def of(cls, feedback: Feedback) -> FeedbackOut:
        """Shape it for the wire."""
        return cls(**{name: getattr(feedback, name) for name in cls.model_fields})


class FeedbackPageOut(BaseModel):
    """A page of what guests said, the latest first."""

    items: list[FeedbackOut]
    next_cursor: str | None

    @classmethod
    def of(cls, found: Sequence[Feedback], next_cursor: str | None) -> FeedbackPageOut:
        """Shape a page for the wire."""
        return cls(items=[FeedbackOut.of(each) for each in found], next_cursor=next_cursor)

"""Within which time an expert usually answers, as everybody may know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from guildhall.kernel.types import Instant
from guildhall.messaging.models.conversations import ParticipantRole, Subject
from guildhall.messaging.models.figures import Figures, middle

TIME_ANSWERS = "time_answers"
"""The command to look at how soon somebody answers."""
EVERY = timedelta(days=1)
"""From the first message after a look to the next look: who writes nothing is not looked at."""
LOOKS_BACK = timedelta(days=90)
TOLD_AGAIN = timedelta(days=30)
"""What stays the same is told again then, so that whoever keeps it knows that it is still so."""
FEWEST_ANSWERS = 10
FEWEST_CONVERSATIONS = 3
"""One friend who writes often says nothing of how others are answered."""
STEPS_SECONDS = (900, 3_600, 14_400, 43_200, 86_400, 259_200, 604_800)
"""A quarter of an hour, one hour, four, twelve, a day, three, a week: what people read, and not the median itself."""


@dataclass(frozen=True, slots=True)
class ToldPace:
    """What the world was told last of how soon an account answers. told_at: None if nothing was ever told."""

    account_id: str
    within_seconds: int | None = None
    told_at: Instant | None = None

    def is_news(self, within_seconds: int | None, now: datetime) -> bool:
        """Tell whether the world should hear this."""
        if within_seconds != self.within_seconds:
            return True
        return within_seconds is not None and self.told_at is not None and self.told_at <= now - TOLD_AGAIN


def is_timed(subject: Subject, role: ParticipantRole) -> bool:
    """Tell whether somebody of this role answers there as an expert, or may: direct conversations do not say who is."""
    return role is ParticipantRole.EXPERT or subject is Subject.DIRECT


def answers_of(figures: Figures, account_id: str) -> int:
    """Return how many answers were counted."""
    return sum(len(talk.waits.get(account_id, ())) for talk in figures.talks)


def usually_within(figures: Figures, account_id: str) -> int | None:
    """Return the least of STEPS_SECONDS in which at least half of the answers came.

    None of too few answers, or of answers in too few conversations, and of somebody who takes longer.
    """
    waits = [talk.waits[account_id] for talk in figures.talks if talk.waits.get(account_id)]
    if len(waits) < FEWEST_CONVERSATIONS or answers_of(figures, account_id) < FEWEST_ANSWERS:
        return None
    median = middle([wait for some in waits for wait in some])
    return next((step for step in STEPS_SECONDS if median is not None and median <= step), None)

"""How much is written, and how soon people answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from guildhall.kernel.types import Instant
from guildhall.messaging.models.messages import Message

LONGEST_PERIOD = timedelta(days=92)
MOST_COUNTED = 2_000
"""Messages that one request looks at, the newest of the period."""


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open: what was taken from `since` on and before `until`."""

    since: Instant
    until: Instant

    def holds(self, at: datetime) -> bool:
        """Tell whether an instant lies in it."""
        return self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class Talk:
    """What was counted of one conversation.

    sent: messages by sender. waits: how long others had waited for each of a person's answers, in seconds. Whoever
    writes after another answers them, once, and they had waited since the first message of theirs in a row.
    """

    conversation_id: str
    title: str
    sent: Counter[str] = field(default_factory=Counter)
    waits: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted of a period. covers_since: later than its beginning if there was more than is counted."""

    period: Period
    covers_since: Instant
    talks: list[Talk]

    @property
    def is_complete(self) -> bool:
        """Whether everything of the period was counted."""
        return self.covers_since == self.period.since


def talk_of(conversation_id: str, title: str, messages: Iterable[Message]) -> Talk:
    """Count messages of one conversation, in whichever order they come. Deleted ones count: they were sent.

    What calls left behind does not: nobody wrote it.
    """
    sent: Counter[str] = Counter()
    waits: dict[str, list[int]] = defaultdict(list)
    last = ""
    asked_at: datetime | None = None
    for message in sorted((one for one in messages if not one.call), key=lambda one: one.mark):
        sent[message.sender_id] += 1
        if message.sender_id == last:
            continue
        if asked_at is not None:
            waits[message.sender_id].append(round((message.sent_at - asked_at).total_seconds()))
        last, asked_at = message.sender_id, message.sent_at
    return Talk(conversation_id, title, sent, dict(waits))


def middle(waits: Sequence[int]) -> int | None:
    """Return the median in whole seconds, or None of none."""
    return round(median(waits)) if waits else None

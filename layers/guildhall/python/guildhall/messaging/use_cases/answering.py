"""Telling the world within which time an expert usually answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.messaging.events import ResponseTimeMeasuredV1
from guildhall.messaging.models import Membership, Message
from guildhall.messaging.models.answering import (
    EVERY,
    LOOKS_BACK,
    ToldPace,
    answers_of,
    is_timed,
    usually_within,
)
from guildhall.messaging.models.figures import Period
from guildhall.messaging.ports import Conversations
from guildhall.messaging.ports.answering import Answers
from guildhall.messaging.use_cases.figures import CountTalks

MOST_KNOWN = 10_000
"""Accounts and conversations that one process remembers; some hundred bytes each."""


@dataclass(frozen=True, slots=True)
class WatchAnswers:
    """Have whoever writes as an expert looked at, at most once a day.

    A process that has looked who writes in a conversation does not look there again before the next day: what it costs
    is a read, and perhaps a write, a day and process. A message that comes while a look counts may wait for the look
    after the next message.
    """

    conversations: Conversations
    answers: Answers
    clock: Clock
    known: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def __call__(self, messages: Sequence[Message]) -> None:
        """Take messages of one conversation, any number of times and in any order."""
        now, conversation_id = self.clock.now(), messages[0].conversation_id
        senders = {one.sender_id for one in messages if not one.call}
        fresh = {one for one in senders if self.known.get((conversation_id, one), now) <= now}
        conversation = self.conversations.get(conversation_id) if fresh else None
        if conversation is None:
            return
        for one in conversation.present:
            if one.account_id in fresh and is_timed(conversation.subject, one.role):
                self.answers.watch(one.account_id, now + EVERY)
        if len(self.known) > MOST_KNOWN:
            self.known.clear()
        self.known.update({(conversation_id, one): now + EVERY for one in fresh})


@dataclass(frozen=True, slots=True)
class HandOverLooks:
    """Hand over the looks whose time has come: what goes wrong with one is retried, and buried, without others."""

    answers: Answers
    clock: Clock

    def __call__(self) -> int:
        """Return how many are on their way now."""
        return sum(self._handed_over(account_id) for account_id in self.answers.due(self.clock.now()))

    def _handed_over(self, account_id: str) -> bool:
        try:
            self.answers.hand_over(account_id)
        except StaleVersion:
            # The index tells of what was so a moment ago.
            return False
        return True


@dataclass(frozen=True, slots=True)
class TimeAnswers:
    """Look at how soon somebody answered, and tell the world where that is news."""

    count: CountTalks
    answers: Answers
    clock: Clock

    def __call__(self, account_id: str) -> None:
        """Look once; looked at again, nothing is news. Raises StaleVersion, Unavailable, which pass."""

        def counts(side: Membership) -> bool:
            return any(one.account_id == account_id and is_timed(side.subject, one.role) for one in side.participants)

        now, before = self.clock.now(), self.answers.told(account_id)
        figures = self.count(account_id, Period(now - LOOKS_BACK, now), counts)
        within = usually_within(figures, account_id)
        if not before.is_news(within, now):
            return
        event = ResponseTimeMeasuredV1(
            account_id=account_id,
            within_seconds=within,
            answers=answers_of(figures, account_id),
            measured_at=now,
        )
        self.answers.tell(before, ToldPace(account_id, within, now), event)

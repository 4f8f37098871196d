"""Counting how much people write and how soon they answer, from the messages themselves.

Not from counters: nothing has to be kept in step with messages that come twice or late, and what one request reads is
bounded. Where a period holds more than that, the answer says from when on it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import chain
from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import Fault, Invalid
from guildhall.kernel.ids import born_at
from guildhall.kernel.policy import Gate, require
from guildhall.messaging.models import SKEW, Membership, Message, Search
from guildhall.messaging.models.figures import LONGEST_PERIOD, MOST_COUNTED, Figures, Period, Talk, talk_of
from guildhall.messaging.ports import Conversations, Messages
from guildhall.messaging.use_cases.access import AccessConversation, inbox

AT_ONCE = 100
SIDES_AT_ONCE = 50
JUST_AFTER = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class CountTalks:
    """Count the conversations of somebody, for whoever may ask."""

    conversations: Conversations
    messages: Messages

    def __call__(
        self, account_id: str, period: Period, wanted: Callable[[Membership], bool] = lambda _: True
    ) -> Figures:
        """Return what was counted of the wanted conversations, latest activity first.

        They are read one after the other, each newest first, until all is counted or MOST_COUNTED is.
        """
        talks: list[Talk] = []
        counted = 0
        sides = (side for side in self._sides(account_id, period) if wanted(side))
        for side in sides:
            found, end = _read(self.messages, side.conversation_id, period, MOST_COUNTED - counted)
            counted += len(found)
            if found:
                talks.append(talk_of(side.conversation_id, side.title, found))
            if end is not None:
                # Of those that are less recently active nothing is counted.
                behind = next(sides, None)
                return Figures(period, max(end, behind.last_activity_at) if behind else end, talks)
        return Figures(period, period.since, talks)

    def _sides(self, account_id: str, period: Period) -> Iterator[Membership]:
        pinned: list[Membership] = []
        others = self._listed(account_id)
        for side in others:
            if not side.arrangement.is_pinned:
                others = chain([side], others)
                break
            pinned.append(side)
        # The list begins with what is pinned, whenever somebody last wrote there.
        for side in merge(pinned, others, key=lambda one: one.last_activity_at, reverse=True):
            if side.last_activity_at < period.since:
                return
            yield side

    def _listed(self, account_id: str) -> Iterator[Membership]:
        position: dict[str, Any] | None = None
        while True:
            sides, position = self.conversations.list(account_id, SIDES_AT_ONCE, position)
            yield from sides
            if position is None:
                return


@dataclass(frozen=True, slots=True)
class CountPerson:
    """Count a person's conversations: for themselves, and for administrators."""

    count: CountTalks
    gate: Gate

    def __call__(self, actor: Actor, account_id: str, period: Period) -> Figures:
        """Return what was counted. Raises Forbidden, Invalid for a period that is too long."""
        require(self.gate, actor, "messaging.see_figures", inbox(account_id))
        _check(period)
        return self.count(account_id, period)


@dataclass(frozen=True, slots=True)
class CountConversation:
    """Count one conversation, for those who take part."""

    access: AccessConversation
    messages: Messages

    def __call__(self, actor: Actor, conversation_id: str, period: Period) -> Figures:
        """Return what was counted. Raises NotFound, Invalid for a period that is too long."""
        conversation = self.access(actor, conversation_id, "messaging.view")
        _check(period)
        found, end = _read(self.messages, conversation_id, period, MOST_COUNTED)
        return Figures(period, end or period.since, [talk_of(conversation_id, conversation.title, found)])


def _check(period: Period) -> None:
    if not period.since < period.until <= period.since + LONGEST_PERIOD:
        fault = Fault("#query/until", f"at most {LONGEST_PERIOD.days} days after `since`", "range")
        raise Invalid(f"{to_text(period.since)} to {to_text(period.until)} is no period to count", faults=(fault,))


def _read(messages: Messages, conversation_id: str, period: Period, most: int) -> tuple[list[Message], datetime | None]:
    """Return messages of a period, and the instant from which on there are no others, or None for all of it."""
    found: list[Message] = []
    before = Search(until=period.until).upper
    while True:
        page = messages.older(conversation_id, before, AT_ONCE)
        found += [one for one in page.messages if period.holds(one.sent_at)]
        if len(found) > most:
            kept = sorted(found, key=lambda one: one.mark)[len(found) - most :]
            return kept, kept[0].sent_at if kept else max(one.sent_at for one in found) + JUST_AFTER
        # Ids carry the senders' clocks.
        if page.end is None or born_at(page.end) < period.since - SKEW:
            return found, None
        before = page.end

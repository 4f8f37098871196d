"""Shapes of what is counted."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, Field

from guildhall.kernel.types import Instant
from guildhall.messaging.models.figures import Figures, middle

COLUMNS = ("conversation_id", "title", "account_id", "sent", "received", "answers", "median_answer_seconds")


class CountedOut(BaseModel):
    """How much somebody wrote and got, and how soon they answered."""

    sent: int
    received: int
    answers: int = Field(description="Times that they wrote after another.")
    median_answer_seconds: int | None = Field(description="From the first message that waited to the answer.")


class ConversationCountedOut(CountedOut):
    """The same within one conversation."""

    conversation_id: str
    title: str


class PersonCountedOut(CountedOut):
    """The same of one person."""

    account_id: str


class _PeriodOut(BaseModel):
    since: Instant
    until: Instant
    covers_since: Instant = Field(description="Later than `since` where there was more than one answer counts.")
    is_complete: bool


class PersonFiguresOut(_PeriodOut):
    """A person over a period, whole and by conversation."""

    account_id: str
    whole: CountedOut
    conversations: list[ConversationCountedOut]

    @classmethod
    def of(cls, figures: Figures, account_id: str) -> PersonFiguresOut:
        """Shape what was counted of a person."""
        return cls(
            **_period(figures),
            account_id=account_id,
            whole=CountedOut(**_counted(figures, account_id)),
            conversations=[
                ConversationCountedOut(
                    conversation_id=talk.conversation_id,
                    title=talk.title,
                    **_counted(Figures(figures.period, figures.covers_since, [talk]), account_id),
                )
                for talk in figures.talks
            ],
        )

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Return the conversations as rows of COLUMNS."""
        for one in self.conversations:
            counted = (one.sent, one.received, one.answers, one.median_answer_seconds)
            yield one.conversation_id, one.title, self.account_id, *counted


class ConversationFiguresOut(_PeriodOut):
    """A conversation over a period, by those who wrote, the most talkative first."""

    conversation_id: str
    people: list[PersonCountedOut]

    @classmethod
    def of(cls, figures: Figures) -> ConversationFiguresOut:
        """Shape what was counted of a conversation."""
        (talk,) = figures.talks
        people = [PersonCountedOut(account_id=one, **_counted(figures, one)) for one, _ in talk.sent.most_common()]
        return cls(**_period(figures), conversation_id=talk.conversation_id, people=people)


def _period(figures: Figures) -> dict[str, object]:
    return {
        "since": figures.period.since,
        "until": figures.period.until,
        "covers_since": figures.covers_since,
        "is_complete": figures.is_complete,
    }


def _counted(figures: Figures, account_id: str) -> dict[str, int | None]:
    waits = [wait for talk in figures.talks for wait in talk.waits.get(account_id, ())]
    sent = sum(talk.sent[account_id] for talk in figures.talks)
    return {
        "sent": sent,
        "received": sum(talk.sent.total() for talk in figures.talks) - sent,
        "answers": len(waits),
        "median_answer_seconds": middle(waits),
    }

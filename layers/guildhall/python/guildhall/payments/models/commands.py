"""Commands: what the provider is asked to do, each exactly once in effect."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant

FIRST_LOOK = timedelta(minutes=2)
"""When the sweep takes care of a command whose message nobody delivered."""
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=1)
TRIES_BEFORE_ATTENTION = 6
"""About a quarter of an hour of trying; then a person hears, and the trying goes on."""


class Verb(StrEnum):
    """What is asked."""

    FUND = "fund"
    CLOSE = "close"
    RELEASE = "release"
    REFUND = "refund"
    RECOVER = "recover"
    RETURN_LATE = "late"  # a second success of an attempt that was over
    EVIDENCE = "evidence"
    REPAY = "repay"  # what could not reach the client's card before
    IMPORTED = "dash"  # a refund that somebody made with the provider's own tools
    OPEN_ACCOUNT = "account"
    LINK = "link"
    OPEN_CUSTOMER = "customer"
    SET_UP_CARD = "setup"
    REMOVE_CARD = "uncard"
    DEPOSIT = "deposit"
    LET_GO = "letgo"
    CAPTURE = "capture"
    GIVE_BACK = "giveback"  # of a charged deposit, what the venue does not keep
    PAY_VENUE = "payvenue"


class CommandStatus(StrEnum):
    """Whether it is over."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that the provider is asked to do.

    command_id: `verb:subject:n`, derived from the decision, never random. subject: a milestone or an expert; commands
    of one subject run one after the other. key_number: which idempotency key is in use. tried_at: before the first
    call was made; from then on the provider is searched before it is asked again. waiting_for: why it is not done.
    target: the provider's object that it is carried out on. about: the chargeback behind it, or the journal entry that
    took the money out of the hold. told_days: for how many days it had waited for its payee when people were last told.
    """

    command_id: str
    verb: Verb
    subject: str
    created_at: Instant
    next_try_at: Instant
    expert_id: str | None = None
    amount_minor: int = 0
    currency: str = ""
    status: CommandStatus = CommandStatus.PENDING
    key_number: int = 0
    tries: int = 0
    tried_at: Instant | None = None
    waiting_for: str | None = None
    object_id: str | None = None
    target: str | None = None
    about: str | None = None
    told_days: int = 0
    version: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""
        return self.status is not CommandStatus.PENDING

    @property
    def amount(self) -> Money:
        """How much is to be moved; only of commands that move money."""
        return Money(self.amount_minor, self.currency)

    @property
    def key(self) -> str:
        """The idempotency key of the next call."""
        return f"{self.command_id}:{self.key_number}"

    def done(self, object_id: str) -> Command:
        """Return the command as carried out. object_id: what the provider made."""
        return replace(self, status=CommandStatus.DONE, object_id=object_id, waiting_for=None)

    def failed(self, reason: str) -> Command:
        """Return the command as given up: the provider did not and will not do it."""
        return replace(self, status=CommandStatus.FAILED, waiting_for=reason)

    def waits(self, reason: str, now: datetime) -> Command:
        """Return the command with a reason to wait and a time to try again, later each time."""
        pause = min(FIRST_PAUSE * 2 ** min(self.tries, 16), LONGEST_PAUSE)
        return replace(self, waiting_for=reason, tries=self.tries + 1, next_try_at=now + pause)

    def with_next_key(self) -> Command:
        """Return the command with a key that no answer is stored under."""
        return replace(self, key_number=self.key_number + 1)


def command(
    verb: Verb, subject: str, number: int, now: datetime, *, expert_id: str | None = None,
    amount_minor: int = 0, currency: str = "",
) -> Command:  # fmt: skip
    """Return a new command. number: counts the decisions of this verb about this subject."""
    return Command(
        f"{verb}:{subject}:{number}",
        verb,
        subject,
        now,
        now + FIRST_LOOK,
        expert_id=expert_id,
        amount_minor=amount_minor,
        currency=currency,
    )

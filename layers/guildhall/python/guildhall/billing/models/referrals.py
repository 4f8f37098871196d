"""Who brought whom: links, what somebody who signed up by one is remembered by, and the reward that may follow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from guildhall.billing.errors import RewardMoveNotAllowed
from guildhall.billing.models.documents import Party
from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant
from guildhall.ledger.models import Entry, account, credit, debit

PLATFORM = "guildhall"


class Purpose(StrEnum):
    """What a link is for.

    referral: whoever signs up may bring its owner a reward. invitation: an expert brings a client of their own, and
    pays no commission on what that client pays them.
    """

    REFERRAL = "referral"
    INVITATION = "invitation"


@dataclass(frozen=True, slots=True)
class ReferralLink:
    """A person's own link of one purpose. code: what a sign-up names."""

    code: str
    owner_id: str
    purpose: Purpose
    created_at: Instant

    @property
    def path(self) -> str:
        """Where the link leads in the web app."""
        return f"/join/{self.code}"


@dataclass(frozen=True, slots=True)
class Attribution:
    """By whose link an account was opened, as it was when the address was confirmed. It never changes.

    signals: why both may be one person, if anything says so.
    """

    account_id: str
    referrer_id: str
    code: str
    purpose: Purpose
    attributed_at: Instant
    signals: tuple[str, ...] = ()
    version: int = 0


def signals_of(referrer: Party | None, newcomer: Party | None) -> tuple[str, ...]:
    """Return what says that two accounts are one person; empty if nothing does.

    Known so far: one mailbox under two spellings (`ann+2@` delivers to `ann@`; dots and case are ignored too), and one
    name. Signals hold a reward for a person to look at; they accuse nobody.
    """
    if referrer is None or newcomer is None:
        return ()
    found = {
        "same_mailbox": _mailbox(referrer.email) == _mailbox(newcomer.email),
        "same_name": referrer.display_name.split() != []
        and referrer.display_name.casefold().split() == newcomer.display_name.casefold().split(),
    }
    return tuple(name for name, is_so in found.items() if is_so)


def _mailbox(email: str) -> str:
    local, _, domain = email.casefold().rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"


class RewardState(StrEnum):
    """in_review: both may be one person, somebody looks. accrued: booked, and waits. vested, reversed: over."""

    IN_REVIEW = "in_review"
    ACCRUED = "accrued"
    VESTED = "vested"
    REVERSED = "reversed"


MOVES: dict[RewardState, frozenset[RewardState]] = {
    RewardState.IN_REVIEW: frozenset({RewardState.ACCRUED, RewardState.REVERSED}),
    RewardState.ACCRUED: frozenset({RewardState.VESTED, RewardState.REVERSED}),
    RewardState.VESTED: frozenset(),
    RewardState.REVERSED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Reward:
    """What a referrer gets for one newcomer's first completed milestone. One a newcomer.

    basis_points: the share of the commission, as the setting stood then. vests_at: when no chargeback can come any
    more; until then it can be taken back.
    """

    newcomer_id: str
    referrer_id: str
    milestone_id: str
    release_id: str
    amount_minor: int
    currency: str
    basis_points: int
    accrued_at: Instant
    vests_at: Instant
    state: RewardState = RewardState.ACCRUED
    signals: tuple[str, ...] = ()
    ended_at: Instant | None = None
    ended_by: str | None = None
    reason: str | None = None
    version: int = 0

    @property
    def money(self) -> Money:
        """How much."""
        return Money(self.amount_minor, self.currency)

    def moved(self, target: RewardState) -> Reward:
        """Return the reward in another state. Raises RewardMoveNotAllowed."""
        if target not in MOVES[self.state]:
            raise RewardMoveNotAllowed(f"a reward that is {self.state} cannot become {target}")
        return replace(self, state=target)

    def ended(self, target: RewardState, at: datetime, by: str, reason: str | None = None) -> Reward:
        """Return the reward as over. Raises RewardMoveNotAllowed."""
        return replace(self.moved(target), ended_at=at, ended_by=by, reason=reason)

    @property
    def accrual(self) -> Entry:
        """The journal's entry: our expense, owed to the referrer."""
        lines = (
            debit(account("referral_expense", PLATFORM), self.money),
            credit(account("referral_payable", self.referrer_id), self.money),
        )
        facts = {"newcomer": self.newcomer_id, "release": self.release_id}
        return Entry(f"referral:{self.newcomer_id}", "referral", self.milestone_id, lines, facts)

    def reversal(self) -> Entry:
        """Return the entry that takes the accrual back."""
        return self.accrual.reversal(f"referral:{self.newcomer_id}:reversed", self.reason or "taken back")


@dataclass(frozen=True, slots=True)
class RewardTerms:
    """What the settings say about rewards. most_a_year: rewards of one referrer in a calendar year, UTC."""

    basis_points: int
    vesting: timedelta
    most_a_year: int


@dataclass(frozen=True, slots=True)
class Referral:
    """Somebody who came by one's link, as the referrer sees it: no name, because the newcomer told them or did not."""

    attribution: Attribution
    reward: Reward | None

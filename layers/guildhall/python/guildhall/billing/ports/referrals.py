"""What referrals need."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from guildhall.billing.models.referrals import Attribution, Purpose, Referral, ReferralLink, Reward
from guildhall.kernel.events import DomainEvent


class Links(Protocol):
    """Links by which people bring others."""

    def own(self, owner_id: str) -> list[ReferralLink]:
        """Return somebody's links, at most one of each purpose."""

    def find(self, code: str) -> ReferralLink | None:
        """Return the link of a code, or None."""

    def save(self, link: ReferralLink) -> None:
        """Keep a new link. Raises StaleVersion if its owner has one of the purpose, or the code is taken."""


class Attributions(Protocol):
    """By whose link accounts were opened."""

    def get(self, account_id: str) -> Attribution | None:
        """Return by whose link somebody came, or None."""

    def save(self, attribution: Attribution) -> Attribution:
        """Keep it. Raises StaleVersion if the account has one."""

    def of(
        self, referrer_id: str, purpose: Purpose | None, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[Referral], dict[str, Any] | None]:
        """Return a page of those whom somebody brought, newest first, each with its reward."""


class Rewards(Protocol):
    """Rewards and what the journal says of them, always in one transaction."""

    def get(self, newcomer_id: str) -> Reward | None:
        """Return the reward for a newcomer, or None."""

    def accrue(self, reward: Reward, most_a_year: int, *events: DomainEvent) -> None:
        """Keep a new reward, count it, and book it unless it is in review.

        Raises StaleVersion (the newcomer brought one already), RewardsAYearReached.
        """

    def save(self, reward: Reward, *events: DomainEvent, is_booked: bool = False, is_taken_back: bool = False) -> None:
        """Store at the version it was read at. Raises StaleVersion.

        is_booked: with the entry of its accrual. is_taken_back: with the entry that reverses it.
        """

    def due(self, now: datetime, limit: int) -> list[Reward]:
        """Return accrued rewards whose time has come."""

    def in_review(self) -> list[Reward]:
        """Return the rewards that wait for a person, oldest first; at most a hundred."""

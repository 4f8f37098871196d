"""How often may this happen? The question as the inside asks it; platform/rate_limits.py counts in the ops table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from guildhall.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Limit:
    """A quota per window for each subject.

    name: kebab-case; callers see it in the RateLimit headers. quota: what fits into one window.
    """

    name: str
    quota: int
    window_seconds: int


class RateLimits(Protocol):
    """Counts what subjects do: accounts, e-mail addresses, network addresses, whatever is limited."""

    def take(self, limit: Limit, subject: str) -> None:
        """Count one before it is done, so that parallel tries cannot pass together. Raises TooMany."""

    def give_back(self, limit: Limit, subject: str) -> None:
        """Uncount one that turned out not to matter, such as a sign-in that succeeded."""

    def forget(self, limit: Limit, subject: str) -> None:
        """Uncount everything of the present window."""


def take_for(limits: RateLimits, limit: Limit, actor: Actor) -> None:
    """Count one for the account or partner program that is acting. Raises TooMany."""
    limits.take(limit, actor.account_id)

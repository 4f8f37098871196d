"""Changes of the commission rules: proposed by one person, decided by another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from guildhall.billing.errors import RuleChangeDecided
from guildhall.billing.models.rules import Rule
from guildhall.kernel.types import Instant


class ChangeState(StrEnum):
    """proposed: waits for somebody else. approved, rejected, withdrawn: over, for ever."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A version of a rule that somebody wants. rule.version: the one that it would be.

    reason: why, for whoever decides. note: what they said.
    """

    change_id: str
    rule: Rule
    reason: str
    proposed_by: str
    proposed_at: Instant
    state: ChangeState = ChangeState.PROPOSED
    decided_by: str | None = None
    decided_at: Instant | None = None
    note: str | None = None
    version: int = 0

    def decided(self, state: ChangeState, by: str, at: datetime, note: str | None = None) -> RuleChange:
        """Return the change as decided. Raises RuleChangeDecided.

        An approved rule begins when it was to begin, or now if the approval took longer: never in the past.
        """
        if self.state is not ChangeState.PROPOSED:
            raise RuleChangeDecided(f"it is {self.state}")
        rule = self.rule
        if state is ChangeState.APPROVED:
            rule = replace(rule, valid_from=max(rule.valid_from, at))
        return replace(self, rule=rule, state=state, decided_by=by, decided_at=at, note=note)

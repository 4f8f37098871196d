"""A bank took back what had been released: whoever had a part of it gives that part back."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.billing.models.takings import CONTRIBUTORS, TakenBack, shares_in
from guildhall.billing.ports.takings import Entries, Takings
from guildhall.kernel.errors import StaleVersion
from guildhall.ledger.models import account


@dataclass(frozen=True, slots=True)
class TakeBackRelease:
    """Take contributors' parts back, and count the release no more."""

    entries: Entries
    takings: Takings

    def __call__(self, taken: TakenBack) -> None:
        """Book it once for its cause. Raises Overdrawn when a contributor was paid at this very moment (try again)."""
        if not taken.amount:
            return
        shares = shares_in(self.entries.entries_about(taken.milestone_id), taken.amount.currency)
        parts = {agreement_id: self._owed(agreement_id, taken, minor) for agreement_id, minor in shares.items()}
        try:
            self.takings.save(taken, parts)
        except StaleVersion:
            # The event came twice; the first one stands.
            return

    def _owed(self, agreement_id: str, taken: TakenBack, minor: int) -> int:
        """Return what can be taken back; what the contributor was paid already is the platform's loss."""
        balance = self.entries.balance(account(CONTRIBUTORS, agreement_id), taken.amount.currency)
        return max(0, min(taken.part_of(minor), balance.minor))

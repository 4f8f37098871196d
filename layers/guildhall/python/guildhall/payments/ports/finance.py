"""What finance lists need."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Protocol

from guildhall.payments.models import Command
from guildhall.payments.models.dispute_rates import ConcernSeen
from guildhall.payments.models.finance import AttemptSeen, OpenChargeback, PaymentRow
from guildhall.payments.models.treasury import BankPayout

Position = dict[str, Any]


class FinanceLists(Protocol):
    """Lists that go over everybody's money. Eventually consistent."""

    def opened(self, month: str, limit: int, position: Position | None) -> tuple[list[PaymentRow], Position | None]:
        """Return one page of what was opened in a month such as `2026-03`, oldest first, as it stands now."""

    def attempts(self, first: date, last: date) -> Iterator[AttemptSeen]:
        """Yield what happened to attempts to pay from one day to another, both included."""

    def concerns(self, first: date, last: date) -> Iterator[ConcernSeen]:
        """Yield what milestones' money was protected, disputed and charged back, both days included."""

    def waiting(self) -> list[Command]:
        """Return the commands that the provider has yet to carry out, the next try of each shard first."""

    def payouts(self, limit: int, position: Position | None) -> tuple[list[BankPayout], Position | None]:
        """Return one page of the payouts that have not arrived, oldest first."""

    def chargebacks(self) -> list[OpenChargeback]:
        """Return what cardholders' banks have not decided, the next deadline first."""

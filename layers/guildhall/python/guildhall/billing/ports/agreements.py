"""What agreements with contributors need."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from guildhall.billing.models.agreements import Agreement
from guildhall.billing.models.quotes import ContributorShare
from guildhall.billing.models.rules import Deal
from guildhall.kernel.money import Money
from guildhall.ledger.models import Posting


class Agreements(Protocol):
    """Agreements, and what they gave so far."""

    def get(self, agreement_id: str) -> Agreement | None:
        """Return an agreement, or None."""

    def list(self, limit: int, position: dict[str, Any] | None) -> tuple[list[Agreement], dict[str, Any] | None]:
        """Return a page, newest first."""

    def save(self, agreement: Agreement, verb: str) -> Agreement:
        """Store at the version it was read at. verb: for the audit log. Raises StaleVersion."""


class Shares(Protocol):
    """What contributors get of a deal."""

    def of(self, deal: Deal) -> list[ContributorShare]:
        """Return the shares of the agreements in force for either side, in the order in which they were made."""


class Accruals(Protocol):
    """Asks the ledger what an agreement's account says."""

    def balance_at(self, agreement_id: str, currency: str, end_of: date) -> Money:
        """Return what was owed at the end of a day, UTC."""

    def month(self, agreement_id: str, currency: str, first: date, last: date) -> list[Posting]:
        """Return every posting of some days, oldest first."""

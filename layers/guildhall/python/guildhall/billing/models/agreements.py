"""Agreements with outside contributors: who brought an account, and what part of the commission they get for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from guildhall.billing.errors import AgreementMoveNotAllowed
from guildhall.billing.models.quotes import ContributorShare
from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant
from guildhall.ledger.models import Posting


class Basis(StrEnum):
    """What a share is of. Either way the platform pays it out of its commission; the expert never gets less."""

    COMMISSION = "commission"
    PRICE = "price"


class AgreementState(StrEnum):
    """proposed: waits for somebody else. approved: in force between its dates. rejected, ended: over."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    ENDED = "ended"


MOVES: dict[AgreementState, frozenset[AgreementState]] = {
    AgreementState.PROPOSED: frozenset({AgreementState.APPROVED, AgreementState.REJECTED}),
    AgreementState.APPROVED: frozenset({AgreementState.ENDED}),
    AgreementState.REJECTED: frozenset(),
    AgreementState.ENDED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a contributor gets for the deals of one account that they brought, in one currency.

    brought_id: the expert or client. valid_to: half-open. cap_minor: the most that all deals together accrue.
    """

    agreement_id: str
    contributor_id: str
    brought_id: str
    name: str
    basis: Basis
    basis_points: int
    currency: str
    valid_from: Instant
    valid_to: Instant
    proposed_by: str
    proposed_at: Instant
    cap_minor: int | None = None
    state: AgreementState = AgreementState.PROPOSED
    decided_by: str | None = None
    decided_at: Instant | None = None
    version: int = 0

    def moved(self, target: AgreementState, by: str, at: datetime) -> Agreement:
        """Return the agreement as decided on. Raises AgreementMoveNotAllowed."""
        if target not in MOVES[self.state]:
            raise AgreementMoveNotAllowed(f"an agreement that is {self.state} cannot become {target}")
        return replace(self, state=target, decided_by=by, decided_at=at)

    def share_at(self, now: datetime, currency: str, accrued_minor: int) -> ContributorShare | None:
        """Return what it gives of a deal at an instant, or None. accrued_minor: what it gave so far."""
        is_in_force = self.state is AgreementState.APPROVED and self.valid_from <= now < self.valid_to
        if not is_in_force or currency != self.currency:
            return None
        room = None if self.cap_minor is None else max(0, self.cap_minor - accrued_minor)
        is_of_price = self.basis is Basis.PRICE
        return ContributorShare(self.agreement_id, self.version, self.basis_points, is_of_price, room)


@dataclass(frozen=True, slots=True)
class ContributorStatement:
    """What an agreement accrued in a month: opening + lines = closing, exactly. month: its first day."""

    agreement: Agreement
    month: date
    opening: Money
    lines: list[Posting]
    closing: Money

"""What finance staff see of payments: one row a payment, a day's success, what waits, what a bank may take back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from guildhall.kernel.types import Instant
from guildhall.payments.models.deposits import Deposit
from guildhall.payments.models.payment import ProtectedPayment
from guildhall.payments.models.steps import StepKind

ABANDONED = frozenset({"expired", "given_up", "canceled"})
"""Ends of an attempt that nobody refused: the payer did not finish it."""


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A milestone's payment or a guest's deposit, in minor units. to_payee: released, or kept by a venue."""

    subject_id: str
    sort: str
    state: str
    payer_id: str | None
    payee_id: str
    currency: str
    amount_minor: int
    paid_minor: int
    held_minor: int
    to_payee_minor: int
    to_payer_minor: int
    lost_minor: int
    opened_at: Instant
    frozen_by: tuple[str, ...] = ()


def row_of_payment(payment: ProtectedPayment) -> PaymentRow:
    """Return the row of a milestone's payment."""
    return PaymentRow(
        payment.milestone_id, "milestone", payment.state.value, payment.client_id, payment.expert_id, payment.currency,
        payment.amount.minor, payment.funded_minor, payment.held_minor, payment.released_minor, payment.refunded_minor,
        payment.lost_minor, payment.created_at, tuple(each.value for each in payment.frozen_by),
    )  # fmt: skip


def row_of_deposit(deposit: Deposit) -> PaymentRow:
    """Return the row of a deposit; what a card's bank keeps is not paid."""
    return PaymentRow(
        deposit.deposit_id, "deposit", deposit.state.value, deposit.guest_id, deposit.venue_account_id,
        deposit.currency, deposit.amount_minor, deposit.charged_minor, deposit.held_minor, deposit.kept_minor,
        deposit.returned_minor, deposit.lost_minor, deposit.created_at,
        ("chargeback",) if deposit.dispute_id else (),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AttemptSeen:
    """Something that happened to an attempt to pay. about: why it ended, where it ended without money."""

    kind: StepKind
    at: Instant
    currency: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class SuccessOfDay:
    """How attempts to pay went on one day, in one currency.

    opened: attempts that began. succeeded, refused, abandoned: how attempts ended that day, whenever they began.
    reasons: how many each reason ended, refused and abandoned alike.
    """

    day: date
    currency: str
    opened: int = 0
    succeeded: int = 0
    refused: int = 0
    abandoned: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def rate_basis_points(self) -> int | None:
        """Of what was decided, how much succeeded; None where nothing was decided."""
        decided = self.succeeded + self.refused
        return self.succeeded * 10_000 // decided if decided else None


def success_of(seen: Iterable[AttemptSeen]) -> list[SuccessOfDay]:
    """Count by day and currency, oldest first."""
    grouped: dict[tuple[date, str], list[AttemptSeen]] = {}
    for each in seen:
        grouped.setdefault((each.at.date(), each.currency), []).append(each)
    return [_counted(day, currency, found) for (day, currency), found in sorted(grouped.items())]


def _counted(day: date, currency: str, seen: list[AttemptSeen]) -> SuccessOfDay:
    ends = [each.about or "unknown" for each in seen if each.kind is StepKind.ATTEMPT_ENDED]
    abandoned = sum(reason in ABANDONED for reason in ends)
    kinds = [each.kind for each in seen]
    return SuccessOfDay(
        day, currency, kinds.count(StepKind.ATTEMPT_OPENED), kinds.count(StepKind.HELD), len(ends) - abandoned,
        abandoned, {reason: ends.count(reason) for reason in sorted(set(ends))},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenChargeback:
    """A cardholder's dispute that no bank has decided. subject_id: the milestone or the deposit."""

    chargeback_id: str
    subject_id: str
    payee_id: str
    amount_minor: int
    currency: str
    opened_at: Instant | None = None
    evidence_due_at: Instant | None = None
    reason: str | None = None
    status: str | None = None

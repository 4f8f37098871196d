"""What a cardholder's dispute means: the bank takes the money, and brings it back or keeps it.

A chargeback freezes its milestone. Lost, it is taken from what is held first, then from what the expert was paid, then
from what they will earn, and the rest is the platform's loss (payments.md section 1.5, rows 13 to 17).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from guildhall.ledger.models import Entry, account, credit, debit, lines
from guildhall.payments.events import ChargebackOpenedV1
from guildhall.payments.machine import Freeze
from guildhall.payments.models import (
    Attention,
    Change,
    Chargeback,
    ChargebackOutcome,
    Dispute,
    ProtectedPayment,
    Step,
    StepKind,
)
from guildhall.payments.models.rails import STRIPE
from guildhall.payments.ports import Payments
from guildhall.payments.use_cases import losing


def meaning(payments: Payments, dispute: Dispute, now: datetime) -> Change | None:
    """Return the next thing that a dispute changes, or None. There may be more: ask again until it is None."""
    payment = payments.get(dispute.milestone_id) if dispute.milestone_id else None
    if payment is None:
        return None
    known = payments.chargeback(dispute.id)
    if known is None:
        return None if dispute.is_settled_for_us else _opened(payment, dispute, now)
    if known.outcome is not None:
        # The books are closed; with the freeze, what waited for the bank goes on.
        is_listed = known.chargeback_id in payment.chargebacks
        return losing.released_from(payments, payment, known.chargeback_id, now) if is_listed else None
    return _followed(payments, payment, known, dispute, now)


def _followed(
    payments: Payments, payment: ProtectedPayment, known: Chargeback, dispute: Dispute, now: datetime
) -> Change | None:  # fmt: skip
    if dispute.withdrawn is not None and not known.is_booked:
        return _withdrawn(payment, known, dispute)
    if dispute.status == "lost" and known.is_booked:
        return losing.lost(payments, payment, known, now)
    if dispute.is_settled_for_us and (dispute.reinstated is not None or not known.is_booked):
        return _kept(payments, payment, known, dispute, now)
    return noted(known, dispute)


def _opened(payment: ProtectedPayment, dispute: Dispute, now: datetime) -> Change:
    minor = dispute.amount.minor if dispute.amount else 0
    fresh = Chargeback(
        dispute.id, payment.milestone_id, payment.expert_id, minor, payment.currency, dispute.reason, dispute.status,
        now, payment.contract_id, payment.client_id, dispute.evidence_due_at,
    )  # fmt: skip
    event = ChargebackOpenedV1(
        chargeback_id=fresh.chargeback_id,
        milestone_id=fresh.milestone_id,
        contract_id=payment.contract_id,
        client_id=payment.client_id,
        expert_id=fresh.expert_id,
        amount_minor=minor,
        currency=fresh.currency,
        reason=fresh.reason,
        evidence_due_at=fresh.evidence_due_at,
    )
    frozen = replace(payment.frozen(Freeze.CHARGEBACK), chargebacks=(*payment.chargebacks, dispute.id), split=None)
    why = Attention(payment.milestone_id, "chargeback", f"{dispute.id} is {dispute.status}", now)
    told = Step(payment.milestone_id, StepKind.FROZEN, now, minor, Freeze.CHARGEBACK, "bank")
    return Change(
        "payments.open_chargeback", frozen.looked_after(now), chargebacks=(fresh,), events=(event,), attention=(why,),
        steps=(told,), is_part=True,
    )  # fmt: skip


def withdrawn_entry(dispute: Dispute, about: str) -> Entry:
    """Return the entry of what a bank took, and what the provider charges for it. about: whose money it is."""
    assert dispute.withdrawn is not None  # noqa: S101  the caller has looked
    gone = dispute.withdrawn + dispute.fee if dispute.fee else dispute.withdrawn
    return Entry(
        f"dispute:{dispute.id}:open",
        "chargeback",
        about,
        lines(
            debit(account("chargeback_receivable", dispute.id), dispute.withdrawn),
            debit(account("dispute_fee", STRIPE), dispute.fee) if dispute.fee else None,
            credit(account("psp_clearing", STRIPE), gone),
        ),
        {"dispute": dispute.id, "reason": dispute.reason},
    )


def reinstated_entry(dispute: Dispute, about: str) -> Entry:
    """Return the entry of what a bank gave back, perhaps with the provider's fee. about: whose money it is."""
    assert dispute.reinstated is not None  # noqa: S101  the caller has looked
    back = dispute.reinstated
    return Entry(
        f"dispute:{dispute.id}:won",
        "chargeback_won",
        about,
        lines(
            debit(account("psp_clearing", STRIPE), back + dispute.fee_back if dispute.fee_back else back),
            credit(account("chargeback_receivable", dispute.id), back),
            credit(account("dispute_fee", STRIPE), dispute.fee_back) if dispute.fee_back else None,
        ),
        {"dispute": dispute.id},
    )


def _withdrawn(payment: ProtectedPayment, known: Chargeback, dispute: Dispute) -> Change:
    assert dispute.withdrawn is not None  # noqa: S101  as the caller saw
    entry = withdrawn_entry(dispute, payment.milestone_id)
    booked = replace(known, is_booked=True, amount_minor=dispute.withdrawn.minor, status=dispute.status)
    return Change("payments.book_chargeback", chargebacks=(booked,), entries=(entry,), is_part=True)


def _kept(
    payments: Payments, payment: ProtectedPayment, known: Chargeback, dispute: Dispute, now: datetime
) -> Change:  # fmt: skip
    """The bank let go of it: the money is back, and goes on as before."""
    is_won = known.is_booked
    outcome = ChargebackOutcome.WON if is_won else ChargebackOutcome.WARNING_CLOSED
    over = replace(known, status=dispute.status, outcome=outcome)
    change = losing.released_from(payments, payment, known.chargeback_id, now)
    told = Step(payment.milestone_id, StepKind.CHARGEBACK_WON, now, known.amount_minor, known.chargeback_id, "bank")
    assert change.payment is not None  # noqa: S101  it is the payment that thaws
    change = replace(
        change,
        chargebacks=(over,),
        events=(*change.events, losing.closed(over, change.payment)),
        steps=(told, *change.steps),
    )
    if not is_won or dispute.reinstated is None:
        return change
    entry = reinstated_entry(dispute, payment.milestone_id)
    return replace(change, entries=(entry, *change.entries))


def noted(known: Chargeback, dispute: Dispute) -> Change | None:
    """Return the change that remembers what is new: evidence came in, an inquiry became a chargeback; or None."""
    seen = replace(known, status=dispute.status, evidence_due_at=dispute.evidence_due_at or known.evidence_due_at)
    return None if seen == known else Change("payments.see_chargeback", chargebacks=(seen,))

"""What a cardholder's dispute means for now: nothing moves until a person has looked (issue 3 books it)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from guildhall.payments.machine import Freeze, PaymentState
from guildhall.payments.models import Attention, Change, Dispute, ProtectedPayment
from guildhall.payments.ports import Payments
from guildhall.payments.use_cases.releasing import release_of


def meaning(payments: Payments, dispute: Dispute, now: datetime) -> Change | None:
    """Freeze the payment while the bank decides; a dispute that the bank dropped lets it go on."""
    payment = payments.get(dispute.milestone_id) if dispute.milestone_id else None
    if payment is None:
        return None
    is_frozen = Freeze.CHARGEBACK in payment.frozen_by
    if dispute.is_settled_for_us:
        return thawed(payments, payment, Freeze.CHARGEBACK, now) if is_frozen else None
    if is_frozen:
        return None
    why = Attention(payment.milestone_id, "chargeback", f"{dispute.id} is {dispute.status}", now)
    return Change("payments.freeze", payment.frozen(Freeze.CHARGEBACK), attention=(why,))


def thawed(payments: Payments, payment: ProtectedPayment, reason: Freeze, now: datetime) -> Change:
    """Return the change that takes one reason away; with the last one, what waited for it goes on."""
    after = payment.thawed(reason)
    if after.frozen_by:
        return Change("payments.thaw", after)
    if after.state is PaymentState.HELD and after.is_approved:
        return replace(release_of(after, now), action="payments.thaw")
    orders = (f"release:{after.milestone_id}:{after.releases}", f"refund:{after.milestone_id}:{after.refunds}")
    found = (payments.command(each) for each in orders)
    return Change("payments.thaw", after, wake=tuple(each for each in found if each is not None and not each.is_over))

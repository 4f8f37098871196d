"""What a cardholder's dispute means for now: nothing moves until a person has looked (issue 3 books it)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from guildhall.payments.machine import Freeze
from guildhall.payments.models import Attention, Change, Dispute, ProtectedPayment, Step, StepKind
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
    told = Step(payment.milestone_id, StepKind.FROZEN, now, about=Freeze.CHARGEBACK)
    return Change("payments.freeze", payment.frozen(Freeze.CHARGEBACK), attention=(why,), steps=(told,))


def thawed(payments: Payments, payment: ProtectedPayment, reason: Freeze, now: datetime) -> Change:
    """Return the change that takes one reason away; with the last one, what waited for it goes on."""
    after = payment.thawed(reason)
    if after.frozen_by:
        told = Step(payment.milestone_id, StepKind.THAWED, now, about=reason)
        return Change("payments.thaw", after, steps=(told,))
    thaw = Change("payments.thaw", after)
    if after.held_minor and after.is_approved:
        thaw = replace(release_of(after, now), action="payments.thaw")
    found = (payments.command(each) for each in after.pending)
    told = Step(payment.milestone_id, StepKind.THAWED, now, about=reason)
    wake = tuple(each for each in found if each is not None and not each.is_over)
    return replace(thaw, wake=wake, steps=(told, *thaw.steps))

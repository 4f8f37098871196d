"""What the provider suspects: reports of fraud before a bank takes the money, and payments that it looks at."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from guildhall.payments.machine import Freeze
from guildhall.payments.models import Attention, Change, FraudWarning, ProtectedPayment, ProviderReview, Step, StepKind
from guildhall.payments.ports import Payments
from guildhall.payments.use_cases.parting import parted
from guildhall.payments.use_cases.thawing import thawed


def meaning_of_warning(payments: Payments, warning: FraudWarning, now: datetime) -> Change | None:
    """Give the money back before the bank takes it, with its fee; what was released already waits for a person."""
    payment = payments.get(warning.milestone_id) if warning.milestone_id else None
    if payment is None or warning.id in payment.strays or not payment.held_minor + payment.released_minor:
        return None
    heard = replace(payment, strays=(*payment.strays, warning.id))
    why = Attention(payment.milestone_id, "fraud_warning", f"{warning.id}: {warning.fraud_type}", now)
    if not payment.released_minor and not payment.frozen_by and not payment.is_approved:
        given_back = parted(heard, now, to_client_minor=payment.held_minor, action="payments.refund_warned")
        return replace(given_back, attention=(why,))
    told = Step(payment.milestone_id, StepKind.FROZEN, now, about=Freeze.REVIEW, by="provider")
    return Change("payments.freeze", heard.frozen(Freeze.REVIEW).looked_after(now), attention=(why,), steps=(told,))


def meaning_of_review(payments: Payments, review: ProviderReview, now: datetime) -> Change | None:
    """Hold still while the provider looks; go on when it has looked, whatever it found: that comes as its own fact."""
    payment = payments.get(review.milestone_id) if review.milestone_id else None
    if payment is None:
        return None
    is_frozen = Freeze.PROVIDER_REVIEW in payment.frozen_by
    if is_frozen == review.is_open:
        return None
    return _frozen(payment, now) if review.is_open else thawed(payments, payment, Freeze.PROVIDER_REVIEW, now)


def _frozen(payment: ProtectedPayment, now: datetime) -> Change:
    told = Step(payment.milestone_id, StepKind.FROZEN, now, about=Freeze.PROVIDER_REVIEW, by="provider")
    frozen = payment.frozen(Freeze.PROVIDER_REVIEW)
    return Change("payments.freeze", frozen.looked_after(now), steps=(told,))

"""Letting frozen money go on: what was approved, awarded or ordered meanwhile happens with the last freeze."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from guildhall.payments.events import DisputeSettledV1
from guildhall.payments.machine import Freeze
from guildhall.payments.models import Attention, Award, Change, ProtectedPayment, Step, StepKind
from guildhall.payments.ports import Payments
from guildhall.payments.use_cases.parting import parted


def thawed(payments: Payments, payment: ProtectedPayment, reason: Freeze, now: datetime) -> Change:
    """Return the change that takes one reason away; with the last one, what waited for it goes on."""
    told = Step(payment.milestone_id, StepKind.THAWED, now, about=reason)
    after = payment.thawed(reason)
    if after.frozen_by:
        return Change("payments.thaw", after.looked_after(now), steps=(told,))
    found = (payments.command(each) for each in after.pending)
    wake = tuple(each for each in found if each is not None and not each.is_over)
    change = _gone_on(payments, after, now)
    return replace(change, wake=wake, steps=(told, *change.steps))


def _gone_on(payments: Payments, payment: ProtectedPayment, now: datetime) -> Change:
    if payment.award is not None:
        return awarded(payments, payment, payment.award, now)
    if payment.held_minor and payment.is_approved:
        owed = payments.owed_by(payment.expert_id, payment.currency)
        return parted(payment, now, to_expert_minor=payment.held_minor, owed_minor=owed, action="payments.thaw")
    return Change("payments.thaw", payment.looked_after(now))


def awarded(payments: Payments, payment: ProtectedPayment, award: Award, now: datetime) -> Change:
    """Return the change that parts the money as the dispute ended; a person must look if less is held than that.

    What neither side was awarded is the expert's if the work is approved, else it stays held.
    """
    rest = payment.held_minor - award.to_expert_minor - award.to_client_minor
    if rest < 0:
        why = Attention(payment.milestone_id, "award_exceeds_held", f"{award.dispute_id}: {-rest} too much", now)
        told = Step(payment.milestone_id, StepKind.FROZEN, now, about=Freeze.REVIEW)
        frozen = replace(payment.frozen(Freeze.REVIEW), award=None)
        return Change("payments.doubt_award", frozen.looked_after(now), attention=(why,), steps=(told,))
    change = parted(
        replace(payment, award=None),
        now,
        to_expert_minor=award.to_expert_minor + (rest if payment.is_approved else 0),
        to_client_minor=award.to_client_minor,
        award=award,
        owed_minor=payments.owed_by(payment.expert_id, payment.currency),
        action="payments.settle_dispute",
        by="arbitration",
    )
    settled = DisputeSettledV1(
        dispute_id=award.dispute_id,
        milestone_id=payment.milestone_id,
        released_minor=award.to_expert_minor,
        refunded_minor=award.to_client_minor,
        currency=payment.currency,
    )
    return replace(change, events=(*change.events, settled))

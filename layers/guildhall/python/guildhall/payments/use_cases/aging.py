"""How long money may be held: the provider allows 90 days, so people are warned, pressed, and at last overruled.

Day 60 warns, day 75 demands a decision, day 85 stops (payments.md sections 0 and 1.5, row 27). What is stopped goes
back to the client, who paid it: nobody approved the work. A review that still ends in time is waited for. One-time
schedules bring each day to the hour; a sweep finds what they lost. Both come here, and the second changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from guildhall.kernel.clock import Clock
from guildhall.payments.errors import PaymentUnknown
from guildhall.payments.events import FundsHeldV1
from guildhall.payments.models import Attention, Change, ProtectedPayment, Step, StepKind
from guildhall.payments.models.payment import HOLD_AGES
from guildhall.payments.ports import Payments
from guildhall.payments.ports.timers import HoldTimers
from guildhall.payments.use_cases.parting import parted

_, DECIDE, STOP = HOLD_AGES
LAST = timedelta(days=89)
"""A review that ends by then still leaves the provider a day."""


def aged(payment: ProtectedPayment, now: datetime) -> Change | None:
    """Return what the age of the hold demands today, or None if that was done."""
    if not payment.held_minor or payment.held_at is None:
        return None
    age = now - payment.held_at
    if age >= STOP:
        return _stopped(payment, payment.held_at, now)
    if age >= DECIDE:
        why = "decide within ten days, or the money goes back"
        return _told(payment, "hold_needs_decision", why, now, DECIDE.days)
    first = payment.hold_ages[0]
    if age >= first and not payment.is_under_review:
        return _told(payment, "held_too_long", "decide before the provider must", now, first.days)
    return None


def _stopped(payment: ProtectedPayment, held_at: datetime, now: datetime) -> Change | None:
    age = (now - held_at).days
    if payment.frozen_by:
        return _told(payment, "hold_limit_frozen", f"frozen by {', '.join(payment.frozen_by)}", now, age)
    if payment.is_under_review and payment.release_at is not None and payment.release_at < held_at + LAST:
        return _told(payment, "hold_needs_decision", "the review ends just in time", now, age)
    given_back = parted(payment, now, to_client_minor=payment.held_minor, action="payments.stop_hold")
    why = Attention(payment.milestone_id, "hold_stopped", "nobody decided in 85 days: the money goes back", now)
    return replace(given_back, attention=(why,))


def _told(payment: ProtectedPayment, reason: str, detail: str, now: datetime, days: int) -> Change | None:
    if payment.told_days >= days:
        return None
    why = Attention(payment.milestone_id, reason, detail, now)
    told = Step(payment.milestone_id, StepKind.HOLD_ENDS_SOON, now, payment.held_minor, reason)
    seen = replace(payment, told_days=days).looked_after(now)
    return Change("payments.look", seen, attention=(why,), steps=(told,))


@dataclass(frozen=True, slots=True)
class SetHoldTimers:
    """Set a one-time schedule for each day on which a hold demands something."""

    payments: Payments
    timers: HoldTimers

    def __call__(self, event: FundsHeldV1) -> None:
        """Set them, once each however often the event comes; what is held no more needs none.

        Raises PaymentUnknown, Unavailable (try again).
        """
        payment = self.payments.get(event.milestone_id)
        if payment is None:
            raise PaymentUnknown(event.milestone_id)
        if payment.held_minor and payment.held_at is not None:
            for age in payment.hold_ages:
                self.timers.set(payment.milestone_id, payment.held_at, payment.held_at + age)


@dataclass(frozen=True, slots=True)
class FollowHoldTimer:
    """Do what the age of a hold demands when its timer fires."""

    payments: Payments
    clock: Clock

    def __call__(self, milestone_id: str, held_at: datetime) -> bool:
        """Return whether something was done: not for money that has left, nor for what a sweep did before.

        held_at: which hold the timer is about. Raises PaymentUnknown, StaleVersion (try again).
        """
        payment = self.payments.get(milestone_id)
        if payment is None:
            raise PaymentUnknown(milestone_id)
        change = aged(payment, self.clock.now()) if payment.held_at == held_at else None
        if change is not None:
            self.payments.save(change)
        return change is not None

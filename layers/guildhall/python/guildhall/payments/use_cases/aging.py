"""How long money may be held: the provider allows 90 days, so people are warned, pressed, and at last overruled.

Day 60 warns, day 75 demands a decision, day 85 stops (payments.md sections 0 and 1.5, row 27). What is stopped goes
back to the client, who paid it: nobody approved the work. A review that still ends in time is waited for.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from guildhall.payments.models import Attention, Change, ProtectedPayment, Step, StepKind
from guildhall.payments.models.payment import HOLD_AGES
from guildhall.payments.use_cases.parting import parted

_, DECIDE, STOP = HOLD_AGES
LAST = timedelta(days=89)
"""A review that ends by then still leaves the provider a day."""


def aged(payment: ProtectedPayment, now: datetime) -> Change | None:
    """Return what the age of the hold demands today, or None."""
    if not payment.held_minor or payment.held_at is None:
        return None
    age = now - payment.held_at
    if age >= STOP:
        return _stopped(payment, payment.held_at, now)
    if age >= DECIDE:
        return _told(payment, "hold_needs_decision", "decide within ten days, or the money goes back", now)
    if age >= payment.hold_ages[0] and not payment.is_under_review:
        return _told(payment, "held_too_long", "decide before the provider must", now)
    return None


def _stopped(payment: ProtectedPayment, held_at: datetime, now: datetime) -> Change:
    if payment.frozen_by:
        return _told(payment, "hold_limit_frozen", f"frozen by {', '.join(payment.frozen_by)}", now)
    if payment.is_under_review and payment.release_at is not None and payment.release_at < held_at + LAST:
        return _told(payment, "hold_needs_decision", "the review ends just in time", now)
    given_back = parted(payment, now, to_client_minor=payment.held_minor, action="payments.stop_hold")
    why = Attention(payment.milestone_id, "hold_stopped", "nobody decided in 85 days: the money goes back", now)
    return replace(given_back, attention=(why,))


def _told(payment: ProtectedPayment, reason: str, detail: str, now: datetime) -> Change:
    why = Attention(payment.milestone_id, reason, detail, now)
    told = Step(payment.milestone_id, StepKind.HOLD_ENDS_SOON, now, payment.held_minor, reason)
    return Change("payments.look", payment.looked_after(now), attention=(why,), steps=(told,))

"""Timers: what was forgotten, lost or left waiting is found again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.payments.errors import PaymentUnknown
from guildhall.payments.models import Change, Command, ProtectedPayment
from guildhall.payments.models.commands import FIRST_LOOK
from guildhall.payments.ports import Payments, Reviews
from guildhall.payments.use_cases.aging import aged

MOST = 100
"""Of each shard and sweep; what is left comes with the next sweep, a minute later."""


@dataclass(frozen=True, slots=True)
class SweepCommands:
    """Send pending commands to the worker again when their time has come."""

    payments: Payments
    clock: Clock

    def __call__(self) -> int:
        """Return how many were sent. The next sweep leaves them alone until the worker had its chance."""
        now = self.clock.now()
        due = self.payments.due_commands(now, MOST)
        return sum(self._send(order) for order in due)

    def _send(self, order: Command) -> bool:
        later = replace(order, next_try_at=self.clock.now() + FIRST_LOOK)
        try:
            self.payments.save(Change("payments.sweep_command", commands=(later,), wake=(later,)))
        except StaleVersion:
            # The worker has it in hand at this very moment.
            return False
        return True


@dataclass(frozen=True, slots=True)
class SweepPayments:
    """Look at payments on which something should have happened by now."""

    payments: Payments
    reviews: Reviews
    clock: Clock

    def __call__(self) -> int:
        """Return how many were looked at."""
        due = self.payments.due_payments(self.clock.now(), MOST)
        return sum(self._look(payment) for payment in due)

    def _look(self, payment: ProtectedPayment) -> bool:
        now = self.clock.now()
        try:
            self.payments.save(aged(payment, now) or Change("payments.look", payment.looked_after(now)))
        except StaleVersion:
            return False
        if payment.waits_for_provider or payment.chargebacks:
            self.payments.ask_to_look(payment.milestone_id)
        if payment.is_under_review and payment.release_at is not None and payment.release_at <= now:
            # The workflow should have ended by now; it died, or is about to: a second one does no harm.
            self.reviews.begin(payment, f"{now:%Y%m%d%H%M}")
        return True


@dataclass(frozen=True, slots=True)
class CheckReleased:
    """Tell the workflow whether approved money has left the hold."""

    payments: Payments

    def __call__(self, milestone_id: str) -> bool:
        """Return whether the money is the expert's, sent or not. Raises PaymentUnknown."""
        payment = self.payments.get(milestone_id)
        if payment is None:
            raise PaymentUnknown(milestone_id)
        return bool(payment.released_minor) and not payment.held_minor

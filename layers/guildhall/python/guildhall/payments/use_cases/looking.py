"""Asking the provider ourselves: a notice may have been lost, or its payer may have left."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Unavailable
from guildhall.payments.errors import ProviderTrouble
from guildhall.payments.models.rails import STRIPE
from guildhall.payments.ports import Payments, Provider
from guildhall.payments.use_cases.applying import ApplyFact
from guildhall.payments.use_cases.intents import expired
from guildhall.payments.use_cases.working import RunCommand


@dataclass(frozen=True, slots=True)
class LookAtAttempt:
    """Ask the provider about a payment of which a notice may have been lost: whether it was paid, what it cost."""

    payments: Payments
    provider: Provider
    apply: ApplyFact
    run: RunCommand
    clock: Clock

    def __call__(self, milestone_id: str) -> None:
        """Apply the present intent of a payment; an attempt that nobody finished in a day is given up.

        Raises Unavailable, StaleVersion.
        """
        payment = self.payments.get(milestone_id)
        if payment is None or not payment.waits_for_provider:
            return
        if payment.intent_id is None:
            self.run(payment.fund_command_id)
            return
        if self.run.local is not None and payment.rail != STRIPE:
            self.run.local.look(payment)
            return
        try:
            self.apply(self.provider.intent(payment.intent_id))
        except ProviderTrouble as trouble:
            raise Unavailable(trouble.code) from trouble
        now = self.clock.now()
        seen = self.payments.get(milestone_id)
        if seen is not None and seen.has_expired(now):
            self.payments.save(expired(seen, now))

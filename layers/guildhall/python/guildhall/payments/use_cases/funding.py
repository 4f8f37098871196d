"""The client's side: pay, and give up paying."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.payments.errors import NothingToFund, PaymentFrozen
from guildhall.payments.machine import OPEN_ATTEMPT, Move, PaymentState
from guildhall.payments.models import Change, Command, ProtectedPayment, Step, StepKind, Verb
from guildhall.payments.models.commands import command
from guildhall.payments.models.rails import BY_CARD, Choice, payer_text
from guildhall.payments.ports import Fees, Payments, Sealer
from guildhall.payments.use_cases.access import AccessPayment
from guildhall.payments.use_cases.choosing import CheckChoice

ROUNDS = 3
"""Two tabs of one client race once; a third round would be somebody else's bug."""


@dataclass(frozen=True, slots=True)
class FundMilestone:
    """Open an attempt to pay, or return the one that is open."""

    access: AccessPayment
    payments: Payments
    fees: Fees
    clock: Clock
    check: CheckChoice
    seals: Sealer

    def __call__(self, actor: Actor, milestone_id: str, choice: Choice = BY_CARD) -> ProtectedPayment:
        """Return the payment with its open attempt; the provider has not been asked yet when this returns.

        Raises PaymentUnknown, Forbidden, PaymentMoveRefused, PaymentFrozen, NothingToFund, RailUnknown, RailCurrency,
        RailOff, RailAwaitsDelivery, PayerIncomplete, Unavailable.
        """
        for _ in range(ROUNDS):
            payment = self.access(actor, milestone_id, "payments.fund")
            if payment.state is PaymentState.FUNDING:
                return payment
            try:
                return self._open(payment, choice)
            except StaleVersion:
                continue
        raise StaleVersion

    def _open(self, payment: ProtectedPayment, choice: Choice) -> ProtectedPayment:
        if payment.frozen_by:
            raise PaymentFrozen
        if not payment.price:
            raise NothingToFund
        self.check(payment, choice)
        payer = choice.payer
        now = self.clock.now()
        opened = replace(
            payment.quoted(self.fees(payment)).moved(Move.FUND),
            attempt=payment.attempt + 1,
            opened_at=now,
            intent_id=None,
            client_secret=None,
            rail=choice.rail,
            payer=self.seals.seal(payer_text(payer), payment.milestone_id) if payer else None,
            next_action=None,
            hold_days=self.check.hold_days(choice),
            intent_status=None,
            failure=None,
            is_cancelling=False,
        ).looked_after(now)
        order = command(
            Verb.FUND, opened.milestone_id, opened.attempt, now,
            amount_minor=opened.amount.minor, currency=opened.currency,
        )  # fmt: skip
        told = Step(payment.milestone_id, StepKind.ATTEMPT_OPENED, now, about=str(opened.attempt), by=payment.client_id)
        self.payments.save(Change("payments.fund", opened, commands=(order,), steps=(told,)))
        return replace(opened, version=opened.version + 1)


@dataclass(frozen=True, slots=True)
class CancelPayment:
    """End a payment that holds no money. Contracts asks for it when a milestone is cancelled."""

    payments: Payments
    clock: Clock

    def __call__(self, payment: ProtectedPayment) -> ProtectedPayment:
        """Return the payment: cancelled, or closing while an open attempt is given up.

        Raises PaymentMoveRefused (money is held: refund it), StaleVersion.
        """
        now = self.clock.now()
        if payment.state in OPEN_ATTEMPT:
            changed, orders = self._give_up(payment)
        else:
            changed, orders = payment.moved(Move.CANCEL), ()
        changed = changed.looked_after(now)
        told = Step(payment.milestone_id, StepKind.CANCELLED, now)
        steps = (told,) if changed.state is PaymentState.CANCELLED else ()
        self.payments.save(Change("payments.cancel", changed, commands=orders, steps=steps))
        return replace(changed, version=changed.version + 1)

    def _give_up(self, payment: ProtectedPayment) -> tuple[ProtectedPayment, tuple[Command, ...]]:
        if payment.state is PaymentState.CLOSING:
            return replace(payment, is_cancelling=True), ()
        closing = replace(payment.moved(Move.CLOSE), is_cancelling=True)
        order = command(Verb.CLOSE, payment.milestone_id, payment.attempt, self.clock.now())
        return closing, (order,)

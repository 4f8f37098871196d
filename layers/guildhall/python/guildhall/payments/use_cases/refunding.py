"""Giving held money back.

The rule: before the first delivery, the client or the expert may give the money back; after it, only the expert may.
An expert who gives it back agrees by doing so. What both cannot agree on is a dispute.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.ledger.models import Entry, account, credit, debit
from guildhall.payments.errors import PaymentFrozen, PaymentMoveRefused, RefundNeedsExpert
from guildhall.payments.machine import Move
from guildhall.payments.models import Change, ProtectedPayment, Verb
from guildhall.payments.models.commands import command
from guildhall.payments.ports import Payments
from guildhall.payments.use_cases.access import AccessPayment


@dataclass(frozen=True, slots=True)
class RefundPayment:
    """Give everything that is held back to the client."""

    access: AccessPayment
    payments: Payments
    clock: Clock

    def __call__(self, actor: Actor, milestone_id: str) -> ProtectedPayment:
        """Return the payment on its way back.

        Raises PaymentUnknown, Forbidden, RefundNeedsExpert, PaymentMoveRefused, PaymentFrozen, StaleVersion.
        """
        payment = self.access(actor, milestone_id, "payments.refund")
        payment.moved(Move.REFUND)
        if payment.is_approved:
            raise PaymentMoveRefused("the work is approved: the money is the expert's")
        if payment.delivery and actor.account_id != payment.expert_id:
            raise RefundNeedsExpert("work was delivered; ask the expert to give the money back")
        return self.carry_out(payment)

    def carry_out(self, payment: ProtectedPayment) -> ProtectedPayment:
        """As the call, for who needs no permission. Raises PaymentMoveRefused, PaymentFrozen, StaleVersion."""
        moved = payment.moved(Move.REFUND)
        if payment.frozen_by:
            raise PaymentFrozen
        now = self.clock.now()
        order = command(
            Verb.REFUND, payment.milestone_id, payment.refunds + 1, now,
            amount_minor=payment.held_minor, currency=payment.currency,
        )  # fmt: skip
        entry = Entry(
            order.command_id,
            "refund",
            payment.milestone_id,
            (
                debit(account("hold", payment.milestone_id), payment.held),
                credit(account("refund_in_transit", order.command_id), payment.held),
            ),
            {"contract": payment.contract_id},
        )
        after = replace(
            moved,
            refunds=payment.refunds + 1,
            refunded_minor=payment.refunded_minor + payment.held_minor,
            is_under_review=False,
        ).looked_after(now)
        self.payments.save(Change("payments.refund", after, commands=(order,), entries=(entry,)))
        return replace(after, version=after.version + 1)

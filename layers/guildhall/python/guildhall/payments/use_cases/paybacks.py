"""What a refund means: on its way, arrived, or sent back by the bank."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from guildhall.ledger.models import Entry, account, credit, debit
from guildhall.payments.events import FundsRefundedV1
from guildhall.payments.machine import Freeze, Move, PaymentState
from guildhall.payments.models import Attention, Change, Command, ProtectedPayment, Refund
from guildhall.payments.ports import Payments


def meaning(payments: Payments, refund: Refund, now: datetime) -> Change | None:
    """Return what a refund changes, or None."""
    order = payments.command(refund.command_id) if refund.command_id else None
    if order is None:
        return _by_hand(payments, refund, now)
    payment = payments.get(order.subject)
    assert payment is not None  # noqa: S101  a command is written with its payment
    if order.object_id not in {None, refund.id} or refund.amount != order.amount:
        return _doubt(payment, refund, now)
    if refund.status == "succeeded" and payment.state is PaymentState.REFUNDING:
        return _returned(payment, order, refund)
    if refund.has_failed and payment.state in {PaymentState.REFUNDING, PaymentState.REFUNDED}:
        return _bounced(payment, order, refund, now)
    if order.object_id is None:
        # It exists and waits for the bank: the sweep asks again, and the webhook will tell.
        return Change("payments.await_refund", commands=(replace(order, object_id=refund.id),))
    return None


def _returned(payment: ProtectedPayment, order: Command, refund: Refund) -> Change:
    entry = Entry(
        f"refund:{refund.id}",
        "refunded",
        payment.milestone_id,
        (
            debit(account("refund_in_transit", order.command_id), refund.amount),
            credit(account("psp_clearing", refund.provider), refund.amount),
        ),
        {"refund": refund.id, "command": order.command_id},
    )
    told = FundsRefundedV1(
        contract_id=payment.contract_id,
        milestone_id=payment.milestone_id,
        client_id=payment.client_id,
        expert_id=payment.expert_id,
        amount_minor=refund.amount.minor,
        currency=payment.currency,
    )
    return Change(
        "payments.return",
        payment.moved(Move.RETURN),
        commands=(order.done(refund.id),),
        entries=(entry,),
        events=(told,),
    )


def _bounced(payment: ProtectedPayment, order: Command, refund: Refund, now: datetime) -> Change:
    """Owe the client what their bank sent back: never revenue, and a person asks for another way to pay it."""
    had_left = payment.state is PaymentState.REFUNDED
    source = account("psp_clearing", refund.provider) if had_left else account("refund_in_transit", order.command_id)
    owed = credit(account("client_credit", payment.client_id), refund.amount)
    entry = Entry(
        f"refund_failed:{refund.id}",
        "refund_failed",
        payment.milestone_id,
        (debit(source, refund.amount), owed),
        {"refund": refund.id, "command": order.command_id},
    )
    why = Attention(payment.milestone_id, "refund_failed", f"{refund.id}: ask the client for another way", now)
    return Change(
        "payments.credit",
        payment.moved(Move.CREDIT),
        commands=() if order.is_over else (order.done(refund.id),),
        entries=(entry,),
        attention=(why,),
    )


def _by_hand(payments: Payments, refund: Refund, now: datetime) -> Change | None:
    """A refund that no command made: somebody used the provider's own dashboard."""
    payment = payments.get(refund.milestone_id) if refund.milestone_id else None
    return _doubt(payment, refund, now) if payment else None


def _doubt(payment: ProtectedPayment, refund: Refund, now: datetime) -> Change | None:
    if Freeze.REVIEW in payment.frozen_by:
        return None
    why = Attention(payment.milestone_id, "unexpected_refund", f"{refund.id} over {refund.amount}", now)
    return Change("payments.doubt_refund", payment.frozen(Freeze.REVIEW), attention=(why,))

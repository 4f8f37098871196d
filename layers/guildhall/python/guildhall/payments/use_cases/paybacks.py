"""What a refund means: on its way, arrived, refused, sent back by the bank, or made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, account, credit, debit
from guildhall.payments.events import FundsRefundedV1
from guildhall.payments.machine import Freeze, Move
from guildhall.payments.models import (
    Attention,
    Change,
    Command,
    CommandStatus,
    ProtectedPayment,
    Refund,
    Step,
    StepKind,
    Verb,
)
from guildhall.payments.models.commands import command
from guildhall.payments.ports import Payments
from guildhall.payments.use_cases import refund_entries


def meaning(payments: Payments, refund: Refund, now: datetime) -> Change | None:
    """Return what a refund changes, or None."""
    made_by = refund.command_id or _imported_as(refund)
    order = payments.command(made_by) if made_by else None
    if order is None:
        return _by_hand(payments, refund, now)
    payment = payments.get(order.subject)
    assert payment is not None  # noqa: S101  a command is written with its payment
    if order.object_id not in {None, refund.id} or refund.amount != order.amount:
        return _doubt(payment, refund, now)
    if order.status is CommandStatus.FAILED:
        return None
    if order.verb is Verb.RETURN_LATE:
        return _late(order, refund, now)
    return _followed(payment, order, refund, now)


def _late(order: Command, refund: Refund, now: datetime) -> Change | None:
    """Money that was never held goes back out of suspense."""
    if refund.has_failed:
        why = Attention(order.subject, "late_refund_failed", f"{refund.id}: ask the client for another way", now)
        return Change("payments.fail_late", commands=(order.failed("refund_failed"),), attention=(why,))
    if refund.status != "succeeded" or order.is_over:
        is_new = order.object_id is None
        return Change("payments.await_refund", commands=(replace(order, object_id=refund.id),)) if is_new else None
    entry = Entry(
        f"refund:{refund.id}",
        "late_returned",
        order.subject,
        (
            debit(account("suspense", order.subject), refund.amount),
            credit(account("psp_clearing", refund.provider), refund.amount),
        ),
        {"refund": refund.id, "command": order.command_id},
    )
    return Change("payments.return_late", commands=(order.done(refund.id),), entries=(entry,))


def _followed(payment: ProtectedPayment, order: Command, refund: Refund, now: datetime) -> Change | None:
    """Follow a refund that a command of ours made."""
    if refund.has_failed:
        return _bounced(payment, order, refund, now)
    if refund.status == "succeeded" and not order.is_over:
        return _returned(payment, order, refund, now)
    if order.object_id is None:
        # It exists and waits for the bank: the sweep asks again, and the webhook will tell.
        return Change("payments.await_refund", commands=(replace(order, object_id=refund.id),))
    return None


def _returned(payment: ProtectedPayment, order: Command, refund: Refund, now: datetime) -> Change:
    after = payment.moved(Move.RETURN, pending=payment.without(order.command_id))
    told = Step(payment.milestone_id, StepKind.REFUNDED, now, refund.amount.minor, order.command_id)
    return Change(
        "payments.return",
        after.looked_after(now),
        commands=(order.done(refund.id),),
        entries=(refund_entries.arrived(payment.milestone_id, order, refund),),
        # What is paid back out of credit was told when it left the hold.
        events=() if order.verb is Verb.REPAY else (announcement(after, refund.amount),),
        steps=(told,),
    )


def announcement(after: ProtectedPayment, amount: Money) -> FundsRefundedV1:
    """Return the news that money left the hold for the client. after: the payment as it is then."""
    return FundsRefundedV1(
        contract_id=after.contract_id,
        milestone_id=after.milestone_id,
        client_id=after.client_id,
        expert_id=after.expert_id,
        amount_minor=amount.minor,
        currency=after.currency,
        held_minor=after.held_minor,
        released_minor=after.released_minor,
    )


def _bounced(payment: ProtectedPayment, order: Command, refund: Refund, now: datetime) -> Change:
    """Owe the client what their bank sent back: never revenue, and a person asks for another way to pay it."""
    # Once the refund had arrived, the money is the provider's to give back to us; before, it never left.
    source = (
        account("psp_clearing", refund.provider) if order.is_over else account("refund_in_transit", order.command_id)
    )
    entry = Entry(
        f"refund_failed:{refund.id}",
        "refund_failed",
        payment.milestone_id,
        (debit(source, refund.amount), credit(account("client_credit", payment.client_id), refund.amount)),
        {"refund": refund.id, "command": order.command_id},
    )
    why = Attention(payment.milestone_id, "refund_failed", f"{refund.id}: ask the client for another way", now)
    after = payment.moved(
        Move.CREDIT,
        pending=payment.without(order.command_id),
        credited_minor=payment.credited_minor + refund.amount.minor,
    )
    told = Step(payment.milestone_id, StepKind.CREDITED, now, refund.amount.minor, order.command_id)
    is_news = not order.is_over and order.verb is not Verb.REPAY
    return Change(
        "payments.credit",
        after.looked_after(now),
        commands=(replace(order.failed("refund_failed"), object_id=refund.id),),
        entries=(entry,),
        # It has left the hold all the same.
        events=(announcement(after, refund.amount),) if is_news else (),
        attention=(why,),
        steps=(told,),
    )


def refused(payment: ProtectedPayment, order: Command, code: str, now: datetime) -> Change:
    """Return the change that holds again what the provider will not give back, with the entry that says so.

    A refused refund means that somebody else moved the money: a bank, or a person with the provider's own tools.
    """
    amount = order.amount
    undone = refund_entries.undone(payment.milestone_id, order, account("hold", payment.milestone_id), code)
    after = payment.moved(
        Move.RESTORE,
        pending=payment.without(order.command_id),
        refunded_minor=payment.refunded_minor - amount.minor,
    ).frozen(Freeze.CHARGEBACK if code == "charge_disputed" else Freeze.REVIEW)
    why = Attention(payment.milestone_id, "refund_refused", f"{order.command_id}: {code}", now)
    told = Step(payment.milestone_id, StepKind.REFUND_REFUSED, now, amount.minor, code)
    return Change(
        "payments.restore",
        after.looked_after(now),
        commands=(order.failed(code),),
        entries=(undone,),
        attention=(why,),
        steps=(told,),
    )


def _imported_as(refund: Refund) -> str | None:
    """Return the command under which a refund that somebody made by hand is kept."""
    return f"{Verb.IMPORTED}:{refund.milestone_id}:{refund.id}" if refund.milestone_id else None


def _by_hand(payments: Payments, refund: Refund, now: datetime) -> Change | None:
    """A refund that no command made: somebody used the provider's own dashboard."""
    payment = payments.get(refund.milestone_id) if refund.milestone_id else None
    if payment is None or refund.id in payment.strays or refund.has_failed:
        return None
    is_possible = refund.amount.currency == payment.currency and refund.amount.minor <= payment.held_minor
    if payment.frozen_by or not is_possible:
        return _conflict(payment, refund, now)
    return _imported(payment, refund, now)


def _imported(payment: ProtectedPayment, refund: Refund, now: datetime) -> Change:
    """Follow what staff did: the money has left the hold, as if a command of ours had ordered it."""
    made = command(
        Verb.IMPORTED, payment.milestone_id, 0, now, amount_minor=refund.amount.minor, currency=payment.currency
    )
    order = replace(made, command_id=str(_imported_as(refund)), object_id=refund.id, tried_at=now)
    entry = Entry(
        order.command_id,
        "refund",
        payment.milestone_id,
        (
            debit(account("hold", payment.milestone_id), refund.amount),
            credit(account("refund_in_transit", order.command_id), refund.amount),
        ),
        {"contract": payment.contract_id, "refund": refund.id},
    )
    after = payment.moved(
        Move.REFUND,
        refunded_minor=payment.refunded_minor + refund.amount.minor,
        pending=payment.waiting_for(order.command_id),
    )
    why = Attention(payment.milestone_id, "refund_by_hand", f"{refund.id} over {refund.amount} was imported", now)
    told = Step(payment.milestone_id, StepKind.REFUND_ORDERED, now, refund.amount.minor, order.command_id, "provider")
    # The worker looks at it at once, and then it has arrived, or waits for the bank like any other.
    return Change(
        "payments.import_refund",
        replace(after, split=None).looked_after(now),
        commands=(order,),
        entries=(entry,),
        attention=(why,),
        steps=(told,),
    )


def _conflict(payment: ProtectedPayment, refund: Refund, now: datetime) -> Change:
    """Book what left the provider although nothing here allows it; nothing more moves until a person has looked."""
    entry = Entry(
        f"dash:{refund.id}",
        "unexpected_refund",
        payment.milestone_id,
        (
            debit(account("suspense", payment.milestone_id), refund.amount),
            credit(account("psp_clearing", refund.provider), refund.amount),
        ),
        {"refund": refund.id},
    )
    why = Attention(payment.milestone_id, "unexpected_refund", f"{refund.id} over {refund.amount}", now)
    kept = replace(payment.frozen(Freeze.REVIEW), strays=(*payment.strays, refund.id))
    told = Step(payment.milestone_id, StepKind.FROZEN, now, about=Freeze.REVIEW)
    return Change("payments.doubt_refund", kept, entries=(entry,), attention=(why,), steps=(told,))


def _doubt(payment: ProtectedPayment, refund: Refund, now: datetime) -> Change | None:
    """A second refund for one command, or one over another amount: it cannot be ours."""
    return None if refund.id in payment.strays else _conflict(payment, refund, now)

"""A chargeback that is lost: where the money is taken from, and what can be fetched back from the expert.

In this order: what is still held; releases that were never sent; transfers, as far as the expert's account has it; what
the expert will earn; the platform. No release whose outcome is unknown is counted before it was looked up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, Line, account, credit, debit, lines
from guildhall.payments.events import ChargebackClosedV1
from guildhall.payments.machine import Freeze, Move
from guildhall.payments.models import (
    Attention,
    Change,
    Chargeback,
    ChargebackOutcome,
    Command,
    CommandStatus,
    ProtectedPayment,
    Reversal,
    Step,
    StepKind,
    Verb,
)
from guildhall.payments.models.commands import command
from guildhall.payments.models.quotes import PLATFORM
from guildhall.payments.models.rails import STRIPE
from guildhall.payments.ports import Payments
from guildhall.payments.use_cases.thawing import thawed


@dataclass(frozen=True, slots=True)
class _Taken:
    """How a lost amount is covered, in minor units. dropped: commands that will not be carried out."""

    dropped: tuple[Command, ...]
    restored: int
    from_hold: int
    from_unsent: int
    recoveries: tuple[Command, ...]
    loss: int


def closed(known: Chargeback, payment: ProtectedPayment, from_released_minor: int = 0) -> ChargebackClosedV1:
    """Return the event that ends a chargeback. payment: as it is then."""
    assert known.outcome is not None  # noqa: S101  the caller has just set it
    return ChargebackClosedV1(
        chargeback_id=known.chargeback_id,
        milestone_id=known.milestone_id,
        contract_id=payment.contract_id,
        client_id=payment.client_id,
        expert_id=known.expert_id,
        amount_minor=known.amount_minor,
        currency=known.currency,
        outcome=known.outcome.value,
        held_minor=payment.held_minor,
        from_released_minor=from_released_minor,
        released_minor=payment.released_minor,
    )


def released_from(payments: Payments, payment: ProtectedPayment, chargeback_id: str, now: datetime) -> Change:
    """Return the change that ends the part of one chargeback in the freeze."""
    after = replace(payment, chargebacks=tuple(each for each in payment.chargebacks if each != chargeback_id))
    if after.chargebacks:
        return Change("payments.close_chargeback", after.looked_after(now))
    return thawed(payments, after, Freeze.CHARGEBACK, now)


def lost(payments: Payments, payment: ProtectedPayment, known: Chargeback, now: datetime) -> Change:
    """Return the change that ends a lost chargeback, or that has an unknown outcome looked up first."""
    found = [payments.command(each) for each in payment.pending]
    pending = [each for each in found if each is not None and not each.is_over]
    unknown = tuple(each for each in pending if each.tried_at is not None and each.object_id is None)
    if unknown:
        # Rule 4: what was tried may have happened. The worker looks, and the dispute is looked at again.
        return Change("payments.await_outcome", chargebacks=(replace(known, status="lost"),), wake=unknown)
    taken = _taken(payments, payment, known, pending, now)
    return _booked(payment, known, taken, now)


def _taken(
    payments: Payments, payment: ProtectedPayment, known: Chargeback, pending: list[Command], now: datetime
) -> _Taken:  # fmt: skip
    refunds = [each for each in pending if each.verb is Verb.REFUND and each.object_id is None]
    restored = sum(each.amount_minor for each in refunds)
    from_hold = min(payment.held_minor + restored, known.amount_minor)
    left, dropped, unsent = known.amount_minor - from_hold, list(refunds), 0
    for order in (each for each in pending if each.verb is Verb.RELEASE):
        if order.amount_minor <= left:
            dropped.append(order)
            unsent += order.amount_minor
            left -= order.amount_minor
    recoveries = list[Command]()
    for sent in _sent(payments, payment):
        if left:
            minor = min(left, sent.amount_minor)
            made = _recovery(payment, sent, len(recoveries) + 1, now)
            recoveries.append(replace(made, amount_minor=minor, about=known.chargeback_id))
            left -= minor
    return _Taken(tuple(dropped), restored, from_hold, unsent, tuple(recoveries), left)


def _sent(payments: Payments, payment: ProtectedPayment) -> list[Command]:
    """Return the releases that reached the expert, the latest first."""
    names = (f"release:{payment.milestone_id}:{number}" for number in range(payment.releases, 0, -1))
    found = (payments.command(name) for name in names)
    return [each for each in found if each is not None and each.status is CommandStatus.DONE]


def _recovery(payment: ProtectedPayment, sent: Command, number: int, now: datetime) -> Command:
    made = command(
        Verb.RECOVER, payment.milestone_id, payment.recoveries + number, now,
        expert_id=payment.expert_id, currency=payment.currency,
    )  # fmt: skip
    return replace(made, target=sent.object_id)


def _booked(payment: ProtectedPayment, known: Chargeback, taken: _Taken, now: datetime) -> Change:
    from_released = min(known.amount_minor - taken.from_hold, payment.released_minor)
    dropped = {each.command_id for each in taken.dropped}
    after = (
        payment
        if not taken.from_hold + from_released
        else payment.moved(
            Move.LOSE,
            refunded_minor=payment.refunded_minor - taken.restored,
            released_minor=payment.released_minor - from_released,
            lost_minor=payment.lost_minor + taken.from_hold + from_released,
            recoveries=payment.recoveries + len(taken.recoveries),
            pending=tuple(each for each in payment.pending if each not in dropped),
        )
    )
    over = replace(
        known, status="lost", outcome=ChargebackOutcome.LOST, from_hold_minor=taken.from_hold,
        recovered_minor=taken.from_unsent, loss_minor=taken.loss,
    )  # fmt: skip
    told = Step(payment.milestone_id, StepKind.CHARGEBACK_LOST, now, known.amount_minor, known.chargeback_id, "bank")
    entry = _entry(payment, known, taken)
    # The freeze goes in a second step: what then goes on may touch the same hold.
    return Change(
        "payments.lose_chargeback",
        after.looked_after(now),
        chargebacks=(over,),
        commands=(*(each.failed("charged_back") for each in taken.dropped), *taken.recoveries),
        entries=(entry,) if entry else (),
        events=(closed(over, after, from_released),),
        attention=_losses(payment, over, now),
        steps=(told,),
        is_part=True,
    )


def _entry(payment: ProtectedPayment, known: Chargeback, taken: _Taken) -> Entry | None:
    def money(minor: int) -> Money:
        return Money(minor, payment.currency)

    hold, from_hold = account("hold", payment.milestone_id), taken.from_hold - taken.restored
    in_transit = [
        debit(account("refund_in_transit", each.command_id), each.amount)
        for each in taken.dropped
        if each.verb is Verb.REFUND
    ]
    covered = taken.from_hold + taken.from_unsent + taken.loss
    if not covered:
        return None
    own: tuple[Line, ...] = lines(
        # The hold gets back what was on its way to the client, before the bank takes what it wants.
        debit(hold, money(from_hold)) if from_hold > 0 else credit(hold, money(-from_hold)) if from_hold else None,
        debit(account("expert_payable", payment.expert_id), money(taken.from_unsent)) if taken.from_unsent else None,
        debit(account("chargeback_loss", PLATFORM), money(taken.loss)) if taken.loss else None,
        credit(account("chargeback_receivable", known.chargeback_id), money(covered)),
    )
    facts = {"dispute": known.chargeback_id}
    return Entry(
        f"dispute:{known.chargeback_id}:lost", "chargeback_lost", payment.milestone_id, (*in_transit, *own), facts
    )


def _losses(payment: ProtectedPayment, over: Chargeback, now: datetime) -> tuple[Attention, ...]:
    if not over.loss_minor:
        return ()
    why = f"{over.chargeback_id}: {over.loss_minor} {over.currency} minor units are the platform's loss"
    return (Attention(payment.milestone_id, "chargeback_loss", why, now),)


def meaning(payments: Payments, reversal: Reversal, now: datetime) -> Change | None:
    """Return what money fetched back from an expert changes, or None if no command of ours fetched it."""
    order = payments.command(reversal.command_id) if reversal.command_id else None
    if order is None or order.is_over or order.about is None:
        return None
    known = payments.chargeback(order.about)
    assert known is not None  # noqa: S101  the command is written with it
    return recovered(order, known, reversal, now)


def recovered(order: Command, known: Chargeback, reversal: Reversal, now: datetime) -> Change:
    """Book what came back; the rest of the order is what the expert owes, taken from what they earn next."""
    back = reversal.amount
    owed = order.amount - back
    entry = Entry(
        f"reversal:{reversal.id}" if reversal.id else order.command_id,
        "recovery",
        order.subject,
        lines(
            debit(account("psp_clearing", STRIPE), back) if back else None,
            debit(account("expert_receivable", str(order.expert_id)), owed) if owed else None,
            credit(account("chargeback_receivable", known.chargeback_id), order.amount),
        ),
        {"command": order.command_id, "transfer": str(order.target), "dispute": known.chargeback_id},
    )
    seen = replace(known, recovered_minor=known.recovered_minor + back.minor, owed_minor=known.owed_minor + owed.minor)
    why = Attention(str(order.expert_id), "expert_owes", f"{known.chargeback_id}: {owed}", now)
    told = Step(order.subject, StepKind.RECOVERED, now, back.minor, order.command_id)
    return Change(
        "payments.recover",
        commands=(order.done(reversal.id or "none"),),
        chargebacks=(seen,),
        entries=(entry,),
        attention=(why,) if owed else (),
        steps=(told,),
    )

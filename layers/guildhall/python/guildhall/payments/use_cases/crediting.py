"""Client credit: what we owe to a client whose bank sent a refund back. They spend it, or have it sent once more.

The ledger's balance is the guard: whatever races, nobody gets out of it more than is in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.money import Money
from guildhall.ledger.errors import Overdrawn
from guildhall.ledger.models import Entry, account, credit, debit
from guildhall.payments.errors import CreditNotRepayable, CreditTooSmall, NothingToFund, PaymentFrozen
from guildhall.payments.events import FundsHeldV1
from guildhall.payments.machine import Move
from guildhall.payments.models import Attention, Change, Command, ProtectedPayment, Step, StepKind, Verb
from guildhall.payments.models.commands import command
from guildhall.payments.models.rails import STRIPE
from guildhall.payments.ports import Fees, Payments
from guildhall.payments.use_cases.access import AccessPayment
from guildhall.payments.use_cases.parting import saved

ACTION = "payments.fund"
"""Who may pay for a milestone may also say what becomes of their credit."""


@dataclass(frozen=True, slots=True)
class FundFromCredit:
    """Pay for a milestone out of what we owe to its client: all of it, at once, without the provider."""

    access: AccessPayment
    payments: Payments
    fees: Fees
    clock: Clock

    def __call__(self, actor: Actor, milestone_id: str) -> ProtectedPayment:
        """Return the payment with its money held.

        Raises PaymentUnknown, Forbidden, PaymentFrozen, NothingToFund, PaymentMoveRefused (an attempt is open, or it is
        paid), CreditTooSmall, StaleVersion.
        """
        payment = self.access(actor, milestone_id, ACTION)
        if payment.frozen_by:
            raise PaymentFrozen
        if not payment.price:
            raise NothingToFund
        payment.require(Move.FUND)
        change = _held(payment.quoted(self.fees(payment)), self.clock.now())
        _save(self.payments, change)
        return saved(change)


def _held(payment: ProtectedPayment, now: datetime) -> Change:
    number = payment.attempt + 1
    held = payment.moved(
        Move.FUND,
        attempt=number,
        opened_at=now,
        intent_id=None,
        client_secret=None,
        rail=STRIPE,
        payer=None,
        next_action=None,
        hold_days=None,
        intent_status=None,
        failure=None,
        is_cancelling=False,
        is_from_credit=True,
        is_fee_booked=True,
        funded_minor=payment.amount.minor,
        held_at=now,
    )
    entry = Entry(
        f"credit:{payment.milestone_id}:{number}",
        "funded_from_credit",
        payment.milestone_id,
        (
            debit(account("client_credit", payment.client_id), payment.amount),
            credit(account("hold", payment.milestone_id), payment.amount),
        ),
        {"contract": payment.contract_id},
    )
    event = FundsHeldV1(
        contract_id=payment.contract_id,
        milestone_id=payment.milestone_id,
        client_id=payment.client_id,
        expert_id=payment.expert_id,
        amount_minor=payment.amount.minor,
        currency=payment.currency,
    )
    told = Step(payment.milestone_id, StepKind.HELD, now, payment.amount.minor, "credit", payment.client_id)
    return Change("payments.fund_from_credit", held.looked_after(now), entries=(entry,), events=(event,), steps=(told,))


@dataclass(frozen=True, slots=True)
class RepayCredit:
    """Send to the client's card once more what their bank sent back before."""

    access: AccessPayment
    payments: Payments
    clock: Clock

    def __call__(self, actor: Actor, milestone_id: str, amount_minor: int | None = None) -> ProtectedPayment:
        """Return the payment with the money on its way to the card that paid it. amount_minor: all of it, if absent.

        Raises PaymentUnknown, Forbidden, PaymentFrozen, CreditNotRepayable, CreditTooSmall, StaleVersion.
        """
        payment = self.access(actor, milestone_id, ACTION)
        if not payment.credited_minor or payment.charge_id is None or payment.rail != STRIPE:
            raise CreditNotRepayable
        if payment.frozen_by:
            raise PaymentFrozen
        amount = payment.credited_minor if amount_minor is None else amount_minor
        if amount > payment.credited_minor:
            raise CreditTooSmall(f"{payment.credited_minor} of it came back")
        change = _on_its_way(payment, amount, self.clock.now())
        _save(self.payments, change)
        return saved(change)


def _on_its_way(payment: ProtectedPayment, amount_minor: int, now: datetime) -> Change:
    number, amount = payment.refunds + 1, Money(amount_minor, payment.currency)
    order = command(Verb.REPAY, payment.milestone_id, number, now, amount_minor=amount_minor, currency=payment.currency)
    entry = Entry(
        order.command_id,
        "credit_repaid",
        payment.milestone_id,
        (
            debit(account("client_credit", payment.client_id), amount),
            credit(account("refund_in_transit", order.command_id), amount),
        ),
    )
    after = payment.moved(
        Move.REPAY,
        refunds=number,
        credited_minor=payment.credited_minor - amount_minor,
        pending=payment.waiting_for(order.command_id),
    )
    told = Step(
        payment.milestone_id, StepKind.REFUND_ORDERED, now, amount_minor, order.command_id, payment.client_id
    )  # fmt: skip
    return Change(
        "payments.repay_credit",
        after.looked_after(now),
        commands=(replace(order, about=entry.entry_id),),
        entries=(entry,),
        steps=(told,),
    )


def unpaid(payment: ProtectedPayment, order: Command, code: str, now: datetime) -> Change:
    """Return the change that owes the client again what the provider will not send to the card."""
    entry = Entry(
        f"undo:{order.command_id}",
        "credit_not_repaid",
        payment.milestone_id,
        (
            debit(account("refund_in_transit", order.command_id), order.amount),
            credit(account("client_credit", payment.client_id), order.amount),
        ),
        {"command": order.command_id, "reason": code},
    )
    after = payment.moved(
        Move.CREDIT,
        pending=payment.without(order.command_id),
        credited_minor=payment.credited_minor + order.amount_minor,
    )
    why = Attention(payment.milestone_id, "credit_not_repaid", f"{order.command_id}: {code}", now)
    told = Step(payment.milestone_id, StepKind.CREDITED, now, order.amount_minor, code)
    return Change(
        "payments.credit",
        after.looked_after(now),
        commands=(order.failed(code),),
        entries=(entry,),
        attention=(why,),
        steps=(told,),
    )


def _save(payments: Payments, change: Change) -> None:
    try:
        payments.save(change)
    except Overdrawn:
        raise CreditTooSmall from None

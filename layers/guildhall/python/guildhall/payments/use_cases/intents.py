"""What an intent means: paid, declined, given up, or still open."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, account, credit, debit
from guildhall.payments.events import FundsHeldV1, PaymentFailedV1
from guildhall.payments.machine import OPEN_ATTEMPT, Freeze, Move, PaymentState
from guildhall.payments.models import Attention, Change, Command, Intent, ProtectedPayment, Step, StepKind, Verb
from guildhall.payments.models.commands import command
from guildhall.payments.models.rails import STRIPE
from guildhall.payments.ports import Payments


def meaning(payments: Payments, intent: Intent, now: datetime) -> Change | None:
    """Return what an intent changes, or None."""
    payment = payments.get(intent.milestone_id) if intent.milestone_id and intent.command_id else None
    if payment is None:
        return None
    is_current = intent.command_id == payment.fund_command_id
    if intent.is_paid:
        return _paid(payments, payment, intent, now, is_current=is_current)
    if is_current and payment.state in OPEN_ATTEMPT:
        return _unpaid(payments, payment, intent, now)
    return None


def _unpaid(payments: Payments, payment: ProtectedPayment, intent: Intent, now: datetime) -> Change | None:
    if intent.status == "canceled":
        return _given_up(payments, payment, intent, now)
    if intent.is_declined and payment.state is PaymentState.FUNDING:
        return _declined(payments, payment, intent, now)
    return _open(payments, payment, intent, now)


def _paid(
    payments: Payments, payment: ProtectedPayment, intent: Intent, now: datetime, *, is_current: bool
) -> Change | None:
    if intent.charge_id is None or intent.paid is None or intent.charge_id in payment.strays:
        return None
    if intent.charge_id == payment.charge_id:
        return _late_fee(payment, intent, now)
    if not is_current or payment.state not in OPEN_ATTEMPT or intent.paid != payment.amount:
        return _stray(payments, payment, intent, now)
    held = payment.moved(
        Move.HOLD,
        intent_id=intent.id,
        intent_status=intent.status,
        client_secret=None,
        payer=None,
        next_action=None,
        failure=None,
        is_cancelling=False,
        charge_id=intent.charge_id,
        funded_minor=payment.funded_minor + intent.paid.minor,
        held_at=now,
    )
    entries = [charge_entry(intent, account("hold", payment.milestone_id))]
    if fee := fee_entry(intent):
        entries.append(fee)
    if fee or intent.fee == Money(0, payment.currency):
        held = replace(held, is_fee_booked=True)
    told = FundsHeldV1(
        contract_id=payment.contract_id,
        milestone_id=payment.milestone_id,
        client_id=payment.client_id,
        expert_id=payment.expert_id,
        amount_minor=intent.paid.minor,
        currency=payment.currency,
    )
    return Change(
        "payments.hold",
        held.looked_after(now),
        steps=(Step(payment.milestone_id, StepKind.HELD, now, intent.paid.minor),),
        commands=_settled(payments, payment, intent),
        entries=tuple(entries),
        events=(told,),
        attention=_fee_doubts(payment, intent, now),
    )


def charge_entry(intent: Intent, held_on: str) -> Entry:
    """Return the entry of money that came in. held_on: the account whose it is."""
    assert intent.paid is not None and intent.charge_id is not None and intent.milestone_id is not None  # noqa: S101, PT018  only paid intents come here
    money = (debit(account("psp_clearing", intent.provider), intent.paid), credit(held_on, intent.paid))
    facts = {"intent": intent.id, "command": intent.command_id or ""}
    return Entry(f"charge:{intent.charge_id}", "charge", intent.milestone_id, money, facts)


def fee_entry(intent: Intent) -> Entry | None:
    """Return the entry of what the provider took, once it says so in the currency that was paid."""
    if not intent.fee or intent.paid is None or intent.fee.currency != intent.paid.currency:
        return None
    taken = (
        debit(account("processor_fee", intent.provider), intent.fee),
        credit(account("psp_clearing", intent.provider), intent.fee),
    )
    return Entry(f"fee:{intent.charge_id}", "processor_fee", intent.milestone_id or "", taken, {"intent": intent.id})


def _fee_doubts(payment: ProtectedPayment, intent: Intent, now: datetime) -> tuple[Attention, ...]:
    if intent.fee is None or intent.fee.currency == payment.currency:
        return ()
    # The provider settled in another currency: the platform must hold balances in each currency it sells in.
    why = f"{intent.charge_id} was settled in {intent.fee.currency}"
    return (Attention(payment.milestone_id, "settlement_currency", why, now),)


def _late_fee(payment: ProtectedPayment, intent: Intent, now: datetime) -> Change | None:
    fee = None if payment.is_fee_booked else fee_entry(intent)
    if fee is None:
        return None
    booked = replace(payment, is_fee_booked=True).looked_after(now)
    return Change("payments.book_fee", booked, entries=(fee,))


def _stray(payments: Payments, payment: ProtectedPayment, intent: Intent, now: datetime) -> Change:
    """Book money that fits no decision to suspense.

    A second success of what was paid or given up goes back by itself; anything else freezes the payment, and a person
    decides.
    """
    entries = [charge_entry(intent, account("suspense", payment.milestone_id))]
    if fee := fee_entry(intent):
        entries.append(fee)
    is_late = intent.paid == payment.amount and intent.provider == STRIPE and _is_known(payment, intent)
    kept = replace(payment, strays=(*payment.strays, str(intent.charge_id)))
    why = f"{intent.charge_id} brought {intent.paid}, expected {payment.amount} in state {payment.state}"
    return Change(
        "payments.keep_stray",
        kept if is_late else kept.frozen(Freeze.REVIEW),
        commands=(
            *(_settled(payments, payment, intent) if intent.command_id == payment.fund_command_id else ()),
            *((_late(intent, now),) if is_late else ()),
        ),
        entries=tuple(entries),
        attention=(Attention(payment.milestone_id, "stray_charge", why, now),),
    )


def _is_known(payment: ProtectedPayment, intent: Intent) -> bool:
    """Tell whether the attempt is one that we remember opening; after a restore there may be others."""
    number = (intent.command_id or "").rpartition(":")[2]
    return number.isdecimal() and int(number) <= payment.attempt


def _late(intent: Intent, now: datetime) -> Command:
    assert intent.paid is not None  # noqa: S101  only paid intents come here
    subject = str(intent.milestone_id)
    made = command(Verb.RETURN_LATE, subject, 0, now, amount_minor=intent.paid.minor, currency=intent.paid.currency)
    return replace(made, command_id=f"{Verb.RETURN_LATE}:{subject}:{intent.charge_id}", target=intent.id)


def _declined(payments: Payments, payment: ProtectedPayment, intent: Intent, now: datetime) -> Change:
    """Give the attempt up. It is over when the provider has closed the intent: until then it could still be paid."""
    closing = replace(
        payment.moved(Move.CLOSE), intent_id=intent.id, intent_status=intent.status, failure=intent.failure
    )
    known = _settled(payments, payment, intent)
    return Change("payments.close_attempt", closing.looked_after(now), commands=(*known, _close(payment, now)))


def expired(payment: ProtectedPayment, now: datetime) -> Change:
    """Return the change that gives an abandoned attempt up; the provider must agree before it is over."""
    closing = replace(payment.moved(Move.CLOSE), failure="expired").looked_after(now)
    return Change("payments.expire_attempt", closing, commands=(_close(payment, now),))


def _close(payment: ProtectedPayment, now: datetime) -> Command:
    return command(Verb.CLOSE, payment.milestone_id, payment.attempt, now)


def _given_up(payments: Payments, payment: ProtectedPayment, intent: Intent, now: datetime) -> Change:
    orders = _settled(payments, payment, intent)
    return attempt_over(payment, intent.failure or payment.failure or "canceled", now, orders)


def attempt_over(payment: ProtectedPayment, reason: str, now: datetime, commands: tuple[Command, ...]) -> Change:
    """Return the change that ends an attempt without money: cancelled if the client wanted that, else unfunded."""
    if payment.is_cancelling:
        after, events = payment.moved(Move.CANCEL), tuple[PaymentFailedV1, ...]()
    else:
        after = payment.moved(Move.UNFUND)
        failed = PaymentFailedV1(
            contract_id=payment.contract_id,
            milestone_id=payment.milestone_id,
            client_id=payment.client_id,
            expert_id=payment.expert_id,
            amount_minor=payment.amount.minor,
            currency=payment.currency,
            reason=reason,
        )
        events = (failed,)
    kind = StepKind.CANCELLED if payment.is_cancelling else StepKind.ATTEMPT_ENDED
    told = Step(payment.milestone_id, kind, now, about=reason)
    after = replace(
        after, failure=reason, client_secret=None, payer=None, next_action=None, intent_status=None, is_cancelling=False
    )
    return Change("payments.end_attempt", after.looked_after(now), commands=commands, events=events, steps=(told,))


def _open(payments: Payments, payment: ProtectedPayment, intent: Intent, now: datetime) -> Change | None:
    order = payments.command(payment.fund_command_id)
    # The payer has a day from when there is something to pay with, however long the provider was away before.
    opened_at = now if payment.intent_id is None else payment.opened_at
    seen = replace(
        payment,
        intent_id=intent.id,
        client_secret=intent.client_secret,
        next_action=dict(intent.next_action) if intent.next_action else payment.next_action,
        intent_status=intent.status,
        opened_at=opened_at,
    )
    is_new = order is not None and not order.is_over
    if seen == payment and not is_new:
        return None
    done = (order.done(intent.id),) if order is not None and is_new else ()
    return Change("payments.open_attempt", seen.looked_after(now), commands=done)


def _settled(payments: Payments, payment: ProtectedPayment, intent: Intent) -> tuple[Command, ...]:
    """Return the commands about this attempt that are settled with it, whoever brought the news first."""
    found = (payments.command(payment.fund_command_id), payments.command(payment.close_command_id))
    return tuple(each.done(intent.id) for each in found if each is not None and not each.is_over)

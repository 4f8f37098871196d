"""Money that is an expert's and cannot be sent to them: they are reminded, and at last a person may give it back.

After 30 and 60 days expert and operators are told, after 80 a person decides (payments.md section 1.5, row 20).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.money import total
from guildhall.kernel.policy import Gate, require
from guildhall.ledger.models import Entry, Line, account, class_of, credit
from guildhall.payments.errors import PayeeMayBePaid, PaymentFrozen, PaymentUnknown
from guildhall.payments.events import PayeeAwaitedV1
from guildhall.payments.machine import Move
from guildhall.payments.models import Attention, Change, Command, ProtectedPayment, Step, StepKind, Verb
from guildhall.payments.models.commands import command
from guildhall.payments.ports import Payments
from guildhall.payments.ports.reconciling import Clearing
from guildhall.payments.use_cases.attention import ACTION, QUEUE
from guildhall.payments.use_cases.parting import saved
from guildhall.payments.use_cases.paybacks import announcement

FOR_PAYEE = frozenset({
    "payout_account", "payout_destination", "insufficient_capabilities_for_transfer", "bank_refused",
})  # fmt: skip
"""Reasons to wait that only the expert, or the provider's opinion of them, can end."""
DAYS = (30, 60, 80)
NEVER_MADE = "payout_destination"
"""A local rail refused it for good, or was never asked: under the present key there is nothing to look up."""


def escalated(payment: ProtectedPayment | None, order: Command, now: datetime) -> Change:
    """Return the change that keeps a command waiting, with whoever must be told today that its payee is awaited."""
    waited = (now - order.created_at).days
    due = max((days for days in DAYS if days <= waited), default=0)
    is_news = order.verb is Verb.RELEASE and order.waiting_for in FOR_PAYEE and due > order.told_days
    if payment is None or not is_news:
        return Change("payments.wait", commands=(order,))
    reason = "payee_never_payable" if due == DAYS[-1] else "payee_awaited"
    detail = f"{order.command_id} over {order.amount} waits for {order.waiting_for} since {waited} days"
    event = PayeeAwaitedV1(
        release_id=order.command_id,
        contract_id=payment.contract_id,
        milestone_id=payment.milestone_id,
        client_id=payment.client_id,
        expert_id=payment.expert_id,
        amount_minor=order.amount_minor,
        currency=order.currency,
        days=due,
    )
    return Change(
        "payments.await_payee",
        commands=(replace(order, told_days=due),),
        events=(event,),
        attention=(Attention(order.subject, reason, detail, now),),
        steps=(Step(order.subject, StepKind.PAYEE_AWAITED, now, order.amount_minor, str(due)),),
    )


@dataclass(frozen=True, slots=True)
class RefundUnpayable:
    """Give back to the client what an expert earned and, after 80 days, still cannot be sent: operators decide."""

    payments: Payments
    journal: Clearing
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, milestone_id: str) -> ProtectedPayment:
        """Return the payment with the oldest such release on its way back, whole: without commission.

        Raises Forbidden, PaymentUnknown, PaymentFrozen, PayeeMayBePaid (too early, or it may have been sent),
        StaleVersion, Overdrawn (a recovery took it).
        """
        require(self.gate, actor, ACTION, QUEUE)
        payment = self.payments.get(milestone_id)
        if payment is None:
            raise PaymentUnknown
        if payment.frozen_by:
            raise PaymentFrozen
        now = self.clock.now()
        order = self._never_sent(payment, now)
        entry = self.journal.entry(str(order.about))
        if entry is None:
            raise PayeeMayBePaid(f"the journal does not say how {order.command_id} was ordered")
        change = _given_back(payment, order, entry, now)
        self.payments.save(change)
        return saved(change)

    def _never_sent(self, payment: ProtectedPayment, now: datetime) -> Command:
        found = (self.payments.command(each) for each in payment.pending)
        waiting = [each for each in found if each is not None and each.verb is Verb.RELEASE and not each.is_over]
        for order in sorted(waiting, key=lambda each: each.created_at):
            is_unmade = order.tried_at is None or order.waiting_for == NEVER_MADE
            is_late = now - order.created_at >= timedelta(days=DAYS[-1])
            if order.waiting_for in FOR_PAYEE and is_unmade and is_late:
                return order
        raise PayeeMayBePaid(f"nothing of it has waited for {DAYS[-1]} days for its expert")


def _given_back(payment: ProtectedPayment, order: Command, entry: Entry, now: datetime) -> Change:
    """Take a release back line by line and order its refund: one entry, so that the hold is not touched in between."""
    taken = _shares(entry)
    gross = -total([line.money for line in taken], payment.currency)
    number = payment.refunds + 1
    made = command(Verb.REFUND, payment.milestone_id, number, now, amount_minor=gross.minor, currency=payment.currency)
    # What was paid out of credit goes back there.
    is_credit = payment.is_from_credit
    target = ("client_credit", payment.client_id) if is_credit else ("refund_in_transit", made.command_id)
    undone = Entry(
        f"unsent:{order.command_id}",
        "release_taken_back",
        payment.milestone_id,
        (
            *(Line(line.account, -line.money) for line in taken),
            credit(account(*target), gross),
        ),
        {"command": order.command_id, "entry": entry.entry_id},
    )
    after = payment.moved(
        Move.REFUND,
        refunds=number,
        released_minor=payment.released_minor - gross.minor,
        refunded_minor=payment.refunded_minor + gross.minor,
        credited_minor=payment.credited_minor + (gross.minor if is_credit else 0),
        pending=(*payment.without(order.command_id), *(() if is_credit else (made.command_id,))),
    )
    kind = StepKind.CREDITED if is_credit else StepKind.REFUND_ORDERED
    told = Step(payment.milestone_id, kind, now, gross.minor, made.command_id, "operator")
    ordered = () if is_credit else (replace(made, about=undone.entry_id),)
    return Change(
        "payments.refund_unpayable",
        after.looked_after(now),
        commands=(order.failed("payee_never_payable"), *ordered),
        entries=(undone,),
        events=(announcement(after, gross),) if is_credit else (),
        steps=(told,),
    )


def _shares(entry: Entry) -> list[Line]:
    """Return the lines of a release, of an entry that may have parted the hold between both sides."""
    of_the_client = int(entry.facts.get("client_lines", "0"))
    # The first line takes it all out of the hold.
    return [line for line in entry.lines[1 + of_the_client :] if class_of(line.account).name != "refund_in_transit"]

"""The command worker's half for local rails: ask, inquire, and let the same facts be applied as of cards.

1. Our id is stored, with what it may move, before the rail is called.
2. Nobody knows what happened: inquire about the same id, not before the rail allows it; never a new id, never FAILED.
3. What comes back must name our id, our merchant, our amount and our currency; else it is put aside and a person looks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.kernel.money import Money
from guildhall.payments.machine import OPEN_ATTEMPT
from guildhall.payments.models import Attention, Change, Command, Intent, ProtectedPayment, Refund, Verb
from guildhall.payments.models.payment import LONGEST_ATTEMPT
from guildhall.payments.models.rails import (
    STRIPE,
    Ability,
    Operation,
    Outcome,
    OutcomeStatus,
    RailCall,
    payer_of_text,
)
from guildhall.payments.ports import LocalRail, Sealer
from guildhall.payments.use_cases.applying import ApplyFact
from guildhall.payments.use_cases.intents import attempt_over, expired
from guildhall.payments.use_cases.rail_payouts import PayOut
from guildhall.payments.use_cases.rail_steps import AGAIN, RailSteps, is_safe_again

S = OutcomeStatus
INTENT_STATUS = {
    S.PENDING: "processing",
    S.ACTION_REQUIRED: "requires_action",
    S.SUCCEEDED: "succeeded",
    S.FAILED: "canceled",
    S.EXPIRED: "canceled",
}
"""In the words that an attempt to pay by card has: one machine reads both."""
REFUND_STATUS = {S.PENDING: "pending", S.SUCCEEDED: "succeeded", S.FAILED: "failed", S.EXPIRED: "failed"}


@dataclass(frozen=True, slots=True)
class RunRail:
    """Carry out the commands of payments that go by a local rail."""

    steps: RailSteps
    apply: ApplyFact
    seals: Sealer
    pay_out: PayOut

    def takes(self, order: Command) -> bool:
        """Tell whether a command is about money on a local rail."""
        if order.verb not in {Verb.FUND, Verb.CLOSE, Verb.REFUND, Verb.RELEASE}:
            return False
        payment = self.steps.payments.get(order.subject)
        if payment is None:
            return False
        return self.pay_out.takes(order, payment) if order.verb is Verb.RELEASE else payment.rail != STRIPE

    def __call__(self, order: Command) -> None:
        """Bring a command one try further. Raises StaleVersion."""
        if order.verb is Verb.RELEASE:
            self.pay_out(order)
            return
        payment = self.steps.payment(order.subject)
        rail = self.steps.rails.get(payment.rail)
        if rail is None:
            self.steps.wait(order, "rail_without_key")
        elif order.verb is Verb.FUND:
            self._fund(order, payment, rail)
        elif order.verb is Verb.CLOSE:
            self._close(order, payment, rail)
        else:
            self._refund(order, payment, rail)

    def look(self, payment: ProtectedPayment) -> None:
        """Ask about an open attempt of which a callback may have been lost; give it up when its payer left it."""
        rail = self.steps.rails.get(payment.rail)
        call = self.steps.calls.get(payment.rail, payment.intent_id or "")
        if rail is None or call is None or not self.steps.may_ask(rail, call):
            return
        is_heard = self.hear(call, self._inquired(rail, call))
        seen, now = self.steps.payment(payment.milestone_id), self.steps.clock.now()
        if seen.has_expired(now):
            self.steps.payments.save(expired(seen, now))
        elif not is_heard and now - call.began_at >= LONGEST_ATTEMPT:
            why = Attention(payment.milestone_id, "rail_silent", f"{rail.name} says nothing of {call.our_id}", now)
            self.steps.payments.save(Change("payments.miss_outcome", attention=(why,)))

    def hear(self, call: RailCall, outcome: Outcome) -> bool:
        """Apply what a rail says of a call; return whether it said something that can be applied."""
        if call.operation is Operation.PAYOUT:
            return self.pay_out.hear(call, outcome)
        if self.steps.doubt(call, outcome) or outcome.status in {S.UNKNOWN, S.NOT_FOUND}:
            return False
        if call.operation is Operation.COLLECT:
            self.apply(_intent(call, outcome))
        elif outcome.status is S.FAILED and outcome.code is not None and outcome.code in AGAIN:
            self._refund_again(call, outcome.code)
        elif outcome.status in REFUND_STATUS:
            self.apply(_refund(call, outcome))
        self.steps.remember(call, outcome)
        return True

    def _fund(self, order: Command, payment: ProtectedPayment, rail: LocalRail) -> None:
        if payment.state not in OPEN_ATTEMPT or order.command_id != payment.fund_command_id:
            self.steps.payments.save(Change("payments.drop_command", commands=(order.failed("overtaken"),)))
            return
        call = self.steps.calls.get(rail.name, rail.new_id(order.key))
        if call is not None and not self.steps.may_ask(rail, call):
            self.steps.wait(order, "too_early", call.began_at + rail.first_inquiry)
            return
        outcome = self._inquired(rail, call) if call is not None else None
        if call is None or outcome is None or is_safe_again(rail, outcome):
            payer = payer_of_text(self.seals.unseal(str(payment.payer), payment.milestone_id))
            if call is None:
                begun = self.steps.call_of(order, rail, Operation.COLLECT, life=rail.page_life(payer))
                order, call = self.steps.begin(order, begun)
            outcome = rail.collect(call, payer, payment.title)
        if not self.hear(call, outcome):
            self.steps.wait(order, outcome.code or "provider_silent", call.began_at + rail.first_inquiry)

    def _close(self, order: Command, payment: ProtectedPayment, rail: LocalRail) -> None:
        fund = self.steps.payments.command(payment.fund_command_id)
        if payment.state not in OPEN_ATTEMPT or order.command_id != payment.close_command_id or fund is None:
            self.steps.payments.save(Change("payments.drop_command", commands=(order.failed("overtaken"),)))
            return
        call = self.steps.calls.get(rail.name, rail.new_id(fund.key))
        if call is None:
            # The rail was never asked, and will not be: the attempt is over.
            others = () if fund.is_over else (fund.failed("canceled"),)
            change = attempt_over(payment, "canceled", self.steps.clock.now(), (order.done("none"), *others))
            self.steps.payments.save(change)
            return
        if self.steps.may_ask(rail, call):
            outcome = rail.inquire(call)
            if outcome.status in {S.NOT_FOUND, S.ACTION_REQUIRED, S.PENDING} and self._is_over(call):
                outcome = replace(outcome, status=S.EXPIRED, code="expired")
            if outcome.is_definite:
                self.hear(call, outcome)
        current = self.steps.payments.command(order.command_id)
        if current is not None and not current.is_over:
            # Until the rail says so, or its page has closed, the client may still pay.
            self.steps.wait(current, "provider_pending", call.ends_at)

    def _refund(self, order: Command, payment: ProtectedPayment, rail: LocalRail) -> None:
        if payment.frozen_by:
            self.steps.wait(order, "frozen")
            return
        collected = self.steps.calls.get(rail.name, str(payment.intent_id))
        is_part = order.amount_minor < payment.funded_minor
        if collected is None or not _can_refund(rail, is_part=is_part):
            self.steps.wait(order, "manual_refund")
            return
        call = self.steps.calls.get(rail.name, rail.new_id(order.key))
        if call is None:
            begun = replace(self.steps.call_of(order, rail, Operation.REFUND), collect_id=collected.our_id)
            order, call = self.steps.begin(order, begun)
            outcome = rail.refund(call, collected)
        elif not self.steps.may_ask(rail, call):
            self.steps.wait(order, "too_early", call.began_at + rail.first_inquiry)
            return
        else:
            outcome = rail.inquire(call)
            if is_safe_again(rail, outcome):
                outcome = rail.refund(call, collected)
        self.hear(call, outcome)
        self.steps.wait_after(order, call, outcome)

    def _refund_again(self, call: RailCall, code: str) -> None:
        """Try a refund under a new id: the rail refused it for a reason that says nothing about the client."""
        order = self.steps.payments.command(call.command_id)
        if order is not None and self.steps.is_present(order, call):
            self.steps.wait(order.with_next_key(), code)

    def _inquired(self, rail: LocalRail, call: RailCall) -> Outcome:
        """Ask about a collection. One that its rail never heard of, and can no longer hear of, is over."""
        outcome = rail.inquire(call)
        if outcome.status is S.NOT_FOUND and self._is_over(call) and Ability.CLIENT_IDEMPOTENT not in rail.abilities:
            return replace(outcome, status=S.EXPIRED, code="not_found")
        return outcome

    def _is_over(self, call: RailCall) -> bool:
        """Tell whether a payer can do nothing more about a call: what the rail has not heard of will not come."""
        return call.ends_at is None or self.steps.clock.now() > call.ends_at


def _can_refund(rail: LocalRail, *, is_part: bool) -> bool:
    return (Ability.PARTIAL_REFUND if is_part else Ability.REFUND) in rail.abilities


def _intent(call: RailCall, outcome: Outcome) -> Intent:
    return Intent(
        id=call.our_id,
        command_id=call.command_id,
        milestone_id=call.milestone_id,
        status=INTENT_STATUS[outcome.status],
        failure=outcome.code,
        charge_id=f"{call.rail}:{call.our_id}" if outcome.status is S.SUCCEEDED else None,
        paid=outcome.amount if outcome.status is S.SUCCEEDED else None,
        # What a rail keeps for itself is in its statement, and booked from there, unless it says so at once.
        fee=outcome.fee or Money(0, call.currency),
        provider=call.rail,
        next_action=outcome.next_action,
    )


def _refund(call: RailCall, outcome: Outcome) -> Refund:
    return Refund(
        f"{call.rail}:{call.our_id}", call.command_id, call.milestone_id, call.amount,
        REFUND_STATUS[outcome.status], call.rail,
    )  # fmt: skip

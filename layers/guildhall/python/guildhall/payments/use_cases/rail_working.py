"""The command worker's half for local rails: ask, inquire, and let the same facts be applied as of cards.

1. Our id is stored, with what it may move, before the rail is called.
2. Nobody knows what happened: inquire about the same id, not before the rail allows it; never a new id, never FAILED.
3. What comes back must name our id, our merchant, our amount and our currency; else it is put aside and a person looks.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.money import Money
from guildhall.payments.machine import OPEN_ATTEMPT, Freeze
from guildhall.payments.models import Attention, Change, Command, Intent, ProtectedPayment, Refund, Verb
from guildhall.payments.models.commands import TRIES_BEFORE_ATTENTION
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
from guildhall.payments.ports import LocalRail, Payments, RailCalls, Rails, Sealer
from guildhall.payments.use_cases.applying import ApplyFact
from guildhall.payments.use_cases.intents import attempt_over, expired

S = OutcomeStatus
PASSING = frozenset({"frozen", "provider_pending", "payout_destination", "too_early"})
"""Reasons to wait that end by themselves or whose person has been told already."""
TELL_AT_ONCE = frozenset({"manual_refund", "rail_without_key"})
"""Reasons that only a person can end."""
INTENT_STATUS = {
    S.PENDING: "processing",
    S.ACTION_REQUIRED: "requires_action",
    S.SUCCEEDED: "succeeded",
    S.FAILED: "canceled",
    S.EXPIRED: "canceled",
}
"""In the words that an attempt to pay by card has: one machine reads both."""
REFUND_STATUS = {S.PENDING: "pending", S.SUCCEEDED: "succeeded", S.FAILED: "failed", S.EXPIRED: "failed"}
AGAIN = frozenset({"provider_balance", "provider_unavailable", "limit"})
"""Definite refusals that say nothing about the receiver: tried again, under a new id, because nothing was made."""


@dataclass(frozen=True, slots=True)
class RunRail:
    """Carry out the commands of payments that go by a local rail."""

    payments: Payments
    calls: RailCalls
    rails: Rails
    apply: ApplyFact
    seals: Sealer
    clock: Clock

    def takes(self, order: Command) -> bool:
        """Tell whether a command is about money on a local rail."""
        if order.verb not in {Verb.FUND, Verb.CLOSE, Verb.REFUND, Verb.RELEASE}:
            return False
        payment = self.payments.get(order.subject)
        return payment is not None and payment.rail != STRIPE

    def __call__(self, order: Command) -> None:
        """Bring a command one try further. Raises StaleVersion."""
        payment = self._payment(order.subject)
        rail = self.rails.get(payment.rail)
        if rail is None:
            self._wait(order, "rail_without_key")
        elif order.verb is Verb.FUND:
            self._fund(order, payment, rail)
        elif order.verb is Verb.CLOSE:
            self._close(order, payment, rail)
        elif order.verb is Verb.REFUND:
            self._refund(order, payment, rail)
        else:
            self._wait(order, "payout_destination")

    def look(self, payment: ProtectedPayment) -> None:
        """Ask about an open attempt of which a callback may have been lost; give it up when its payer left it."""
        rail = self.rails.get(payment.rail)
        call = self.calls.get(payment.rail, payment.intent_id or "")
        if rail is None or call is None or not self._may_ask(rail, call):
            return
        is_heard = self.hear(call, self._inquired(rail, call))
        seen, now = self._payment(payment.milestone_id), self.clock.now()
        if seen.has_expired(now):
            self.payments.save(expired(seen, now))
        elif not is_heard and now - call.began_at >= LONGEST_ATTEMPT:
            why = Attention(payment.milestone_id, "rail_silent", f"{rail.name} says nothing of {call.our_id}", now)
            self.payments.save(Change("payments.miss_outcome", attention=(why,)))

    def hear(self, call: RailCall, outcome: Outcome) -> bool:
        """Apply what a rail says of a call; return whether it said something that can be applied."""
        doubt = self._doubt(call, outcome)
        if doubt:
            self._put_aside(call, doubt)
            return False
        if outcome.status in {S.UNKNOWN, S.NOT_FOUND}:
            return False
        if call.operation is Operation.COLLECT:
            self.apply(_intent(call, outcome))
        elif call.operation is Operation.REFUND and outcome.status in REFUND_STATUS:
            self.apply(_refund(call, outcome))
        self._remember(call, outcome)
        return True

    def _fund(self, order: Command, payment: ProtectedPayment, rail: LocalRail) -> None:
        if payment.state not in OPEN_ATTEMPT or order.command_id != payment.fund_command_id:
            self.payments.save(Change("payments.drop_command", commands=(order.failed("overtaken"),)))
            return
        call = self.calls.get(rail.name, rail.new_id(order.key))
        if call is not None and not self._may_ask(rail, call):
            self._wait(order, "too_early", call.began_at + rail.first_inquiry)
            return
        outcome = self._inquired(rail, call) if call is not None else None
        if call is None or outcome is None or _is_safe_again(rail, outcome):
            payer = payer_of_text(self.seals.unseal(str(payment.payer), payment.milestone_id))
            if call is None:
                order, call = self._begin(order, payment, rail, Operation.COLLECT, life=rail.page_life(payer))
            outcome = rail.collect(call, payer, payment.title)
        if not self.hear(call, outcome):
            self._wait(order, outcome.code or "provider_silent", call.began_at + rail.first_inquiry)

    def _close(self, order: Command, payment: ProtectedPayment, rail: LocalRail) -> None:
        fund = self.payments.command(payment.fund_command_id)
        if payment.state not in OPEN_ATTEMPT or order.command_id != payment.close_command_id or fund is None:
            self.payments.save(Change("payments.drop_command", commands=(order.failed("overtaken"),)))
            return
        call = self.calls.get(rail.name, rail.new_id(fund.key))
        if call is None:
            # The rail was never asked, and will not be: the attempt is over.
            others = () if fund.is_over else (fund.failed("canceled"),)
            change = attempt_over(payment, "canceled", self.clock.now(), (order.done("none"), *others))
            self.payments.save(change)
            return
        if self._may_ask(rail, call):
            outcome = rail.inquire(call)
            if outcome.status in {S.NOT_FOUND, S.ACTION_REQUIRED, S.PENDING} and self._is_over(call):
                outcome = replace(outcome, status=S.EXPIRED, code="expired")
            if outcome.is_definite:
                self.hear(call, outcome)
        current = self.payments.command(order.command_id)
        if current is not None and not current.is_over:
            # Until the rail says so, or its page has closed, the client may still pay.
            self._wait(current, "provider_pending", call.ends_at)

    def _refund(self, order: Command, payment: ProtectedPayment, rail: LocalRail) -> None:
        if payment.frozen_by:
            self._wait(order, "frozen")
            return
        collected = self.calls.get(rail.name, str(payment.intent_id))
        is_part = order.amount_minor < payment.funded_minor
        if collected is None or not _can_refund(rail, is_part=is_part):
            self._wait(order, "manual_refund")
            return
        call = self.calls.get(rail.name, rail.new_id(order.key))
        if call is None:
            order, call = self._begin(order, payment, rail, Operation.REFUND, collect_id=collected.our_id)
            outcome = rail.refund(call, collected)
        elif not self._may_ask(rail, call):
            self._wait(order, "too_early", call.began_at + rail.first_inquiry)
            return
        else:
            outcome = rail.inquire(call)
            if _is_safe_again(rail, outcome):
                outcome = rail.refund(call, collected)
        if outcome.status is S.FAILED and outcome.code in AGAIN:
            self._remember(call, outcome)
            self._wait(order.with_next_key(), str(outcome.code))
            return
        self.hear(call, outcome)
        current = self.payments.command(order.command_id)
        if current is not None and not current.is_over:
            reason = outcome.code or ("provider_pending" if outcome.status is S.PENDING else "provider_silent")
            self._wait(current, reason, call.began_at + rail.first_inquiry)

    def _begin(
        self, order: Command, payment: ProtectedPayment, rail: LocalRail, operation: Operation, *,
        life: timedelta | None = None, collect_id: str | None = None,
    ) -> tuple[Command, RailCall]:  # fmt: skip
        """Store our id before the rail hears of it."""
        now = self.clock.now()
        call = RailCall(
            rail.name, rail.new_id(order.key), operation, order.command_id, payment.milestone_id,
            order.amount_minor, order.currency, now, now + life if life else None, collect_id,
        )  # fmt: skip
        tried = replace(order, tried_at=order.tried_at or now)
        self.payments.save(Change("payments.try", commands=(tried,), rail_calls=(call,)))
        return replace(tried, version=tried.version + 1), replace(call, version=1)

    def _inquired(self, rail: LocalRail, call: RailCall) -> Outcome:
        """Ask about a collection. One that its rail never heard of, and can no longer hear of, is over."""
        outcome = rail.inquire(call)
        if outcome.status is S.NOT_FOUND and self._is_over(call) and Ability.CLIENT_IDEMPOTENT not in rail.abilities:
            return replace(outcome, status=S.EXPIRED, code="not_found")
        return outcome

    def _doubt(self, call: RailCall, outcome: Outcome) -> str | None:
        """Return why an outcome must not be believed, or None."""
        rail = self.rails.get(call.rail)
        if (outcome.our_id, outcome.operation) != (call.our_id, call.operation):
            return f"it is about {outcome.operation} {outcome.our_id}"
        if rail is not None and outcome.merchant not in {None, rail.merchant}:
            return "it names another merchant"
        if outcome.amount not in {None, call.amount}:
            return f"it is over {outcome.amount}, not {call.amount}"
        if outcome.status is S.SUCCEEDED and outcome.amount is None:
            return "it names no amount"
        return None

    def _put_aside(self, call: RailCall, doubt: str) -> None:
        now = self.clock.now()
        why = Attention(call.milestone_id, "outcome_mismatch", f"{call.rail} {call.our_id}: {doubt}", now)
        payment = self._payment(call.milestone_id)
        frozen = None if Freeze.REVIEW in payment.frozen_by else payment.frozen(Freeze.REVIEW)
        self.payments.save(Change("payments.doubt_outcome", frozen, attention=(why,)))

    def _remember(self, call: RailCall, outcome: Outcome) -> None:
        heard = call.heard(outcome)
        if heard != call:
            # Whoever was faster remembers as much.
            with suppress(StaleVersion):
                self.payments.save(Change("payments.hear_rail", rail_calls=(heard,)))

    def _may_ask(self, rail: LocalRail, call: RailCall) -> bool:
        return self.clock.now() >= call.began_at + rail.first_inquiry

    def _is_over(self, call: RailCall) -> bool:
        """Tell whether a payer can do nothing more about a call: what the rail has not heard of will not come."""
        return call.ends_at is None or self.clock.now() > call.ends_at

    def _wait(self, order: Command, reason: str, earliest: datetime | None = None) -> None:
        """Keep a command waiting. earliest: before which asking again is useless, or forbidden by the rail."""
        now = self.clock.now()
        waiting = order.waits(reason, now)
        if earliest is not None and earliest > waiting.next_try_at:
            waiting = replace(waiting, next_try_at=earliest)
        is_news = waiting.tries == TRIES_BEFORE_ATTENTION or (reason in TELL_AT_ONCE and order.waiting_for != reason)
        why = Attention(order.subject, "command_stuck", f"{order.command_id} waits for {reason}", now)
        tell = (why,) if is_news and reason not in PASSING else ()
        self.payments.save(Change("payments.wait", commands=(waiting,), attention=tell))

    def _payment(self, milestone_id: str) -> ProtectedPayment:
        payment = self.payments.get(milestone_id)
        assert payment is not None  # noqa: S101  commands and calls are written with their payment
        return payment


def _is_safe_again(rail: LocalRail, outcome: Outcome) -> bool:
    """Tell whether the same id may be sent once more: it did not arrive, and could not make a second payment."""
    return outcome.status is S.NOT_FOUND and Ability.CLIENT_IDEMPOTENT in rail.abilities


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

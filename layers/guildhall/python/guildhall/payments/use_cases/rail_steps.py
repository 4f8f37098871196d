"""What every operation of a local rail goes through: our id stored first, doubts, waiting, being remembered."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.ledger.models import Entry
from guildhall.payments.machine import Freeze
from guildhall.payments.models import Attention, Change, Command, ProtectedPayment
from guildhall.payments.models.commands import TRIES_BEFORE_ATTENTION
from guildhall.payments.models.rails import Ability, Operation, Outcome, OutcomeStatus, RailCall
from guildhall.payments.ports import LocalRail, Payments, RailCalls, Rails
from guildhall.payments.use_cases.escalating import escalated

S = OutcomeStatus
PASSING = frozenset({"frozen", "provider_pending", "payout_destination", "too_early", "transfers_stopped"})
"""Reasons to wait that end by themselves or whose person has been told already."""
TELL_AT_ONCE = frozenset(
    {"manual_refund", "rail_without_key", "overdrawn", "other_money", "treasury_rate", "treasury_float"}
)
"""Reasons that only a person can end."""
AGAIN = frozenset({"provider_balance", "provider_unavailable", "limit"})
"""Definite refusals that say nothing about the receiver: tried again, under a new id, because nothing was made."""


@dataclass(frozen=True, slots=True)
class RailSteps:
    """Shared by collecting, giving back and paying out."""

    payments: Payments
    calls: RailCalls
    rails: Rails
    clock: Clock

    def begin(self, order: Command, call: RailCall, entries: tuple[Entry, ...] = ()) -> tuple[Command, RailCall]:
        """Store our id, and what is put aside for it, before the rail hears of it. Raises Overdrawn."""
        tried = replace(order, tried_at=order.tried_at or self.clock.now())
        self.payments.save(Change("payments.try", commands=(tried,), rail_calls=(call,), entries=entries))
        return replace(tried, version=tried.version + 1), replace(call, version=1)

    def call_of(
        self, order: Command, rail: LocalRail, operation: Operation, *, life: timedelta | None = None
    ) -> RailCall:
        """Return the operation that a command's present key stands for."""
        now = self.clock.now()
        return RailCall(
            rail.name, rail.new_id(order.key), operation, order.command_id, order.subject,
            order.amount_minor, order.currency, now, now + life if life else None,
        )  # fmt: skip

    def may_ask(self, rail: LocalRail, call: RailCall) -> bool:
        """Tell whether the rail may be asked about an operation by now."""
        return self.clock.now() >= call.began_at + rail.first_inquiry

    def doubt(self, call: RailCall, outcome: Outcome) -> bool:
        """Tell whether an outcome must not be believed; then the payment is frozen and a person hears of it."""
        why = self._why_not(call, outcome)
        if why is None:
            return False
        told = Attention(call.milestone_id, "outcome_mismatch", f"{call.rail} {call.our_id}: {why}", self.clock.now())
        payment = self.payment(call.milestone_id)
        frozen = None if Freeze.REVIEW in payment.frozen_by else payment.frozen(Freeze.REVIEW)
        self.payments.save(Change("payments.doubt_outcome", frozen, attention=(told,)))
        return True

    def _why_not(self, call: RailCall, outcome: Outcome) -> str | None:
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

    def remember(self, call: RailCall, outcome: Outcome) -> None:
        """Store the last status heard of."""
        heard = call.heard(outcome)
        if heard != call:
            # Whoever was faster remembers as much.
            with suppress(StaleVersion):
                self.payments.save(Change("payments.hear_rail", rail_calls=(heard,)))

    def is_present(self, order: Command | None, call: RailCall) -> bool:
        """Tell whether a command is open and still stands on this operation, not on a later one."""
        rail = self.rails.get(call.rail)
        return order is not None and not order.is_over and rail is not None and rail.new_id(order.key) == call.our_id

    def wait(self, order: Command, reason: str, earliest: datetime | None = None) -> None:
        """Keep a command waiting. earliest: before which asking again is useless, or forbidden by the rail."""
        now = self.clock.now()
        waiting = order.waits(reason, now)
        if earliest is not None and earliest > waiting.next_try_at:
            waiting = replace(waiting, next_try_at=earliest)
        is_news = waiting.tries == TRIES_BEFORE_ATTENTION or (reason in TELL_AT_ONCE and order.waiting_for != reason)
        why = Attention(order.subject, "command_stuck", f"{order.command_id} waits for {reason}", now)
        tell = (why,) if is_news and reason not in PASSING else ()
        change = escalated(self.payments.get(order.subject), waiting, now)
        self.payments.save(replace(change, attention=(*change.attention, *tell)))

    def wait_after(self, order: Command, call: RailCall, outcome: Outcome) -> None:
        """Keep a command waiting that an outcome did not end; one that stands on another operation is left alone."""
        current, rail = self.payments.command(order.command_id), self.rails.get(call.rail)
        if current is not None and rail is not None and self.is_present(current, call):
            reason = outcome.code or ("provider_pending" if outcome.status is S.PENDING else "provider_silent")
            self.wait(current, reason, call.began_at + rail.first_inquiry)

    def payment(self, milestone_id: str) -> ProtectedPayment:
        """Return the payment of a command or call."""
        payment = self.payments.get(milestone_id)
        assert payment is not None  # noqa: S101  commands and calls are written with their payment
        return payment


def is_safe_again(rail: LocalRail, outcome: Outcome) -> bool:
    """Tell whether the same id may be sent once more: it did not arrive, and could not make a second payment."""
    return outcome.status is S.NOT_FOUND and Ability.CLIENT_IDEMPOTENT in rail.abilities

"""The operator's side: what a person must see, and letting money go on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import NotFound
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.payments.errors import PaymentUnknown
from guildhall.payments.machine import Freeze
from guildhall.payments.models import Attention, ProtectedPayment
from guildhall.payments.ports import Attentions, Payments
from guildhall.payments.use_cases.thawing import thawed

QUEUE = Resource("PaymentAttention", "all")
ACTION = "payments.handle_attention"


@dataclass(frozen=True, slots=True)
class ListAttention:
    """Show operators what waits for a person."""

    attentions: Attentions
    gate: Gate

    def __call__(self, actor: Actor) -> list[Attention]:
        """Return the open records. Raises Forbidden."""
        require(self.gate, actor, ACTION, QUEUE)
        return self.attentions.list_open()


@dataclass(frozen=True, slots=True)
class CloseAttention:
    """Say what was done about it."""

    attentions: Attentions
    gate: Gate

    def __call__(self, actor: Actor, about: str, reason: str, note: str) -> Attention:
        """Return the closed record. Raises Forbidden, NotFound, StaleVersion."""
        require(self.gate, actor, ACTION, QUEUE)
        found = self.attentions.get(about, reason)
        if found is None:
            raise NotFound
        closed = replace(found, is_open=False, closed_by=actor.account_id, note=note)
        self.attentions.close(closed)
        return replace(closed, version=closed.version + 1)


@dataclass(frozen=True, slots=True)
class ThawPayment:
    """Let a payment go on that a person has looked at."""

    payments: Payments
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, milestone_id: str) -> ProtectedPayment:
        """Return the payment without its review; what was approved meanwhile is released.

        Raises Forbidden, PaymentUnknown, StaleVersion.
        """
        require(self.gate, actor, ACTION, QUEUE)
        payment = self.payments.get(milestone_id)
        if payment is None:
            raise PaymentUnknown
        if Freeze.REVIEW not in payment.frozen_by:
            return payment
        change = thawed(self.payments, payment, Freeze.REVIEW, self.clock.now())
        self.payments.save(change)
        assert change.payment is not None  # noqa: S101  thawing changes the payment
        return replace(change.payment, version=payment.version + 1)

"""Reading: load and authorise together."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Forbidden, NotFound
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.payments.errors import NotEnoughHeld, PaymentUnknown
from guildhall.payments.models import KeptQuote, ProtectedPayment, ReleaseShares, Step
from guildhall.payments.ports import Fees, Payments

VIEW = "payments.view"


def resource_of(payment: ProtectedPayment) -> Resource:
    """Return the payment as the policies see it."""
    return Resource(
        "ProtectedPayment",
        payment.milestone_id,
        {"client_id": payment.client_id, "expert_id": payment.expert_id},
    )


@dataclass(frozen=True, slots=True)
class AccessPayment:
    """Show a payment to its two sides, and to operators."""

    payments: Payments
    gate: Gate

    def __call__(self, actor: Actor, milestone_id: str, action: str = VIEW) -> ProtectedPayment:
        """Return the payment for an action. Raises PaymentUnknown (absent, or a stranger asks), Forbidden."""
        payment = self.payments.get(milestone_id)
        if payment is None:
            raise PaymentUnknown
        try:
            require(self.gate, actor, action, resource_of(payment), to_know=VIEW)
        except Forbidden:
            raise
        except NotFound:
            raise PaymentUnknown from None
        return payment


@dataclass(frozen=True, slots=True)
class ListPayments:
    """Show how the milestones of a contract are paid."""

    payments: Payments
    gate: Gate

    def __call__(self, actor: Actor, contract_id: str) -> list[ProtectedPayment]:
        """Return the contract's payments that the actor may see: all, or none for a stranger."""
        found = self.payments.of_contract(contract_id)
        return [payment for payment in found if self.gate.allows(actor, VIEW, resource_of(payment))]


@dataclass(frozen=True, slots=True)
class ListSteps:
    """Show the two sides what happened to a milestone's money."""

    access: AccessPayment
    payments: Payments

    def __call__(self, actor: Actor, milestone_id: str) -> tuple[ProtectedPayment, list[Step]]:
        """Return the payment and its timeline, oldest first, the last hundred. Raises PaymentUnknown."""
        payment = self.access(actor, milestone_id)
        return payment, self.payments.steps(milestone_id)


@dataclass(frozen=True, slots=True)
class QuotePayment:
    """Say what becomes of the money before anybody clicks."""

    access: AccessPayment
    fees: Fees

    def __call__(self, actor: Actor, milestone_id: str) -> KeptQuote:
        """Return the quote that was kept when the client paid, else one at the present commission."""
        payment = self.access(actor, milestone_id)
        return payment.quote or self.fees(payment)


@dataclass(frozen=True, slots=True)
class QuoteRelease:
    """Say what the expert gets of a release, and what is taken from it, before the client clicks."""

    access: AccessPayment

    def __call__(
        self, actor: Actor, milestone_id: str, amount_minor: int | None
    ) -> tuple[ProtectedPayment, int, ReleaseShares]:
        """Return the payment, what would be released, and how that parts. amount_minor: all that is held, if absent.

        Raises PaymentUnknown, NotEnoughHeld.
        """
        payment = self.access(actor, milestone_id)
        amount = payment.held_minor if amount_minor is None else amount_minor
        if payment.quote is None or not 0 < amount <= payment.held_minor:
            raise NotEnoughHeld(f"{payment.held_minor} is held")
        return payment, amount, payment.quote.shares(payment.released_minor, amount)

"""What a dispute between the two sides means for the money: one milestone stands still, the others flow."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.disputes.events import DisputeOpenedV1, DisputeResolvedV1
from guildhall.kernel.clock import Clock
from guildhall.payments.errors import PaymentUnknown
from guildhall.payments.machine import Freeze
from guildhall.payments.models import Attention, Award, Change, CostTax, ProtectedPayment, Step, StepKind
from guildhall.payments.ports import Payments
from guildhall.payments.ports.costs import CostTaxes
from guildhall.payments.use_cases.thawing import awarded, thawed


@dataclass(frozen=True, slots=True)
class FreezeDisputed:
    """Hold the money of a disputed milestone still."""

    payments: Payments
    clock: Clock

    def __call__(self, event: DisputeOpenedV1) -> None:
        """Freeze the payment; a dispute that is open or over already changes nothing. Raises PaymentUnknown."""
        payment = self._known(event.milestone_id)
        if payment.dispute_id == event.dispute_id or event.dispute_id in payment.settled_disputes:
            return
        now = self.clock.now()
        frozen = replace(payment.frozen(Freeze.ARBITRATION), dispute_id=event.dispute_id, split=None)
        told = Step(payment.milestone_id, StepKind.FROZEN, now, payment.held_minor, Freeze.ARBITRATION, event.opened_by)
        self.payments.save(Change("payments.freeze", frozen.looked_after(now), steps=(told,)))

    def _known(self, milestone_id: str) -> ProtectedPayment:
        payment = self.payments.get(milestone_id)
        if payment is None:
            raise PaymentUnknown(milestone_id)
        return payment


@dataclass(frozen=True, slots=True)
class SettleDispute:
    """Part the money as a dispute ended, or let it go on as before."""

    payments: Payments
    taxes: CostTaxes
    clock: Clock

    def __call__(self, event: DisputeResolvedV1) -> None:
        """Release, refund and thaw in one decision, once. While something else freezes the money, the award is kept.

        Raises PaymentUnknown, StaleVersion.
        """
        payment = self.payments.get(event.milestone_id)
        if payment is None:
            raise PaymentUnknown(event.milestone_id)
        if event.dispute_id in payment.settled_disputes:
            return
        award = Award(
            event.dispute_id, event.to_expert_minor, event.to_client_minor, event.cost_from_expert_minor,
            event.cost_from_client_minor, self._taxes(event),
        )  # fmt: skip
        settled = replace(payment, dispute_id=None, settled_disputes=(*payment.settled_disputes, event.dispute_id))
        self.payments.save(self._change(settled, award if award.is_something else None))

    def _taxes(self, event: DisputeResolvedV1) -> tuple[CostTax, ...]:
        costs = {event.expert_id: event.cost_from_expert_minor, event.client_id: event.cost_from_client_minor}
        found = (self.taxes(payer_id) for payer_id, minor in costs.items() if minor)
        return tuple(each for each in found if each is not None)

    def _change(self, payment: ProtectedPayment, award: Award | None) -> Change:
        now = self.clock.now()
        if award is None:
            return thawed(self.payments, payment, Freeze.ARBITRATION, now)
        told = Step(payment.milestone_id, StepKind.THAWED, now, about=Freeze.ARBITRATION)
        after = payment.thawed(Freeze.ARBITRATION)
        if after.frozen_by:
            why = Attention(payment.milestone_id, "award_waits", ", ".join(after.frozen_by), now)
            kept = replace(after, award=award).looked_after(now)
            return Change("payments.keep_award", kept, attention=(why,), steps=(told,))
        found = (self.payments.command(each) for each in after.pending)
        change = awarded(self.payments, after, award, now)
        wake = tuple(each for each in found if each is not None and not each.is_over)
        return replace(change, wake=wake, steps=(told, *change.steps))

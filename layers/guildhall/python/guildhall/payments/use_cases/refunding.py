"""Giving held money back, and parting it by agreement.

The rule: before the first delivery, the client or the expert may give the money back; after it, only the expert may.
An expert who gives it back agrees by doing so. For everything else one side proposes and the other accepts. What both
cannot agree on is a dispute.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Forbidden
from guildhall.payments.errors import (
    NotEnoughHeld,
    PaymentFrozen,
    PaymentMoveRefused,
    RefundNeedsExpert,
    SplitGone,
)
from guildhall.payments.machine import Move
from guildhall.payments.models import Change, ProposedSplit, ProtectedPayment, Step, StepKind
from guildhall.payments.ports import Payments
from guildhall.payments.use_cases.access import AccessPayment
from guildhall.payments.use_cases.parting import parted, saved

ACTION = "payments.refund"


@dataclass(frozen=True, slots=True)
class RefundPayment:
    """Give what is held, or a part of it, back to the client."""

    access: AccessPayment
    payments: Payments
    clock: Clock

    def __call__(self, actor: Actor, milestone_id: str, amount_minor: int | None = None) -> ProtectedPayment:
        """Return the payment with the refund on its way. amount_minor: everything that is held, if absent.

        Raises PaymentUnknown, Forbidden, RefundNeedsExpert, PaymentMoveRefused, PaymentFrozen, NotEnoughHeld,
        StaleVersion.
        """
        payment = self.access(actor, milestone_id, ACTION)
        _require_open(payment)
        if payment.delivery and actor.account_id != payment.expert_id:
            raise RefundNeedsExpert("work was delivered; propose to the expert how to part the money")
        return self.carry_out(payment, amount_minor, by=actor.account_id)

    def carry_out(
        self, payment: ProtectedPayment, amount_minor: int | None = None, by: str = "system"
    ) -> ProtectedPayment:
        """As the call, for who needs no permission. Raises PaymentMoveRefused, PaymentFrozen, StaleVersion."""
        amount = payment.held_minor if amount_minor is None else amount_minor
        change = parted(payment, self.clock.now(), to_client_minor=amount, action=ACTION, by=by)
        self.payments.save(change)
        return saved(change)


@dataclass(frozen=True, slots=True)
class ProposeSplit:
    """Propose to the other side how to part what is held; a later proposal replaces an earlier one."""

    access: AccessPayment
    payments: Payments
    clock: Clock

    def __call__(
        self, actor: Actor, milestone_id: str, parts: tuple[int, int], reason: str, version: int
    ) -> ProtectedPayment:
        """Return the payment with the proposal.

        parts: to the client and to the expert, in minor units. version: as the actor read the payment.

        Raises PaymentUnknown, Forbidden, StaleVersion, PaymentMoveRefused, PaymentFrozen, NotEnoughHeld.
        """
        payment = self.access(actor, milestone_id, ACTION)
        payment.require_version(version)
        _require_open(payment)
        if payment.frozen_by:
            raise PaymentFrozen
        if sum(parts) > payment.held_minor:
            raise NotEnoughHeld(f"{payment.held_minor} is held")
        now, number = self.clock.now(), payment.splits + 1
        proposal = ProposedSplit(number, actor.account_id, *parts, reason, now)
        told = Step(milestone_id, StepKind.SPLIT_PROPOSED, now, sum(parts), str(number), actor.account_id)
        change = Change("payments.propose_split", replace(payment, splits=number, split=proposal), steps=(told,))
        self.payments.save(change)
        return saved(change)


@dataclass(frozen=True, slots=True)
class AnswerSplit:
    """Accept or decline a proposal; whoever made it withdraws it by declining."""

    access: AccessPayment
    payments: Payments
    clock: Clock

    def __call__(self, actor: Actor, milestone_id: str, number: int, *, is_accepted: bool) -> ProtectedPayment:
        """Return the payment: parted as proposed, or without the proposal.

        Raises PaymentUnknown, Forbidden, SplitGone, PaymentMoveRefused, PaymentFrozen, NotEnoughHeld, StaleVersion.
        """
        payment = self.access(actor, milestone_id, ACTION)
        proposal = payment.split
        if proposal is None or proposal.number != number:
            raise SplitGone
        change = self._accepted(actor, payment, proposal) if is_accepted else self._declined(actor, payment)
        self.payments.save(change)
        return saved(change)

    def _accepted(self, actor: Actor, payment: ProtectedPayment, proposal: ProposedSplit) -> Change:
        if actor.account_id == proposal.proposed_by:
            raise Forbidden("the other side answers a proposal")
        _require_open(payment)
        return parted(
            payment, self.clock.now(), to_client_minor=proposal.to_client_minor,
            to_expert_minor=proposal.to_expert_minor, action="payments.accept_split", by=actor.account_id,
            owed_minor=self.payments.owed_by(payment.expert_id, payment.currency),
        )  # fmt: skip

    def _declined(self, actor: Actor, payment: ProtectedPayment) -> Change:
        number = str(payment.splits)
        told = Step(payment.milestone_id, StepKind.SPLIT_DECLINED, self.clock.now(), about=number, by=actor.account_id)
        return Change("payments.decline_split", replace(payment, split=None), steps=(told,))


def _require_open(payment: ProtectedPayment) -> None:
    payment.require(Move.REFUND)
    if payment.is_approved:
        raise PaymentMoveRefused("the work is approved: the money is the expert's")

"""What contracts sets in motion: open, deliver, ask for changes, approve; and a client who pays early."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from guildhall.contracts.events import ChangesRequestedV1, ContractSignedV1, WorkApprovedV1, WorkDeliveredV1
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.payments.errors import PaymentMoveRefused, PaymentUnknown
from guildhall.payments.models import Attention, Change, ProtectedPayment, Step, StepKind
from guildhall.payments.ports import Payments, Reviews
from guildhall.payments.use_cases.access import AccessPayment
from guildhall.payments.use_cases.parting import parted, saved
from guildhall.payments.use_cases.scheduling import pay_days


@dataclass(frozen=True, slots=True)
class OpenPayments:
    """Begin a protected payment for each milestone of a signed contract."""

    payments: Payments
    clock: Clock

    def __call__(self, event: ContractSignedV1) -> None:
        """Create what is missing; a repeated event changes nothing."""
        for milestone, pay_on in pay_days(self.clock.now().date(), event.milestones):
            if self.payments.get(milestone.milestone_id) is not None:
                continue
            payment = ProtectedPayment(
                milestone_id=milestone.milestone_id,
                contract_id=event.contract_id,
                client_id=event.client_id,
                expert_id=event.expert_id,
                title=milestone.title,
                amount_minor=milestone.amount_minor,
                currency=event.currency,
                created_at=self.clock.now(),
                category=event.category,
                due_on=milestone.due_on,
                pay_on=pay_on,
            )
            opened = Step(payment.milestone_id, StepKind.OPENED, self.clock.now())
            self.payments.save(Change("payments.open", payment, steps=(opened,)))


@dataclass(frozen=True, slots=True)
class BeginReview:
    """Take note of a delivery and start the clock that approves by silence."""

    payments: Payments
    reviews: Reviews
    clock: Clock

    def __call__(self, event: WorkDeliveredV1) -> None:
        """Start the workflow once per delivery. An older delivery than the one known changes nothing."""
        payment = _known(self.payments, event.milestone_id)
        if event.delivery > payment.delivery:
            payment = replace(
                payment,
                delivery=event.delivery,
                is_under_review=True,
                remind_at=event.remind_at,
                release_at=event.release_at,
            ).looked_after(self.clock.now())
            handed_in = Step(
                payment.milestone_id, StepKind.DELIVERED, self.clock.now(), about=str(event.delivery),
                by=payment.expert_id,
            )  # fmt: skip
            self.payments.save(Change("payments.begin_review", payment, steps=(handed_in,)))
        if event.delivery == payment.delivery and payment.is_under_review:
            # After the save, and again on a redelivery: the name of the execution makes it happen once.
            self.reviews.begin(payment)


@dataclass(frozen=True, slots=True)
class EndReview:
    """Take note that the client asked for changes: the clock has stopped."""

    payments: Payments
    clock: Clock

    def __call__(self, event: ChangesRequestedV1) -> None:
        """Stop waiting, unless a later delivery came meanwhile."""
        payment = _known(self.payments, event.milestone_id)
        if event.delivery < payment.delivery or (event.delivery == payment.delivery and not payment.is_under_review):
            return
        ended = replace(payment, delivery=event.delivery, is_under_review=False, remind_at=None, release_at=None)
        asked = Step(
            payment.milestone_id, StepKind.CHANGES_REQUESTED, self.clock.now(), about=str(event.delivery),
            by=payment.client_id,
        )  # fmt: skip
        self.payments.save(Change("payments.end_review", ended.looked_after(self.clock.now()), steps=(asked,)))


@dataclass(frozen=True, slots=True)
class ReleaseFunds:
    """Let approved money become the expert's: the only road to a release."""

    payments: Payments
    clock: Clock

    def __call__(self, event: WorkApprovedV1) -> None:
        """Book the release of what is held and order the transfer, once.

        While the payment is frozen, the approval is kept and a person told. Raises PaymentUnknown, PaymentMoveRefused
        (nothing is held), StaleVersion (try again).
        """
        payment = _known(self.payments, event.milestone_id)
        if payment.released_minor and not payment.held_minor:
            return
        approved = replace(
            payment,
            delivery=max(payment.delivery, event.delivery),
            is_under_review=False,
            is_approved=True,
            is_automatic=event.is_automatic,
        )
        owed = self.payments.owed_by(payment.expert_id, payment.currency)
        self.payments.save(release_of(approved, self.clock.now(), owed))


def release_of(payment: ProtectedPayment, now: datetime, owed_minor: int = 0) -> Change:
    """Return the change that releases everything held, or that waits for a person while the payment is frozen.

    owed_minor: what the expert owes, and is kept back. Raises PaymentMoveRefused.
    """
    if payment.frozen_by:
        if not payment.held_minor:
            raise PaymentMoveRefused("nothing is held")
        why = Attention(payment.milestone_id, "approved_while_frozen", ", ".join(payment.frozen_by), now)
        approved = Step(payment.milestone_id, StepKind.APPROVED, now)
        return Change("payments.keep_approval", payment.looked_after(now), attention=(why,), steps=(approved,))
    return parted(payment, now, to_expert_minor=payment.held_minor, owed_minor=owed_minor, action="payments.release")


@dataclass(frozen=True, slots=True)
class ReleaseEarly:
    """Let the client pay the expert a part, or all, before the work is approved."""

    access: AccessPayment
    payments: Payments
    clock: Clock

    def __call__(self, actor: Actor, milestone_id: str, amount_minor: int, version: int) -> ProtectedPayment:
        """Return the payment with the release on its way. version: as the client read it.

        Raises PaymentUnknown, Forbidden, StaleVersion, PaymentFrozen, PaymentMoveRefused, NotEnoughHeld.
        """
        payment = self.access(actor, milestone_id, "payments.release")
        payment.require_version(version)
        change = parted(
            payment, self.clock.now(), to_expert_minor=amount_minor, action="payments.release", by=actor.account_id,
            owed_minor=self.payments.owed_by(payment.expert_id, payment.currency),
        )  # fmt: skip
        self.payments.save(change)
        return saved(change)


def _known(payments: Payments, milestone_id: str) -> ProtectedPayment:
    payment = payments.get(milestone_id)
    if payment is None:
        raise PaymentUnknown(milestone_id)
    return payment
